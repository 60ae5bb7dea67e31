"""The plan: decisions asked for, every action, and what is done against each cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Align, Grid
from cxaudit.render.view.cover import is_doubtful
from cxaudit.render.view.lookup import capital, words
from cxaudit.render.view.roadmap import (
    Frontier,
    Omissions,
    limits_of,
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
_KINDS = ("containment", "correction", "corrective", "preventive")
_WANTED = ("containment", "corrective", "preventive")  # a cause without one of these has a gap in its plan


@dataclass(frozen=True, slots=True)
class Step:
    """One remedy of the plan, ready to print."""

    number: int
    title: str
    kind: str
    strength: str
    owner: str
    due: str
    effort: str
    prevented: str
    check: str
    steps: tuple[str, ...]
    message: str
    flags: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CausePlan:
    """What is done against one cause; `missing` says of each kind of action that the plan lacks for it why it does."""

    cause: str
    steps: tuple[Step, ...]
    missing: tuple[str, ...]


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
        causes=_by_cause(look, actions),
        flags=tuple(look.named(flag.message) for flag in plan.flags),
        total=figures.share_with_span(plan.total, plan.total_interval),
        total_incidents=_pace(look, plan.total * look.audit.diagnosis.failing),
        effort=figures.effort(plan.effort_days),
        level=figures.level(plan.total_interval),
        phases=make_phases(look, actions),
        too_few=_too_few(actions),
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


def _by_cause(look: Lookup, actions: list[Action]) -> tuple[CausePlan, ...]:
    """Each action under the cause it acts on most, so that it is told once."""
    causes = {cause: None for action in actions for cause in action.causes[:1]}
    plans = []
    for cause in causes:
        own = [action for action in actions if action.causes[:1] == (cause,)]
        acting = {action.action for action in actions if cause in action.causes}
        ordered = sorted(own, key=lambda action: (_kind_order(action.action), action.rank))
        missing = tuple(_missing(look, kind, cause) for kind in _WANTED if kind not in acting)
        plans.append(CausePlan(look.title("cause", cause), tuple(_step(look, entry) for entry in ordered), missing))
    return tuple(plans)


def _missing(look: Lookup, kind: str, cause: str) -> str:
    """Why the plan has no action of this kind against a cause: there is none, or it was left out."""
    known = [
        entry.id
        for entry in look.audit.catalogue.values()
        if entry.what == "remedy" and entry.attributes.get("action") == kind and cause in entry.lists.get("reduces", ())
    ]
    if not known:
        return f"no {kind} action in the rulebook"
    titles = ", ".join(f"“{look.title('remedy', name)}”" for name in known)
    return f"no {kind} action in the plan; the rulebook has {titles}"


def _step(look: Lookup, action: Action) -> Step:
    return Step(
        number=action.rank,
        title=look.title("remedy", action.remedy),
        kind=capital(action.action),
        strength=action.strength,
        owner=action.owner,
        due=f"{action.due_days} days",
        effort=figures.effort(action.effort_days),
        prevented=figures.share_with_span(action.prevented, action.prevented_interval),
        check=_check(look, action),
        steps=look.list_of("remedy", action.remedy, "steps"),
        message=look.attribute("remedy", action.remedy, "message"),
        flags=tuple(words(flag) for flag in action.flags),
        note=look.named(action.note),
    )


def _check(look: Lookup, action: Action) -> str:
    """How to see that it worked: measure, baseline, target and window; no target where there is nothing to fall."""
    verify = action.verify
    if verify is None:
        return ""
    headline = next((entry for entry in look.audit.measures.headline if entry.id == verify.measure), None)
    title = headline.title if headline else capital(words(verify.measure))
    unit = headline.unit if headline else "share"
    subject = f"{title} of “{look.title('symptom', verify.of)}”" if verify.of else title
    if not action.baseline:
        seen = "not known from this log" if action.baseline is None else "not seen in this log"
        return f"{subject}: {seen}, so count it for a month before the start and set the target then"
    today = figures.quantity(action.baseline, unit)
    change = f"{'a fall' if verify.target < 0 else 'a rise'} of {figures.share(abs(verify.target))}"
    least = "" if _cannot_be_seen(action) else f"; {figures.share(action.smallest_detectable or 0.0)} can be seen"
    return f"{subject}: {today} today; target {change} within {verify.within_days} days{least}"


def _cannot_be_seen(action: Action) -> bool:
    """Whether the target, though there is a baseline, is a change that this log's volume cannot tell from noise."""
    least, verify = action.smallest_detectable, action.verify
    return bool(verify and action.baseline) and (least is None or least > abs(verify.target if verify else 0.0))


def _too_few(actions: list[Action]) -> str:
    blind = [action for action in actions if _cannot_be_seen(action)]
    if not blind:
        return ""
    checked = [action for action in actions if action.verify and action.baseline]
    numbers = ", ".join(str(action.rank) for action in blind)
    few = f"{figures.plural(len(blind), 'check')} of {len(checked)} (actions {numbers})"
    which = few if len(blind) < len(checked) else "no check" if len(checked) > 1 else "the only check"
    could = "could not" if which != "no check" else "could"
    return (
        f"With as many incidents as this log holds, {which} {could} tell its target from noise: measure longer, "
        "on more incidents, or count the steps done"
    )


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


def _kind_order(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
