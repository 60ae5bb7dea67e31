"""What the plan does against each cause, and how one will see whether it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.view.lookup import capital, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Action
    from cxaudit.render.view.lookup import Lookup

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


def make_cause_plans(look: Lookup, actions: list[Action]) -> tuple[CausePlan, ...]:
    """Each action under the cause it acts on most, so that it is told once."""
    causes = {cause: None for action in actions for cause in action.causes[:1]}
    plans = []
    for cause in causes:
        own = [action for action in actions if action.causes[:1] == (cause,)]
        acting = {action.action for action in actions if cause in action.causes}
        ordered = sorted(own, key=lambda action: (_kind_order(action.action), action.rank))
        missing = _missing(look, [kind for kind in _WANTED if kind not in acting], cause)
        plans.append(CausePlan(look.title("cause", cause), tuple(_step(look, entry) for entry in ordered), missing))
    return tuple(plans)


def too_few(actions: list[Action]) -> str:
    """Which checks this log's volume could not tell from noise, in one sentence; empty if there are none."""
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


def _missing(look: Lookup, kinds: Sequence[str], cause: str) -> tuple[str, ...]:
    """Why the plan has no action of these kinds against a cause: there is none, or it was left out."""
    known = {kind: _known(look, kind, cause) for kind in kinds}
    unknown = " and no ".join(kind for kind in kinds if not known[kind])
    found = [f"no {unknown} action in the rulebook"] if unknown else []
    found += [
        f"no {kind} action in the plan; the rulebook has {', '.join(known[kind])}" for kind in kinds if known[kind]
    ]
    return tuple(found)


def _known(look: Lookup, kind: str, cause: str) -> list[str]:
    return [
        f"“{entry.title}”"
        for entry in look.audit.catalogue.values()
        if entry.what == "remedy" and entry.attributes.get("action") == kind and cause in entry.lists.get("reduces", ())
    ]


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


def _kind_order(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
