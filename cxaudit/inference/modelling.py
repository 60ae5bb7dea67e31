"""The fitted model behind a diagnosis, with what the rulebook lacks taken in where the log asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.exact.capacity import within_reach
from cxaudit.inference.fit.completing import completed, price
from cxaudit.inference.fit.fitting import Fit, Problem, fit, pose
from cxaudit.inference.fit.hidden_cause import hidden_cause
from cxaudit.inference.fit.misfit import mention_shift, surprising_pairs
from cxaudit.inference.fit.pace import Pace
from cxaudit.inference.fit.pairs import Pairs, pairs_seen
from cxaudit.inference.fit.sufficient import LARGE, started
from cxaudit.inference.judging.site_checks import without_refuted
from cxaudit.inference.kinds import follows_others
from cxaudit.inference.network import Network, build_network
from cxaudit.model import Alarm, FoundArrow, Rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.fit.completing import Completed
    from cxaudit.inference.options import DiagnosisOptions


@dataclass(frozen=True, slots=True)
class Modelled:
    """The fitted model: `problem` holds all incidents, `sampled` those fitted to, `plain` those by the rulebook's own.

    `found` are the arrows taken in beyond the rulebook's, `pairs` and `mentions` what the model does not account for.
    `pace` is that of the search for them; of the incidents `trimmed` symptoms were left out that the larger network
    could not take.
    """

    rulebook: Rulebook
    problem: Problem
    sampled: Problem
    plain: Problem
    fitted: Fit
    found: tuple[FoundArrow, ...]
    pairs: Pairs
    mentions: Alarm | None
    pace: Pace
    trimmed: float = 0.0

    def surprising(self) -> Alarm | None:
        """What pairs of symptoms say of the model, but for those that come together because a rule is made so."""
        symptoms = [self.rulebook.symptoms[name] for name in self.sampled.network.symptoms]
        made = np.array([follows_others(symptom) for symptom in symptoms], dtype=np.bool_)
        return surprising_pairs(self.sampled, self.pairs.apart_from(made))


def modelled(rulebook: Rulebook, problem: Problem, options: DiagnosisOptions) -> Modelled:
    """`problem` fitted, with what `rulebook` lacks taken in where the log asks for it."""
    start = started(problem, options)
    first, pairs = start.first, start.pairs
    sampled = first.problem
    whole = problem if sampled.budget is None else problem.with_budget(sampled.budget)
    model = Modelled(rulebook, whole, sampled, sampled, first.fitted, (), pairs, first.alarm, start.pace)
    if not options.fit:
        return model
    model = _with_what_is_missing(model, options)
    if start.fitted.evidence is not sampled.evidence:
        model = _settled(model, start.fitted.evidence, options)
        pairs = pairs_seen(model.plain, first.fitted)
    # What was chosen on this very log is given credit for half of the dispersion it takes away, as a factor.
    dispersion = float(np.sqrt(pairs.dispersion * model.pairs.dispersion))
    model = replace(model, fitted=model.fitted.tempered(dispersion, model.sampled.network.precision))
    if start.fitted is start.whole:
        return model
    return replace(model, pairs=pairs_seen(_posed(model.sampled, start.whole.evidence)[0], model.fitted))


def _with_what_is_missing(model: Modelled, options: DiagnosisOptions) -> Modelled:
    """The best of `model` as it is, with arrows, and with a hidden cause, which may want arrows on top.

    Lost arrows look like a lost cause and the other way round; what raises the log posterior most, after its price,
    stays.
    """
    arrows = _with_arrows(model, options) if model.surprising() else model
    hidden = _with_hidden_cause(model, options, arrows.found)
    best = max((model, arrows, hidden), key=_worth)
    if best is hidden and hidden is not model and hidden.surprising():
        best = max((hidden, _with_arrows(hidden, options)), key=_worth)
    return best


def _worth(model: Modelled) -> float:
    return model.fitted.log_posterior - price(model.found, model.sampled)


def _with_arrows(model: Modelled, options: DiagnosisOptions) -> Modelled:
    """`model` with the arrows that the log asks for, where it asks for some."""
    build = _builder(model, options)
    return _larger(
        model, completed(model.rulebook, model.sampled, model.fitted, build, model.pace, model.pairs), options
    )


def _with_hidden_cause(model: Modelled, options: DiagnosisOptions, hints: Sequence[FoundArrow]) -> Modelled:
    """`model` with a cause that the rulebook does not know, where the log asks for one; see `hidden_cause`."""
    build = _builder(model, options)
    found = hidden_cause(model.rulebook, model.sampled, model.fitted, build, model.pace, hints)
    return _larger(model, found, options)


def _builder(model: Modelled, options: DiagnosisOptions) -> Callable[[Rulebook], Network]:
    observable = model.sampled.network.symptoms

    def build(rulebook: Rulebook) -> Network:
        return without_refuted(build_network(rulebook, observable), options.site_checks)

    return build


def _larger(model: Modelled, more: Completed | None, options: DiagnosisOptions) -> Modelled:
    if more is None:
        return model
    problem, trimmed = more.problem, 0.0
    if model.sampled.evidence is not model.problem.evidence:
        problem, trimmed = _posed(problem, model.problem.evidence)
    return replace(
        model,
        rulebook=more.rulebook,
        problem=problem,
        sampled=more.problem,
        fitted=more.fitted,
        found=tuple(sorted((*model.found, *more.found), key=_order)),
        pairs=more.pairs,
        mentions=mention_shift(more.problem, more.fitted, options.seed),
        trimmed=trimmed,
    )


def _settled(model: Modelled, evidence: Evidence, options: DiagnosisOptions) -> Modelled:
    """`model`, which was chosen by fewer incidents, fitted to those of `evidence`."""
    sampled, _ = _posed(model.sampled, evidence)
    fitted = fit(sampled, model.fitted, known=LARGE)
    return replace(
        model,
        sampled=sampled,
        plain=_posed(model.plain, evidence)[0],
        fitted=fitted,
        pairs=pairs_seen(sampled, fitted),
        mentions=mention_shift(sampled, fitted, options.seed),
    )


def _posed(problem: Problem, evidence: Evidence) -> tuple[Problem, float]:
    """`problem` with other evidence, and the incidents of which exact sums over its network cannot take all."""
    asserted, trimmed = within_reach(problem.network, evidence)
    if trimmed:
        evidence = evidence.with_asserted(asserted)
    return pose(problem.network, evidence, problem.budget, only_failures=problem.only_failures), trimmed


def _order(arrow: FoundArrow) -> tuple[float, str, str]:
    return (-arrow.surprise, arrow.effect, arrow.cause)
