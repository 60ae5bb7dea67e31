"""The plan over time and against its price: who does what when, what more effort would bring, what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Align, Grid
from cxaudit.render.view.lookup import capital, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.model import Action, LeftOut, Plan
    from cxaudit.render.view.lookup import Lookup

_MONTH = 30  # days
_MONTHS = 3  # shown one by one; what comes later has one column
_NUMBER: Align = "right"  # how a column of figures stands
_BAR = 20  # characters of the longest bar
_OMITTED = 8  # remedies told of one by one
_AT_WORK, _IN_PLACE = "●", "✔"
_PHASES: Mapping[str, str] = MappingProxyType(
    {
        "disturb-the-norm": "1. Disturb the norm",
        "digital-minimum": "2. Digital minimum",
        "system-shift": "3. New behavioural, cultural and business system",
    }
)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The most that can be prevented for each effort or amount of money; `unit` says which."""

    grid: Grid
    unit: str
    level: str


@dataclass(frozen=True, slots=True)
class Omissions:
    """Remedies that are not in the plan; `more` says how many others there are, empty if none."""

    grid: Grid
    more: str


def money(cost: tuple[float, float, float] | None) -> str:
    """Money, likely with low and high, without a currency; empty where it is not known."""
    if cost is None:
        return ""
    low, likely, high = (figures.count(amount) for amount in cost)
    return likely if low == high else f"{likely} ({low}–{high})"


def limits_of(look: Lookup, plan: Plan) -> tuple[str, ...]:
    """What the user asked the plan to keep, and what was assumed for it."""
    limits = plan.limits
    found = []
    if limits.money is not None:
        found.append(f"a likely cost of at most {figures.count(limits.money)}")
    if limits.days is not None:
        found.append(f"a likely effort of at most {figures.plural(limits.days, 'person-day')}")
    if limits.day_rate is not None:
        found.append(f"a person-day costs {limits.day_rate:,.10g} (assumed on the command line, not measured)")
    for owner, days in sorted(limits.capacity.items()):
        whose = owner or ("every other owner" if len(limits.capacity) > 1 else "every owner")
        found.append(f"{whose} has {days:,.10g} person-days a month, and no more to do than fits into 90 days")
    found += [f"decided: with “{look.title('remedy', name)}”" for name in limits.include]
    found += [f"decided: without “{look.title('remedy', name)}”" for name in limits.exclude]
    if plan.unpriced:
        found.append(f"{figures.plural(plan.unpriced, 'action')} of unknown cost, which the total leaves out")
    return tuple(found)


def make_roadmap(look: Lookup, actions: Sequence[Action]) -> Grid:
    """One line an action: the months in which it is at work, and the one in which it should be in place."""
    rows = []
    for action in actions:
        needs = ", ".join(str(other.rank) for other in actions if other.remedy in action.needs)
        months = [_mark(action, month) for month in range(_MONTHS)]
        later = f"{_IN_PLACE} day {action.due_days}" if action.due_days > _MONTH * _MONTHS else ""
        rows.append(
            (str(action.rank), look.title("remedy", action.remedy), capital(action.owner), *months, later, needs)
        )
    headers = ("#", "Action", "Owner", "Days 1–30", "31–60", "61–90", "Later", "After")
    return Grid(headers, ("right", "left", "left", "left", "left", "left", "left", "right"), tuple(rows))


def make_owners(plan: Plan, actions: Sequence[Action]) -> Grid:
    """What each owner has to do, those with most first."""
    own: dict[str, list[Action]] = {}
    for action in actions:
        own.setdefault(action.owner, []).append(action)
    likely = {owner: sum(action.effort_days[1] for action in found) for owner, found in own.items()}
    rows = tuple(
        (
            capital(owner),
            ", ".join(str(action.rank) for action in own[owner]),
            figures.effort(_sums([action.effort_days for action in own[owner]])),
            figures.share(likely[owner] / max(1e-9, plan.effort_days[1])),
            f"{max(action.due_days for action in own[owner])} days",
        )
        for owner in sorted(own, key=lambda owner: (-likely[owner], owner))
    )
    headers = ("Owner", "Actions", "Person-days", "Of the effort", "Done within")
    return Grid(headers, ("left", "left", "right", "right", "right"), rows)


def make_phases(look: Lookup, actions: Sequence[Action]) -> Grid:
    """The actions of each phase, in the order of the phases."""
    known = [*_PHASES, *sorted({action.phase for action in actions} - set(_PHASES))]
    rows = []
    for phase in known:
        own = [action for action in actions if action.phase == phase]
        titles = "; ".join(look.title("remedy", action.remedy) for action in own)
        days = figures.effort(_sums([action.effort_days for action in own])) if own else "–"
        rows.append((_PHASES.get(phase, capital(words(phase))), titles or "nothing in this plan", days))
    return Grid(("Phase", "Actions", "Person-days"), ("left", "left", "right"), tuple(rows) if actions else ())


def make_components(look: Lookup, actions: Sequence[Action]) -> Grid:
    """The components of the infrastructure of service, and which actions build each; empty if none is named."""
    known = {entry.attributes.get("component", "") for entry in look.audit.catalogue.values() if entry.what == "remedy"}
    rows = []
    for component in sorted(known - {""}):
        own = [action for action in actions if look.attribute("remedy", action.remedy, "component") == component]
        numbers = ", ".join(str(action.rank) for action in own)
        rows.append((capital(words(component)), numbers or "nothing in this plan"))
    return Grid(("Component", "Actions"), ("left", "left"), tuple(rows) if actions else ())


def make_frontier(plan: Plan, failing: int) -> Frontier:
    """One line a point, with a bar that is solid up to the low end of the interval; the plan is marked."""
    points = plan.frontier
    in_money = any(point.money is not None for point in points)
    top = max((point.interval.high for point in points), default=1.0) or 1.0
    rows = tuple(
        (
            figures.count(point.money or 0.0) if in_money else figures.count(point.days),
            *([figures.count(point.days)] if in_money else []),
            str(len(point.remedies)),
            figures.share_with_span(point.prevented, point.interval),
            figures.count(point.prevented * failing),
            _bar(point.interval.low / top, point.interval.high / top),
            "this plan" if point.is_plan else "",
        )
        for point in points
    )
    first = ("Money", "Person-days") if in_money else ("Person-days",)
    headers = (*first, "Actions", "Prevents", "Incidents", "Range", "")
    numbers = (_NUMBER,) * (len(first) + 3)
    level = figures.level(points[0].interval) if points else ""
    return Frontier(Grid(headers, (*numbers, "left", "left"), rows), "money" if in_money else "person-days", level)


def make_omissions(look: Lookup, plan: Plan) -> Omissions:
    """What is left out, the most that would be added first."""
    rows = tuple(_omission(look, entry) for entry in plan.left_out[:_OMITTED])
    rest = len(plan.left_out) - len(rows)
    more = f"{figures.plural(rest, 'other remedy', 'other remedies')} would add less" if rest else ""
    headers = ("Left out", "Would add", "Person-days", "Why")
    return Omissions(Grid(headers, ("left", "right", "right", "left"), rows), more)


def _omission(look: Lookup, entry: LeftOut) -> tuple[str, str, str, str]:
    return (
        look.title("remedy", entry.remedy),
        figures.share(entry.adds),
        figures.effort(entry.effort_days),
        look.named(entry.reason).rstrip("."),
    )


def _mark(action: Action, month: int) -> str:
    start, end = month * _MONTH, (month + 1) * _MONTH
    if start < action.due_days <= end:
        return _IN_PLACE
    return _AT_WORK if action.starts_day < end and action.due_days > end else ""


def _sums(ranges: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    low, likely, high = (sum(entry[end] for entry in ranges) for end in range(3))
    return low, likely, high


def _bar(low: float, high: float) -> str:
    solid, whole = round(_BAR * low), round(_BAR * high)
    return "█" * solid + "░" * (whole - solid)
