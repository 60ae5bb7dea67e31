"""A remedy must not exclude what it needs.

What has to be in place before a remedy can begin must be allowed beside it. Where it is not, no plan can ever hold the
remedy, and its author waits in vain to see it in one.

Bad:
    remedies:
      - id: answer-within-a-day
        title: Answer within a day
        needs: [staff-to-demand]
        effect: {reduces: slow-replies, by: [0.2, 0.4, 0.6]}
        excludes: [staff-to-demand]
      - id: staff-to-demand
        title: Staff to demand
        effect: {reduces: slow-replies, by: [0.2, 0.4, 0.6]}

Good:
    remedies:
      - id: answer-within-a-day
        title: Answer within a day
        needs: [staff-to-demand]
        effect: {reduces: slow-replies, by: [0.2, 0.4, 0.6]}
      - id: staff-to-demand
        title: Staff to demand
        effect: {reduces: slow-replies, by: [0.2, 0.4, 0.6]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Remedy, Rulebook, Violation


def remedy_never_possible(rulebook: Rulebook) -> Iterator[Violation]:
    """Remedies that can never be planned, because two of what must be in place for them exclude each other."""
    for remedy in rulebook.remedies.values():
        together = _together(remedy, rulebook)
        clash = next(((one.id, other) for one in together for other in one.excludes if _among(other, together)), None)
        if clash is not None:
            yield violation(
                "remedy-never-possible",
                Severity.ERROR,
                remedy,
                f"remedy '{remedy.id}' can never be planned: it takes both '{clash[0]}' and '{clash[1]}', "
                "which exclude each other",
                help="take out the need or the exclusion",
                subject=remedy.id,
            )


def _together(remedy: Remedy, rulebook: Rulebook) -> list[Remedy]:
    """The remedy with everything that it needs, directly or not, in a fixed order."""
    found = [remedy]
    for one in found:
        found += [rulebook.remedies[need] for need in sorted(one.needs) if not _among(need, found)]
    return found


def _among(identifier: str, remedies: list[Remedy]) -> bool:
    return any(remedy.id == identifier for remedy in remedies)
