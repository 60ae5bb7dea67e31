"""Makes the plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Action, Plan
from cxaudit.planning.effects import Effects, interval_of
from cxaudit.planning.flags import action_flags, plan_flags
from cxaudit.planning.ordering import Step, order_remedies
from cxaudit.planning.verification import baseline_of, smallest_detectable_fall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Diagnosis, Measure, Remedy, Rulebook, Tally

_METHOD = (
    "Remedies are taken in the order of what each adds per likely person-day: the preventable share of its causes"
    " (do-operator) times the rulebook's assumed effect, over {draws} draws of both; what a remedy higher up the chain"
    " of causes already prevents is not counted again, and what no cause explains cannot be prevented."
)
_MONTH = 30  # days; dates are given in whole months from the decision


def make_plan(rulebook: Rulebook, tally: Tally, diagnosis: Diagnosis, headline: Sequence[Measure] = ()) -> Plan:
    """The plan for a diagnosis; empty when no cause is at least indicated. `headline` gives baselines of measures."""
    effects = Effects.of(rulebook, diagnosis)
    steps = order_remedies(effects)
    chosen = [rulebook.remedies[step.remedy] for step in steps]
    actions = tuple(
        _action(rank, step, remedy, effects, rulebook, tally, diagnosis, headline, chosen)
        for rank, (step, remedy) in enumerate(zip(steps, chosen, strict=True), start=1)
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


def _action(  # noqa: PLR0913, PLR0917 - an action draws on all of them
    rank: int,
    step: Step,
    remedy: Remedy,
    effects: Effects,
    rulebook: Rulebook,
    tally: Tally,
    diagnosis: Diagnosis,
    headline: Sequence[Measure],
    chosen: Sequence[Remedy],
) -> Action:
    alone = effects.together([remedy.id])
    prevented = float(np.mean(alone))
    likely = remedy.effort_days[1]
    return Action(
        remedy=remedy.id,
        rank=rank,
        causes=effects.causes_of(remedy.id),
        prevented=prevented,
        prevented_interval=interval_of(alone),
        added=step.added,
        incidents=prevented * diagnosis.failing,
        effort_days=remedy.effort_days,
        per_day=prevented * diagnosis.failing / likely if likely else 0.0,
        strength=remedy.strength,
        action=remedy.action,
        owner=remedy.owner,
        phase=remedy.phase,
        due_days=_MONTH * max(1, math.ceil(likely / _MONTH)),
        verify=remedy.verify,
        baseline=baseline_of(remedy.verify, tally, headline),
        smallest_detectable=smallest_detectable_fall(remedy.verify, tally),
        flags=action_flags(remedy, chosen, rulebook),
    )
