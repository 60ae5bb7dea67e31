"""A cause should not lie behind more than a third of all symptoms.

A cause that explains nearly everything explains nothing: it takes the first place in every log, whatever failed, and
hides the causes that could be told apart. Small rulebooks, of fewer than six symptoms, are left alone.

Bad:
    symptoms:
      - {id: late, caused_by: {bad-management: often}}
      - {id: rude, caused_by: {bad-management: often}}
      - {id: lost, caused_by: {bad-management: often}}
      - {id: wrong, caused_by: {unchecked-work: often}}
      - {id: dear, caused_by: {price-list-late: often}}
      - {id: broken, caused_by: {no-test: often}}

Good:
    symptoms:
      - {id: late, caused_by: {too-few-people: often}}
      - {id: rude, caused_by: {burnt-out-staff: often}}
      - {id: lost, caused_by: {no-owner: often}}
      - {id: wrong, caused_by: {unchecked-work: often}}
      - {id: dear, caused_by: {price-list-late: often}}
      - {id: broken, caused_by: {no-test: often}}
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cxaudit.checks.check import causes_behind, violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation

LARGEST_SHARE = 1 / 3  # of the symptoms, directly or through other causes
SMALLEST_RULEBOOK = 6  # symptoms; below that a third is too few to speak of


def hub_cause(rulebook: Rulebook) -> Iterator[Violation]:
    """Causes behind more than `LARGEST_SHARE` of the symptoms."""
    symptoms = rulebook.symptoms.values()
    if len(symptoms) < SMALLEST_RULEBOOK:
        return
    explains = Counter(cause for symptom in symptoms for cause in causes_behind(symptom, rulebook))
    for name, count in sorted(explains.items()):
        if count / len(symptoms) > LARGEST_SHARE:
            yield violation(
                "hub-cause",
                Severity.WARNING,
                rulebook.causes[name],
                f"cause '{name}' lies behind {count} of {len(symptoms)} symptoms",
                help="split it into causes that can be told apart, or cut its weakest arrows",
            )
