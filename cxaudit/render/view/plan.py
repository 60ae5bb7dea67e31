"""The plan: decisions asked for, every action, and what is done against each cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.lookup import capital, sentence, words

if TYPE_CHECKING:
    from cxaudit.model import Action
    from cxaudit.render.view.lookup import Lookup

_DECISIONS = 5  # a board decides no more at a time
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
    """What is done against one cause; `missing` names the kinds of action the plan lacks for it."""

    cause: str
    steps: tuple[Step, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole plan; `decisions` are the first actions, `total` what all prevent together."""

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
    stretch: str


def make_plan_view(look: Lookup) -> PlanView:
    """The actions in the order in which they should be started."""
    plan = look.audit.plan
    actions = sorted(plan.actions, key=lambda action: (action.rank, action.remedy))
    return PlanView(
        decisions=_decisions(look, actions[:_DECISIONS]),
        decided=min(_DECISIONS, len(actions)),
        actions=_all_actions(look, actions),
        causes=_by_cause(look, actions),
        flags=tuple(sentence(flag.message) for flag in plan.flags),
        total=figures.share_with_span(plan.total, plan.total_interval),
        total_incidents=figures.count(plan.total * look.audit.diagnosis.failing),
        effort=figures.effort(plan.effort_days),
        level=figures.level(plan.total_interval),
        phases=_phases(actions),
        stretch=_stretch(look),
    )


def _decisions(look: Lookup, actions: list[Action]) -> Grid:
    stretch = _stretch(look)
    rows = tuple(
        (
            str(action.rank),
            look.title("remedy", action.remedy),
            capital(action.owner),
            figures.effort(action.effort_days),
            f"{action.due_days} days",
            figures.share_with_span(action.prevented, action.prevented_interval),
            f"{figures.plural(action.incidents, 'incident')} every {stretch}",
        )
        for action in actions
    )
    headers = ("#", "Decision", "Owner", "Person-days", "Due within", "Prevents", "Cost of not deciding")
    return Grid(headers, ("right", "left", "left", "right", "right", "right", "right"), rows)


def _all_actions(look: Lookup, actions: list[Action]) -> Grid:
    rows = tuple(
        (
            str(action.rank),
            look.title("remedy", action.remedy),
            action.action,
            action.strength,
            figures.effort(action.effort_days),
            figures.share(action.prevented),
            figures.share(action.added),
            f"{action.per_day:,.1f}",
        )
        for action in actions
    )
    headers = ("#", "Action", "Type", "Strength", "Person-days", "Alone", "Adds", "Incidents a day")
    return Grid(headers, ("right", "left", "left", "left", "right", "right", "right", "right"), rows)


def _by_cause(look: Lookup, actions: list[Action]) -> tuple[CausePlan, ...]:
    """Each action under the cause it acts on most, so that it is told once."""
    causes = {cause: None for action in actions for cause in action.causes[:1]}
    plans = []
    for cause in causes:
        own = [action for action in actions if action.causes[:1] == (cause,)]
        acting = {action.action for action in actions if cause in action.causes}
        ordered = sorted(own, key=lambda action: (_kind_order(action.action), action.rank))
        missing = tuple(kind for kind in _WANTED if kind not in acting)
        plans.append(CausePlan(look.title("cause", cause), tuple(_step(look, entry) for entry in ordered), missing))
    return tuple(plans)


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
        note=sentence(action.note),
    )


def _check(look: Lookup, action: Action) -> str:
    """How to see that it worked: measure, baseline, target, window, smallest drop that could be told from noise."""
    verify = action.verify
    if verify is None:
        return ""
    headline = next((entry for entry in look.audit.measures.headline if entry.id == verify.measure), None)
    title = headline.title if headline else capital(words(verify.measure))
    unit = headline.unit if headline else "share"
    subject = f"{title} of “{look.title('symptom', verify.of)}”" if verify.of else title
    today = figures.quantity(action.baseline, unit) if action.baseline is not None else "not known"
    change = f"{'a fall' if verify.target < 0 else 'a rise'} of {figures.share(abs(verify.target))}"
    seen = _visibility(action.smallest_detectable, abs(verify.target))
    return f"{subject}: {today} today; target {change} within {verify.within_days} days; {seen}"


def _visibility(least: float | None, target: float) -> str:
    """Whether the log's volume suffices to see the target reached."""
    if least is None:
        return "the volume is too small, or not known well enough, to tell such a change from noise"
    beyond = ", more than the target: measure longer, or on more incidents" if least > target else ""
    return f"with this volume a change of {figures.share(least)} or more can be told from noise{beyond}"


def _phases(actions: list[Action]) -> Grid:
    counts: dict[str, int] = {}
    for action in actions:
        counts[action.phase] = counts.get(action.phase, 0) + 1
    rows = tuple((capital(words(phase)), str(number)) for phase, number in sorted(counts.items()))
    return Grid(("Phase", "Actions"), ("left", "right"), rows)


def _stretch(look: Lookup) -> str:
    """The time in which as many incidents happen as this log holds."""
    weeks = len(look.weeks)
    return f"{weeks} weeks" if weeks > 1 else "log of this size"


def _kind_order(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
