"""Causes and remedies that moved, as sentences and blocks; the same for two rulebooks and for two periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.comparison_view import Block, Fold, listed, place, share_move
from cxaudit.render.markdown_text import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Interval
    from cxaudit.render.comparison_report import CauseMove, CauseStanding, Conclusions, PlanMove, PlanStanding

_CAUSES = 15  # causes shown in a table; JSON has all
_REMEDIES = 20  # remedies shown


def clear_moves(found: Conclusions) -> tuple[CauseMove, ...]:
    """Causes whose prevented share moved beyond its intervals."""
    return tuple(move for move in found.causes if move.clear)


def leading_sentence(found: Conclusions) -> str:
    """Whether the first root is the same; it moved for certain only if its share or that of the other one did."""
    old, new = found.leading
    if old == new:
        return f"The leading cause is still '{new}'." if new else "There is no leading cause under either."
    if not old or not new:
        return f"The leading cause is now '{new}'." if new else f"'{old}' is no longer a leading cause."
    moves = {move.cause for move in clear_moves(found) if move.is_root}
    doubt = "" if moves & {old, new} else ", though within the intervals"
    return f"The leading cause is now '{new}' instead of '{old}'{doubt}."


def cause_sentence(found: Conclusions) -> str:
    """How many causes moved for certain."""
    clear = len(clear_moves(found))
    within = len(found.causes) - clear
    if clear:
        return f"{figures.plural(clear, 'cause')} clearly moved in what {'it' if clear == 1 else 'they'} would prevent."
    if within:
        return f"No cause clearly moved ({figures.plural(within, 'rank')} changed within the intervals)."
    return "No cause moved."


def plan_sentence(found: Conclusions) -> str:
    """What entered, left and changed place in the plan."""
    entered = sum(move.old is None for move in found.plan)
    left = sum(move.new is None for move in found.plan)
    elsewhere = len(found.plan) - entered - left
    counts = ((entered, "entered it"), (left, "left it"), (elsewhere, "changed place"))
    parts = [f"{figures.plural(number, 'remedy', 'remedies')} {what}" for number, what in counts if number]
    return f"The plan differs: {listed(parts)}." if parts else "The plan is the same."


def cause_block(found: Conclusions) -> Block:
    """The clear moves as a table, the others folded away."""
    clear = clear_moves(found)
    within = [move for move in found.causes if not move.clear]
    before, after = (figures.share(share) for share in found.unexplained)
    unexplained = f"Failing incidents that no cause explains: {before if before == after else f'{before} → {after}'}"
    folds = []
    if within:
        summary = f"{figures.plural(len(within), 'rank')} changed within the intervals of the shares: not a real move"
        most = f"; the {_CAUSES} that prevent most" if len(within) > _CAUSES else ""
        folds.append(Fold(f"{summary}{most}", grid=_causes(within)))
    note = (
        f"Prevented: the share of {found.base} that would show no symptom if the cause were gone; a cause moved clearly"
        " when the intervals do not overlap."
    )
    return Block(
        "Causes", (note, unexplained) if found.causes else (unexplained,), _causes(clear) or None, tuple(folds)
    )


def plan_block(found: Conclusions) -> Block:
    """Remedies that came, went or changed place, and what the whole plan prevents."""
    if not found.plan:
        return Block("Plan")
    total = share_move(*((share.value, share.interval) for share in found.totals))
    more = len(found.plan) - _REMEDIES
    rest = (f"{figures.plural(more, 'more remedy', 'more remedies')} not shown; the JSON has all.",) if more > 0 else ()
    return Block(
        "Plan", (f"The whole plan prevents, of {found.base}: {total}", *rest), _remedies(found.plan[:_REMEDIES])
    )


def _causes(moves: Sequence[CauseMove]) -> Grid:
    rows = tuple(
        (
            move.cause,
            "root" if move.is_root else "between",
            place(_rank(move.old), _rank(move.new)),
            share_move(_share(move.old), _share(move.new)),
        )
        for move in moves[:_CAUSES]
    )
    return Grid(("cause", "kind", "rank", "prevented share"), ("left", "left", "left", "left"), rows)


def _remedies(moves: Sequence[PlanMove]) -> Grid:
    rows = tuple(
        (
            move.remedy,
            place(_rank(move.old), _rank(move.new)),
            share_move(_share(move.old), _share(move.new)),
        )
        for move in moves
    )
    return Grid(("remedy", "place", "prevents alone"), ("left", "left", "left"), rows)


def _rank(standing: CauseStanding | PlanStanding | None) -> int | None:
    return None if standing is None else standing.rank


def _share(standing: CauseStanding | PlanStanding | None) -> tuple[float, Interval] | None:
    return None if standing is None else (standing.prevented, standing.interval)
