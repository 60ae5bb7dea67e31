"""The fitted model behind a diagnosis, with what the rulebook lacks taken in where the log asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.fit.completing import completed
from cxaudit.inference.fit.fitting import Fit, Problem, manageable, pose
from cxaudit.inference.fit.hidden_cause import hidden_cause, price
from cxaudit.inference.fit.mentions import fit_with_mentions
from cxaudit.inference.fit.misfit import mention_shift, surprising_pairs
from cxaudit.inference.fit.pairs import Pairs, pairs_seen
from cxaudit.inference.judging.site_checks import without_refuted
from cxaudit.inference.kinds import follows_others
from cxaudit.inference.network import Network, build_network
from cxaudit.model import Alarm, FoundArrow, Rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxaudit.inference.fit.completing import Completed
    from cxaudit.inference.options import DiagnosisOptions


@dataclass(frozen=True, slots=True)
class Modelled:
    """The fitted model: `problem` holds all incidents, `sampled` those fitted to, `plain` those by the rulebook's own.

    `found` are the arrows taken in beyond the rulebook's, `pairs` and `mentions` what the model does not account for.
    """

    rulebook: Rulebook
    problem: Problem
    sampled: Problem
    plain: Problem
    fitted: Fit
    found: tuple[FoundArrow, ...]
    pairs: Pairs
    mentions: Alarm | None

    def surprising(self) -> Alarm | None:
        """What pairs of symptoms say of the model, but for those that come together because a rule is made so."""
        symptoms = [self.rulebook.symptoms[name] for name in self.sampled.network.symptoms]
        made = np.array([follows_others(symptom) for symptom in symptoms], dtype=np.bool_)
        return surprising_pairs(self.sampled, self.pairs.apart_from(made))


def modelled(rulebook: Rulebook, problem: Problem, options: DiagnosisOptions) -> Modelled:
    """`problem` fitted, with what `rulebook` lacks taken in where the log asks for it."""
    sampled, fitted, mentions = fit_with_mentions(manageable(problem, options.fitted_incidents), options)
    whole = problem if sampled.budget is None else problem.with_budget(sampled.budget)
    pairs = pairs_seen(sampled, fitted)
    model = Modelled(rulebook, whole, sampled, sampled, fitted, (), pairs, mentions)
    if not options.fit:
        return model
    model = _with_what_is_missing(model, options)
    # What was chosen on this very log is given credit for half of the dispersion it takes away, as a factor.
    dispersion = float(np.sqrt(pairs.dispersion * model.pairs.dispersion))
    return replace(model, fitted=model.fitted.tempered(dispersion, model.sampled.network.precision))


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
    return _larger(model, completed(model.rulebook, model.sampled, model.fitted, build), options)


def _with_hidden_cause(model: Modelled, options: DiagnosisOptions, hints: Sequence[FoundArrow]) -> Modelled:
    """`model` with a cause that the rulebook does not know, where the log asks for one; see `hidden_cause`."""
    build = _builder(model, options)
    return _larger(model, hidden_cause(model.rulebook, model.sampled, model.fitted, build, hints), options)


def _builder(model: Modelled, options: DiagnosisOptions) -> Callable[[Rulebook], Network]:
    observable = model.sampled.network.symptoms

    def build(rulebook: Rulebook) -> Network:
        return without_refuted(build_network(rulebook, observable), options.site_checks)

    return build


def _larger(model: Modelled, more: Completed | None, options: DiagnosisOptions) -> Modelled:
    if more is None:
        return model
    problem = more.problem
    if model.sampled.evidence is not model.problem.evidence:
        problem = pose(problem.network, model.problem.evidence, only_failures=problem.only_failures)
    return replace(
        model,
        rulebook=more.rulebook,
        problem=problem,
        sampled=more.problem,
        fitted=more.fitted,
        found=tuple(sorted((*model.found, *more.found), key=_order)),
        pairs=pairs_seen(more.problem, more.fitted),
        mentions=mention_shift(more.problem, more.fitted, options.seed),
    )


def _order(arrow: FoundArrow) -> tuple[float, str, str]:
    return (-arrow.surprise, arrow.effect, arrow.cause)
