"""How two diagnoses and two plans differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.model import Diagnosis, Interval, Plan
from cxaudit.render.comparison_report import Base, CauseMove, CauseStanding, Conclusions, PlanMove, PlanStanding, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cxaudit.model import Alarm, Hypothesis

_NOTHING = Interval(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Concluded:
    """What one audit concludes."""

    diagnosis: Diagnosis
    plan: Plan


def compare_conclusions(old: Concluded, new: Concluded, title: Callable[[str, str], str], base: Base) -> Conclusions:
    """What moved from `old` to `new`; `title` gives the title of a noun and an id (``cause``, ``no-owner``).

    Of two logs the shares are best given of all incidents, since a share of the failing ones falls when others fail
    more. A cause is listed where its rank moved or its prevented share did beyond its intervals: the clear moves
    first, then by what the cause prevents at most.
    """
    sides = (_Side(old, base), _Side(new, base))
    causes = (*_cause_moves(*sides, title, is_root=True), *_cause_moves(*sides, title, is_root=False))
    return Conclusions(
        base=base,
        causes=tuple(sorted(causes, key=lambda move: (not move.clear, -_largest(move), move.cause, move.is_root))),
        plan=_plan_moves(*sides, title),
        alarms_new=_without(new.diagnosis.alarms, old.diagnosis.alarms),
        alarms_gone=_without(old.diagnosis.alarms, new.diagnosis.alarms),
        leading=(_leading(old.diagnosis), _leading(new.diagnosis)),
        unexplained=(old.diagnosis.unexplained, new.diagnosis.unexplained),
        totals=(sides[0].total(), sides[1].total()),
        identical=_figures(old.diagnosis) == _figures(new.diagnosis) and old.plan == new.plan,
    )


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a value in common."""
    return one.low <= other.high and other.low <= one.high


class _Side:
    """One side's causes and remedies, their shares of the base asked for."""

    def __init__(self, concluded: Concluded, base: Base) -> None:
        found = concluded.diagnosis
        self._concluded = concluded
        self._scale = found.failing / max(1, found.incidents) if base is Base.ALL else 1.0

    def causes(self, *, roots: bool) -> dict[str, CauseStanding]:
        """Every cause that the log can show at all; the others stand in order of id and prevent nothing."""
        found = self._concluded.diagnosis
        return {
            entry.cause: CauseStanding(
                entry.rank, self._scale * entry.prevented, self._scaled(entry.prevented_interval), entry.status.value
            )
            for entry in (found.roots if roots else found.proximate)
            if _is_seen(entry)
        }

    def remedies(self) -> dict[str, PlanStanding]:
        """The plan in its order."""
        return {
            action.remedy: PlanStanding(
                action.rank, self._scale * action.prevented, self._scaled(action.prevented_interval)
            )
            for action in sorted(self._concluded.plan.actions, key=lambda action: (action.rank, action.remedy))
        }

    def total(self) -> Share:
        """What the whole plan prevents."""
        plan = self._concluded.plan
        return Share(self._scale * plan.total, self._scaled(plan.total_interval))

    def _scaled(self, interval: Interval) -> Interval:
        return Interval(self._scale * interval.low, self._scale * interval.high, interval.level)


def _cause_moves(old: _Side, new: _Side, title: Callable[[str, str], str], *, is_root: bool) -> list[CauseMove]:
    before, after = old.causes(roots=is_root), new.causes(roots=is_root)
    found = []
    for cause in sorted({*before, *after}):
        was, now = before.get(cause), after.get(cause)
        clear = not overlap(was.interval if was else _NOTHING, now.interval if now else _NOTHING)
        move = CauseMove(cause, title("cause", cause), is_root, was, now, clear)
        if move.moved or move.clear:
            found.append(move)
    return found


def _is_seen(hypothesis: Hypothesis) -> bool:
    return hypothesis.prevented_interval.high > 0


def _largest(move: CauseMove) -> float:
    return max(side.prevented for side in (move.old, move.new) if side)


def _plan_moves(old: _Side, new: _Side, title: Callable[[str, str], str]) -> tuple[PlanMove, ...]:
    """Remedies that came, went or changed place, in the order of the new plan; those that left come last."""
    before, after = old.remedies(), new.remedies()
    moves = [
        PlanMove(remedy, title("remedy", remedy), before.get(remedy), after.get(remedy))
        for remedy in (*after, *(remedy for remedy in before if remedy not in after))
    ]
    return tuple(move for move in moves if (move.old and move.old.rank) != (move.new and move.new.rank))


def _without(alarms: Iterable[Alarm], others: Iterable[Alarm]) -> tuple[Alarm, ...]:
    known = {alarm.id for alarm in others}
    return tuple(alarm for alarm in alarms if alarm.id not in known)


def _figures(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis without chains, which say where rules are written."""
    roots, proximate = (
        tuple(replace(entry, chain=()) for entry in entries) for entries in (diagnosis.roots, diagnosis.proximate)
    )
    return replace(diagnosis, roots=roots, proximate=proximate)


def _leading(diagnosis: Diagnosis) -> str:
    return next((root.cause for root in diagnosis.roots if _is_seen(root)), "")
