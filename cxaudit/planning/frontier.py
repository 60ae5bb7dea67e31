"""How much can be prevented for how much: the efficient frontier of effort or money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import FrontierPoint
from cxaudit.planning.effects import interval_of
from cxaudit.planning.limits import DAYS, LEAST, MONEY, TRIFLE, is_bounded, likely_money
from cxaudit.planning.portfolio import Budget

if TYPE_CHECKING:
    from cxaudit.model import PlanLimits
    from cxaudit.planning.selection import Selection

_STEPS = 10  # budgets tried between nothing and all that is worthwhile; the plan's own comes on top
_UNBOUNDED = 1e12


def frontier_of(selection: Selection, chosen: frozenset[int], limits: PlanLimits) -> tuple[FrontierPoint, ...]:
    """Points where the best choice changes, at even steps of the budget, and the plan itself.

    The budget is money where the user thinks in money (a budget or a day rate), and person-days otherwise; all other
    limits are kept. A point that costs more than another and prevents no more is left out.
    """
    in_money = limits.money is not None or limits.day_rate is not None
    remedies = selection.prospects.effects.remedies
    days = selection.choice.effort
    amounts = likely_money(remedies, limits) if in_money else days
    name = MONEY if in_money else DAYS
    most = sum(amounts[place] for place in selection.within(Budget(name, amounts, _UNBOUNDED), LEAST))
    least = sum(amounts[place] for place in selection.choice.forced)
    steps = [least + (most - least) * step / _STEPS for step in range(1, _STEPS + 1)]
    price = TRIFLE if is_bounded(limits) else LEAST
    found = {selection.within(Budget(name, amounts, step), price) for step in steps} | {chosen}
    points = []
    best = 0.0
    for spent, _, entry in sorted((sum(amounts[place] for place in entry), sorted(entry), entry) for entry in found):
        prevented = selection.prospects.share(selection.names(entry))
        if entry and (prevented > best or entry == chosen):
            points.append(
                FrontierPoint(
                    days=sum(days[place] for place in entry),
                    money=spent if in_money else None,
                    prevented=prevented,
                    interval=interval_of(selection.prospects.draws(selection.names(entry)), prevented),
                    remedies=selection.names(entry),
                    is_plan=entry == chosen,
                )
            )
            best = max(best, prevented)
    return tuple(points)
