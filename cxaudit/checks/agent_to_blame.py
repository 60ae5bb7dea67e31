"""A symptom should not lead to the people who serve alone.

What agents do is mostly what hiring, rosters, rules and tools make them do. A symptom whose every root cause lies in
the skill or the knowledge of agents ends every audit with training, and changes nothing.

Bad:
    symptoms:
      - {id: rude-staff, caused_by: {bad-manners: often}}
    causes:
      - {id: bad-manners, area: customer-engagement-skills}

Good:
    symptoms:
      - {id: rude-staff, caused_by: {bad-manners: often}}
    causes:
      - {id: bad-manners, area: customer-engagement-skills, caused_by: {hiring-ignores-aptitude: often}}
      - {id: hiring-ignores-aptitude, area: managerial-practice}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import causes_behind, violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation

_OF_AGENTS = frozenset({"customer-engagement-skills", "service-agent-expertise"})  # areas


def agent_to_blame(rulebook: Rulebook) -> Iterator[Violation]:
    """Symptoms all of whose root causes lie in the areas of agents."""
    for symptom in rulebook.symptoms.values():
        behind = (rulebook.causes[name] for name in sorted(causes_behind(symptom, rulebook)))
        roots = [cause for cause in behind if cause.is_root]
        if roots and all(root.area in _OF_AGENTS for root in roots):
            yield violation(
                "agent-to-blame",
                Severity.WARNING,
                symptom,
                f"symptom '{symptom.id}' leads to nothing but the agents",
                help="name what makes them do it: hiring, rosters, rules, targets, tools",
                related=tuple(root.location for root in roots),
            )
