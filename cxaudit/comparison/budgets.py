"""Budgets: how many incidents a symptom may gain or lose before a run fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.render.comparison_report import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.render.comparison_report import SymptomChange

_NUMBER = re.compile(r"[0-9]{1,12}")
_PERCENTAGE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*%")


@dataclass(frozen=True, slots=True)
class Budget:
    """The most incidents that any one symptom may gain or lose: a number, or a share of its old hits."""

    option: str
    limit: float
    is_share: bool

    def allows(self, number: int, old: int) -> bool:
        """Whether `number` incidents are within it for a symptom that `old` incidents showed."""
        return number <= (self.limit * old if self.is_share else self.limit)


def parse_budget(option: str, text: str | None) -> Budget | None:
    """The budget that was given to `option`, None without one; raises UsageError when it cannot be read."""
    if text is None:
        return None
    written = text.strip()
    if _NUMBER.fullmatch(written):
        return Budget(option, float(written), is_share=False)
    share = _PERCENTAGE.fullmatch(written)
    if share is None:
        raise UsageError(f"{option} '{text}': say a whole number of incidents, such as 50, or a percentage, such as 5%")
    return Budget(option, float(share[1]) / 100, is_share=True)


def exceeded(symptoms: Sequence[SymptomChange], gained: Budget | None, lost: Budget | None) -> tuple[str, ...]:
    """A sentence for each symptom over a budget.

    A share cannot judge a symptom that is new, which had no hits to take a share of; a number does.
    """
    return tuple(sentence for change in symptoms for sentence in _sentences(change, gained, lost))


def _sentences(change: SymptomChange, gained: Budget | None, lost: Budget | None) -> Iterator[str]:
    new = change.fate is Fate.ADDED
    if gained and not (gained.is_share and new) and not gained.allows(change.gained, change.old):
        yield _sentence(change, "gained", change.gained, gained)
    if lost and not lost.allows(change.lost, change.old):
        yield _sentence(change, "lost", change.lost, lost)


def _sentence(change: SymptomChange, what: str, number: int, budget: Budget) -> str:
    incidents = f"{number:,} incident{'' if number == 1 else 's'}"
    if budget.is_share:
        allowed = f"the {100 * budget.limit:g}% of its {change.old:,} old hits that {budget.option} allows"
    else:
        allowed = f"the {budget.limit:,.0f} that {budget.option} allows"
    return f"symptom '{change.id}' {what} {incidents}, more than {allowed}"
