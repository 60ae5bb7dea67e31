"""Makes the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxaudit.model import Action, Diagnosis, Measure, Plan, Remedy, Rulebook, Tally
from cxaudit.planning.effects import Effects, interval_of
from cxaudit.planning.flags import action_flags, plan_flags
from cxaudit.planning.ordering import HALF_DAY, Step, due_days, order_remedies
from cxaudit.planning.trend import trend_note
from cxaudit.planning.verification import Expected, choose_check

_METHOD = (
    "Remedies are taken in the order of what each adds per likely person-day: the preventable share of its causes"
    " (do-operator) times the rulebook's assumed effect, over {draws} draws of both; what a remedy higher up the chain"
    " of causes already prevents is not counted again, and what no cause explains cannot be prevented."
)
_MAIN_SYMPTOMS = 5  # of a cause, the most frequent ones, by which its course is judged


@dataclass(frozen=True, slots=True)
class _Planning:
    """All that an action draws on."""

    rulebook: Rulebook
    tally: Tally
    diagnosis: Diagnosis
    headline: Sequence[Measure]
    effects: Effects
    chosen: Sequence[Remedy]


def make_plan(rulebook: Rulebook, tally: Tally, diagnosis: Diagnosis, headline: Sequence[Measure] = ()) -> Plan:
    """The plan for a diagnosis; empty when no cause is at least indicated. `headline` gives baselines of measures."""
    effects = Effects.of(rulebook, diagnosis)
    steps = order_remedies(effects)
    chosen = [rulebook.remedies[step.remedy] for step in steps]
    planning = _Planning(rulebook, tally, diagnosis, headline, effects, chosen)
    actions = tuple(
        _action(rank, step, due, planning)
        for rank, (step, due) in enumerate(zip(steps, due_days(chosen), strict=True), start=1)
    )
    total = effects.together([remedy.id for remedy in chosen])
    days = [sum(remedy.effort_days[place] for remedy in chosen) for place in range(3)]
    return Plan(
        actions=actions,
        total=float(np.mean(total)),
        total_interval=interval_of(total),
        effort_days=(days[0], days[1], days[2]),
        flags=plan_flags(chosen, actions),
        method=_METHOD.format(draws=effects.draws),
    )


def _action(rank: int, step: Step, due: int, planning: _Planning) -> Action:
    remedy, failing = planning.rulebook.remedies[step.remedy], planning.diagnosis.failing
    alone = planning.effects.together([remedy.id])
    prevented = float(np.mean(alone))
    causes = planning.effects.causes_of(remedy.id)
    main = planning.diagnosis.hypothesis(causes[0]) if causes else None
    expected = Expected(main.symptoms[:_MAIN_SYMPTOMS] if main else (), prevented * failing)
    check = choose_check(remedy.verify, expected, planning.rulebook, planning.tally, planning.headline)
    notes = (check.note, trend_note(expected.symptoms, planning.tally))
    return Action(
        remedy=remedy.id,
        rank=rank,
        causes=causes,
        prevented=prevented,
        prevented_interval=interval_of(alone),
        added=step.added,
        incidents=prevented * failing,
        effort_days=remedy.effort_days,
        per_day=step.added * failing / max(HALF_DAY, remedy.effort_days[1]),
        strength=remedy.strength,
        action=remedy.action,
        owner=remedy.owner,
        phase=remedy.phase,
        due_days=due,
        verify=check.verify,
        baseline=check.baseline,
        smallest_detectable=check.smallest_detectable,
        flags=action_flags(remedy, planning.chosen, planning.rulebook),
        note="; ".join(note for note in notes if note),
        verify_symptoms=check.symptoms,
    )
