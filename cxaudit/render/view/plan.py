"""The plan: decisions asked for, every action, and what is done against each cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Align, Grid
from cxaudit.render.view.cover import is_doubtful
from cxaudit.render.view.lookup import capital
from cxaudit.render.view.plan_causes import CausePlan, make_cause_plans, too_few
from cxaudit.render.view.roadmap import (
    Frontier,
    Omissions,
    limits_of,
    make_components,
    make_frontier,
    make_omissions,
    make_owners,
    make_phases,
    make_roadmap,
    money,
)

if TYPE_CHECKING:
    from cxaudit.model import Action
    from cxaudit.render.view.lookup import Lookup

_DAYS_A_YEAR = 365.25
_LONG = 56  # days a log must cover before what it holds is told as so many a year
_NUMBER: Align = "right"  # how a column of figures stands
_DECISIONS = 5  # a board decides no more at a time
_COST = "Cost of not deciding"


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole plan; `decisions` are the first actions, `total` what all prevent together.

    `too_few` says once which checks this log's volume could not tell from noise; `limits` is what the plan had to
    keep, `cost` what all costs; each is empty when there is none.
    """

    decisions: Grid
    decided: int
    actions: Grid
    causes: tuple[CausePlan, ...]
    flags: tuple[str, ...]
    total: str
    total_incidents: str
    effort: str
    level: str
    phases: Grid
    components: Grid
    too_few: str
    cost: str
    limits: tuple[str, ...]
    roadmap: Grid
    owners: Grid
    frontier: Frontier
    omissions: Omissions


def make_plan_view(look: Lookup) -> PlanView:
    """The actions in the order in which they should be started."""
    plan = look.audit.plan
    actions = sorted(plan.actions, key=lambda action: (action.rank, action.remedy))
    return PlanView(
        decisions=_decisions(look, actions[:_DECISIONS]),
        decided=min(_DECISIONS, len(actions)),
        actions=_all_actions(look, actions),
        causes=make_cause_plans(look, actions),
        flags=tuple(look.named(flag.message) for flag in plan.flags),
        total=figures.share_with_span(plan.total, plan.total_interval),
        total_incidents=_pace(look, plan.total * look.audit.diagnosis.failing),
        effort=figures.effort(plan.effort_days),
        level=figures.level(plan.total_interval),
        phases=make_phases(look, actions),
        components=make_components(look, actions),
        too_few=too_few(actions),
        cost=money(plan.cost),
        limits=limits_of(look, plan),
        roadmap=make_roadmap(look, actions),
        owners=make_owners(plan, actions),
        frontier=make_frontier(plan, look.audit.diagnosis.failing),
        omissions=make_omissions(look, plan),
    )


def _decisions(look: Lookup, actions: list[Action]) -> Grid:
    rows = tuple(
        (
            str(action.rank),
            look.title("remedy", action.remedy),
            capital(action.owner),
            figures.effort(action.effort_days),
            *([money(action.cost) or "not known"] if look.audit.plan.cost else []),
            f"{action.due_days} days",
            figures.share_with_span(action.prevented, action.prevented_interval),
            _pace(look, action.incidents),
        )
        for action in actions
    )
    decision, cost = ("Candidate", "At stake") if is_doubtful(look.audit.diagnosis) else ("Decision", _COST)
    price = ("Cost",) if look.audit.plan.cost else ()
    headers = ("#", decision, "Owner", "Person-days", *price, "Due within", "Prevents", cost)
    numbers = (_NUMBER,) * (len(headers) - 3)
    return Grid(headers, ("right", "left", "left", *numbers), rows)


def _all_actions(look: Lookup, actions: list[Action]) -> Grid:
    rows = tuple(
        (
            str(action.rank),
            look.title("remedy", action.remedy),
            f"{capital(action.action)}, {action.strength}",
            capital(action.owner),
            f"{action.due_days} days",
            figures.effort(action.effort_days),
            *([money(action.cost) or "not known"] if look.audit.plan.cost else []),
            figures.share_with_span(action.prevented, action.prevented_interval),
            figures.share(action.added),
            f"{action.per_day:,.1f}",
        )
        for action in actions
    )
    cost = ("Cost",) if look.audit.plan.cost else ()
    headers = ("#", "Action", "Type", "Owner", "In place", "Person-days", *cost, "Alone", "Adds", "Incidents a day")
    numbers = (_NUMBER,) * (len(headers) - 4)
    return Grid(headers, ("right", "left", "left", "left", *numbers), rows)


def _pace(look: Lookup, incidents: float) -> str:
    """So many incidents a year, or in this log where it is too short to tell a year from."""
    days = _days(look)
    if days >= _LONG:
        return f"{figures.plural(incidents * _DAYS_A_YEAR / days, 'incident')} a year"
    length = f" ({figures.plural(days, 'day')})" if days else ""
    return f"{figures.plural(incidents, 'incident')} in this log{length}"


def _days(look: Lookup) -> int:
    """How many days the log covers; 0 when no row is dated."""
    first, last = (day[:10] for day in look.audit.settings.period)
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1 if first and last else 0
