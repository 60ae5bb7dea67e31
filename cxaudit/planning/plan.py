"""Makes the plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cxaudit.inference.figures import steady
from cxaudit.model import Action, Diagnosis, Interval, Measure, Plan, PlanLimits, Remedy, Rulebook, Tally
from cxaudit.planning.cases import SAMPLED
from cxaudit.planning.effects import Effects, interval_of
from cxaudit.planning.flags import action_flags, plan_flags
from cxaudit.planning.frontier import frontier_of
from cxaudit.planning.leaving_out import left_out
from cxaudit.planning.limits import LEAST, TRIFLE, WORKING_DAYS, is_bounded, money_of, refuse_unknown
from cxaudit.planning.ordering import HALF_DAY, Step, order_remedies
from cxaudit.planning.prospects import Prospects
from cxaudit.planning.roadmap import Dates, schedule
from cxaudit.planning.selection import Selection
from cxaudit.planning.trend import trend_note
from cxaudit.planning.verification import Expected, choose_check

_METHOD = (
    "The plan is the choice of remedies that prevents most, found by mixed-integer programming on {sampled:,} incidents"
    " and improved by exchanges on the expectation over {incidents:,} simulated failing incidents of {worlds} posterior"
    " draws (chance alone moves the total by about ±{error:.1%}): an incident is prevented if every path from a source"
    " to a symptom is cut, so overlap counts once and what no cause explains stays; a remedy cuts its causes with the"
    " rulebook's assumed effects. {least}. Actions start in the order of what each adds per likely person-day, after"
    " what they need"
)
_BOUNDED = "Each action must add at least {least:.2%} of the failing incidents"
_FREE = "{bounded}, and as much again for each further {days} person-days"
_MAIN_SYMPTOMS = 5  # of a cause, the most frequent ones, by which its course is judged


@dataclass(frozen=True, slots=True)
class _Planning:
    """All that an action draws on."""

    rulebook: Rulebook
    tally: Tally
    diagnosis: Diagnosis
    headline: Sequence[Measure]
    limits: PlanLimits
    prospects: Prospects
    chosen: Sequence[Remedy]


def make_plan(
    rulebook: Rulebook,
    tally: Tally,
    diagnosis: Diagnosis,
    headline: Sequence[Measure] = (),
    limits: PlanLimits = PlanLimits(),  # noqa: B008 - frozen
) -> Plan:
    """The plan for a diagnosis; empty when no cause is at least indicated. `headline` gives baselines of measures.

    Raises UsageError for limits that name what the rulebook does not have, or that no plan can keep.
    """
    refuse_unknown(limits, rulebook)
    effects = Effects.of(rulebook, diagnosis, limits.include)
    if not effects.remedies or not diagnosis.paths.incidents:
        return Plan((), 0.0, Interval(0.0, 0.0), (0.0, 0.0, 0.0), limits=limits)
    selection = Selection.of(Prospects.of(effects, diagnosis), limits)
    places = selection.best()
    steps = order_remedies(selection.prospects, selection.remedies(places))
    chosen = [rulebook.remedies[step.remedy] for step in steps]
    planning = _Planning(rulebook, tally, diagnosis, headline, limits, selection.prospects, chosen)
    actions = tuple(
        _action(rank, step, dates, planning)
        for rank, (step, dates) in enumerate(zip(steps, schedule(chosen, limits), strict=True), start=1)
    )
    names = selection.names(places)
    total = selection.prospects.share(names)
    costs = [action.cost for action in actions if action.cost is not None]
    return Plan(
        actions=actions,
        total=total,
        total_interval=interval_of(selection.prospects.draws(names), total),
        effort_days=_sums([action.effort_days for action in actions]),
        flags=plan_flags(chosen, actions),
        method=_method(diagnosis, limits, total),
        limits=limits,
        cost=_sums(costs) if costs else None,
        unpriced=len(actions) - len(costs) if costs else 0,
        frontier=frontier_of(selection, places, limits),
        left_out=left_out(selection, places, rulebook),
    )


def _action(rank: int, step: Step, dates: Dates, planning: _Planning) -> Action:
    remedy, failing = planning.rulebook.remedies[step.remedy], planning.diagnosis.failing
    prevented = planning.prospects.share([remedy.id])
    causes = planning.prospects.effects.causes_of(remedy.id)
    main = planning.diagnosis.hypothesis(causes[0]) if causes else None
    expected = Expected(main.symptoms[:_MAIN_SYMPTOMS] if main else (), prevented * failing)
    check = choose_check(remedy.verify, expected, planning.rulebook, planning.tally, planning.headline)
    notes = (_needed(remedy, prevented, planning), check.note, trend_note(expected.symptoms, planning.tally))
    return Action(
        remedy=remedy.id,
        rank=rank,
        causes=causes,
        prevented=prevented,
        prevented_interval=interval_of(planning.prospects.draws([remedy.id]), prevented),
        added=steady(step.added),
        incidents=steady(prevented * failing),
        effort_days=remedy.effort_days,
        per_day=steady(step.added * failing / max(HALF_DAY, remedy.effort_days[1])),
        strength=remedy.strength,
        action=remedy.action,
        owner=remedy.owner,
        phase=remedy.phase,
        due_days=dates.due,
        verify=check.verify,
        baseline=check.baseline,
        smallest_detectable=check.smallest_detectable,
        flags=action_flags(remedy, planning.chosen, planning.rulebook),
        note="; ".join(note for note in notes if note),
        verify_symptoms=check.symptoms,
        starts_day=dates.start,
        needs=tuple(other.id for other in planning.chosen if other.id in remedy.needs),
        cost=money_of(remedy, planning.limits),
    )


def _needed(remedy: Remedy, prevented: float, planning: _Planning) -> str:
    """Why an action that prevents next to nothing by itself is there."""
    after = [other.id for other in planning.chosen if remedy.id in other.needs]
    if not after or prevented >= LEAST:
        return ""
    return "needed before " + " and ".join(f"'{name}'" for name in after)


def _sums(ranges: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    low, likely, high = (sum(entry[end] for entry in ranges) for end in range(3))
    return low, likely, high


def _method(diagnosis: Diagnosis, limits: PlanLimits, total: float) -> str:
    bounded = is_bounded(limits)
    least = _BOUNDED.format(least=TRIFLE if bounded else LEAST)
    if not bounded:
        least = _FREE.format(bounded=least, days=WORKING_DAYS)
    incidents = diagnosis.paths.incidents
    return _METHOD.format(
        sampled=SAMPLED,
        incidents=incidents,
        worlds=len(diagnosis.paths.worlds),
        error=math.sqrt(total * (1 - total) / incidents),
        least=least,
    )
