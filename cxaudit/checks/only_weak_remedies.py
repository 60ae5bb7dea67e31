"""A critical symptom must have a remedy that is more than weak.

Weak remedies rely on people remembering. Where customers are harmed or leave, something must change that works when
nobody remembers.

Bad:
    symptoms:
      - {id: wrong-dose, severity: critical, caused_by: {unchecked-work: often}}
    remedies:
      - {id: remind-staff, strength: weaker, effect: {reduces: unchecked-work, by: [0.1, 0.2, 0.3]}}

Good:
    symptoms:
      - {id: wrong-dose, severity: critical, caused_by: {unchecked-work: often}}
    remedies:
      - {id: remind-staff, strength: weaker, effect: {reduces: unchecked-work, by: [0.1, 0.2, 0.3]}}
      - {id: interlock, strength: stronger, effect: {reduces: unchecked-work, by: [0.5, 0.7, 0.9]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import causes_behind, remedies_by_cause, violation
from cxaudit.model import Gravity, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def only_weak_remedies(rulebook: Rulebook) -> Iterator[Violation]:
    """Critical symptoms whose causes have remedies, all of them weaker."""
    known = remedies_by_cause(rulebook)
    for symptom in rulebook.symptoms.values():
        if symptom.severity is not Gravity.CRITICAL:
            continue
        behind = sorted(causes_behind(symptom, rulebook))
        remedies = {remedy.id: remedy for name in behind for remedy in known[name]}
        if remedies and all(remedy.strength == "weaker" for remedy in remedies.values()):
            yield violation(
                "only-weak-remedies",
                Severity.ERROR,
                symptom,
                f"critical symptom '{symptom.id}' has only weak remedies: {', '.join(remedies)}",
                help="add a remedy that changes the system, so that nobody has to remember",
                related=tuple(remedy.location for remedy in remedies.values()),
            )
