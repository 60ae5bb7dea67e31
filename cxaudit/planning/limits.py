"""What a plan may take, as constraints on the remedies it chooses from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.configuration import suggestion
from cxaudit.errors import UsageError
from cxaudit.planning.portfolio import Budget, Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import PlanLimits, Remedy, Rulebook

LONGEST = 12  # actions in a plan; a longer list is not a plan
LEAST = 0.002  # share of the failing incidents that an action must add
TRIFLE = 0.0002  # the same where a budget bounds the plan anyway: less is not worth a line
MONTH = 30  # days
WORKING_DAYS = 20  # person-days that an owner has for the plan in a month, if nothing else is said
HORIZON = 3  # months into which what is asked of a named owner must fit
MONEY, DAYS = "the budget", "the person-days allowed"


def refuse_unknown(limits: PlanLimits, rulebook: Rulebook) -> None:
    """Raise UsageError for a remedy or an owner that the rulebook does not have, or for one remedy in and out."""
    for name in (*limits.include, *limits.exclude):
        if name not in rulebook.remedies:
            hint = suggestion(name, rulebook.remedies) or "the ids are in the rulebook, and in the plan as CSV"
            raise UsageError(f"'{name}' is no remedy of the rulebook; {hint}")
    both = sorted(set(limits.include) & set(limits.exclude))
    if both:
        raise UsageError(f"remedy '{both[0]}' is both included and excluded; decide for one")
    owners = {remedy.owner.casefold(): remedy.owner for remedy in rulebook.remedies.values()}
    for owner in limits.capacity:
        if owner and owner.casefold() not in owners:
            known = suggestion(owner, owners.values()) or f"the owners are {', '.join(sorted(owners.values()))}"
            raise UsageError(f"'{owner}' owns no remedy of the rulebook; {known}")


def choice_of(remedies: Sequence[Remedy], limits: PlanLimits, incidents: int) -> Choice:
    """The choice among these remedies, for a sample of so many `incidents`; raises UsageError for an unknown price.

    With a budget each action must add more than a `TRIFLE`; without one `LEAST`, and as much again for each further
    month of a person's work, or the plan would go on to where the effort is out of proportion.
    """
    place = {remedy.id: number for number, remedy in enumerate(remedies)}
    days = tuple(remedy.effort_days[1] for remedy in remedies)
    forced = frozenset(place[name] for name in limits.include)
    return Choice(
        remedies=len(remedies),
        effort=days,
        prices=tuple(
            incidents * (TRIFLE if is_bounded(limits) else LEAST * max(1.0, effort / WORKING_DAYS)) for effort in days
        ),
        budgets=(*_budgets(remedies, limits), *_capacities(remedies, limits)),
        needs=tuple((place[remedy.id], place[need]) for remedy in remedies for need in remedy.needs if need in place),
        excludes=tuple(
            (place[remedy.id], place[other]) for remedy in remedies for other in remedy.excludes if other in place
        ),
        forced=forced,
        forbidden=frozenset(place[name] for name in limits.exclude if name in place),
        largest=max(LONGEST, len(forced)),
    )


def is_bounded(limits: PlanLimits) -> bool:
    """Whether a budget of money or of person-days bounds the plan."""
    return limits.money is not None or limits.days is not None


def money_of(remedy: Remedy, limits: PlanLimits) -> tuple[float, float, float] | None:
    """Low, likely, high: what the rulebook says, and the person-days at the day rate; None if neither is known."""
    if remedy.cost is None and limits.day_rate is None:
        return None
    low, likely, high = (
        (remedy.cost[end] if remedy.cost else 0.0) + remedy.effort_days[end] * (limits.day_rate or 0.0)
        for end in range(3)
    )
    return low, likely, high


def days_a_month(owner: str, limits: PlanLimits) -> float:
    """Person-days that an owner has for the plan in a month."""
    named = _named(owner, limits)
    return limits.capacity.get("", WORKING_DAYS) if named is None else named


def _budgets(remedies: Sequence[Remedy], limits: PlanLimits) -> list[Budget]:
    found = []
    if limits.days is not None:
        found.append(Budget(DAYS, tuple(remedy.effort_days[1] for remedy in remedies), limits.days))
    if limits.money is not None:
        found.append(Budget(MONEY, likely_money(remedies, limits), limits.money))
    return found


def likely_money(remedies: Sequence[Remedy], limits: PlanLimits) -> tuple[float, ...]:
    """The likely money of each; raises UsageError if nothing says what one costs."""
    amounts = []
    for remedy in remedies:
        money = money_of(remedy, limits)
        if money is None:
            raise UsageError(
                f"the rulebook gives no cost for remedy '{remedy.id}', so a budget of money says nothing of it;"
                " say what a person-day costs with --day-rate, or limit the effort with --max-days"
            )
        amounts.append(money[1])
    return tuple(amounts)


def _capacities(remedies: Sequence[Remedy], limits: PlanLimits) -> list[Budget]:
    """One for each owner who is named, or for all if a capacity is given for all."""
    found = []
    for owner in sorted({remedy.owner for remedy in remedies}):
        if _named(owner, limits) is not None or "" in limits.capacity:
            amounts = tuple(remedy.effort_days[1] if remedy.owner == owner else 0.0 for remedy in remedies)
            name = f"what {owner} can do in {HORIZON * MONTH} days"
            found.append(Budget(name, amounts, HORIZON * days_a_month(owner, limits)))
    return found


def _named(owner: str, limits: PlanLimits) -> float | None:
    return next((days for name, days in limits.capacity.items() if name.casefold() == owner.casefold()), None)
