"""The diagnosis: from a tally to ranked causes, with how sure they are and what speaks against them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.errors import UsageError
from cxaudit.inference.effects.association import associated
from cxaudit.inference.effects.attribution import attributions
from cxaudit.inference.effects.blame import Blame, blame
from cxaudit.inference.effects.importance import importances
from cxaudit.inference.effects.paths import failure_paths
from cxaudit.inference.effects.prevention import Prevention, prevention
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact.capacity import LARGEST_SIZE, within_reach
from cxaudit.inference.exact.elimination import plan
from cxaudit.inference.figures import DRAWN_DIGITS, steady
from cxaudit.inference.fit.completing import completed
from cxaudit.inference.fit.draws import centred, draw
from cxaudit.inference.fit.fitting import Fit, Problem, manageable, pose
from cxaudit.inference.fit.kept_model import kept_parameters
from cxaudit.inference.fit.mentions import fit_with_mentions
from cxaudit.inference.fit.misfit import arrows_found, mention_shift, movement, rank_disagreement, surprising_pairs
from cxaudit.inference.fit.pairs import Pairs, pairs_seen
from cxaudit.inference.fit.steadiness import DISTURBED, disturbed
from cxaudit.inference.judging.hypotheses import Findings, hypotheses
from cxaudit.inference.judging.site_checks import without_refuted
from cxaudit.inference.judging.wording import limits_of, method_of
from cxaudit.inference.kinds import follows_others, observable_symptoms, reads_text
from cxaudit.inference.network import Network, build_network
from cxaudit.inference.options import DiagnosisOptions
from cxaudit.model import Alarm, Diagnosis, FailurePaths, FoundArrow, Hypothesis, Rulebook, Signal, Tally

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats

FEWEST_DRAWS = 200
# Share of incidents without a symptom up to which the log is taken to hold failures only: no firm's contacts fail so
# often, while rules that know nearly all failures still miss the wording of some.
UNLOGGED = 0.15


def diagnose(
    rulebook: Rulebook,
    tally: Tally,
    signals: tuple[Signal, ...] = (),
    options: DiagnosisOptions = DiagnosisOptions(),  # noqa: B008 - frozen
) -> Diagnosis:
    """Which internal causes lie behind what `tally` counts, by a noisy-OR network fitted to the log.

    Raises UsageError where the rulebook links too many causes for exact sums.
    """
    network = without_refuted(build_network(rulebook, observable_symptoms(rulebook, tally)), options.site_checks)
    if plan(network).size > LARGEST_SIZE:
        raise UsageError("the causes of this rulebook are linked too densely for exact sums; remove some caused_by")
    evidence = gather(network, tally)
    failing = float(evidence.counts @ evidence.failing)
    if failing == 0.0 or not network.nodes:
        return _nothing(tally, failing)
    asserted, trimmed = within_reach(network, evidence)
    if trimmed:
        evidence = evidence.with_asserted(asserted)
    only_failures = options.only_failures
    if only_failures is None:
        only_failures = failing >= (1.0 - UNLOGGED) * evidence.incidents
    problem = pose(network, evidence, only_failures=only_failures)
    return _conclude(_Case(rulebook, tally, signals, options, problem, failing, trimmed))


@dataclass(frozen=True, slots=True)
class _Case:
    rulebook: Rulebook
    tally: Tally
    signals: tuple[Signal, ...]
    options: DiagnosisOptions
    problem: Problem
    failing: float
    trimmed: float


@dataclass(frozen=True, slots=True)
class _Modelled:
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


def _modelled(case: _Case) -> _Modelled:
    options = case.options
    sampled, fitted, mentions = fit_with_mentions(manageable(case.problem, options.fitted_incidents), options)
    problem = case.problem if sampled.budget is None else case.problem.with_budget(sampled.budget)
    pairs = pairs_seen(sampled, fitted)
    model = _Modelled(case.rulebook, problem, sampled, sampled, fitted, (), pairs, mentions)
    if not options.fit:
        return model
    if _surprising(model):
        model = _with_arrows(model, options)
    # Arrows chosen on this very log are given credit for half of the dispersion they take away, as a factor.
    dispersion = float(np.sqrt(pairs.dispersion * model.pairs.dispersion))
    return replace(model, fitted=model.fitted.tempered(dispersion, model.sampled.network.precision))


def _surprising(model: _Modelled) -> Alarm | None:
    """What pairs of symptoms say of the model, but for those that come together because a rule is made so."""
    symptoms = [model.rulebook.symptoms[name] for name in model.sampled.network.symptoms]
    made = np.array([follows_others(symptom) for symptom in symptoms], dtype=np.bool_)
    return surprising_pairs(model.sampled, model.pairs.apart_from(made))


def _with_arrows(model: _Modelled, options: DiagnosisOptions) -> _Modelled:
    """`model` with the arrows that the log asks for, where it asks for some."""
    observable = model.sampled.network.symptoms

    def build(rulebook: Rulebook) -> Network:
        return without_refuted(build_network(rulebook, observable), options.site_checks)

    more = completed(model.rulebook, model.sampled, model.fitted, build)
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
        found=more.found,
        pairs=pairs_seen(more.problem, more.fitted),
        mentions=mention_shift(more.problem, more.fitted, options.seed),
    )


def _conclude(case: _Case) -> Diagnosis:
    model = _modelled(case)
    problem, fitted = model.problem, model.fitted
    blamed = blame(problem, fitted.parameters)
    found = _findings(case, model, blamed)
    roots = hypotheses(found, model.rulebook, case.signals, roots=True)
    network = problem.network
    names = [network.nodes[node] for node in network.roots]
    others = [root.cause for root in roots if root.cause not in names]
    spread = attributions(case.tally, problem.evidence, blamed, names, others)
    place = {name: node for node, name in enumerate(network.nodes)}
    proximate = hypotheses(found, model.rulebook, case.signals, roots=False)
    return Diagnosis(
        incidents=case.tally.incidents,
        failing=round(case.failing),
        roots=roots,
        proximate=proximate,
        unexplained=steady(spread[0].causes["unexplained"] / case.failing),
        alarms=_alarms(model, roots),
        method=method_of(model.sampled, case.options, len(model.found)),
        attributions=spread,
        draws={
            entry.cause: tuple(steady(value, DRAWN_DIGITS) for value in found.drawn.prevented[place[entry.cause]])
            if entry.cause in place
            else (0.0,) * found.drawn.prevented.shape[1]
            for entry in (*roots, *proximate)
        },
        limits=limits_of(problem, model.sampled, fitted, case.trimmed, case.tally.incidents - round(case.failing)),
        parameters=kept_parameters(network, model.rulebook, fitted),
        mentions=problem.budget.mentions if problem.budget is not None else 0,
        only_failures=problem.only_failures,
        disturbed=DISTURBED,
        paths=_paths(case.options, problem, fitted),
        found=model.found,
    )


def _alarms(model: _Modelled, roots: tuple[Hypothesis, ...]) -> tuple[Alarm, ...]:
    alarms = (
        model.mentions,
        arrows_found(model.found),
        _surprising(model),
        movement(model.sampled, model.fitted),
        rank_disagreement(roots),
    )
    return tuple(alarm for alarm in alarms if alarm is not None)


def _paths(options: DiagnosisOptions, problem: Problem, fitted: Fit) -> FailurePaths:
    if not options.paths:
        return FailurePaths()
    return failure_paths(problem, draw(fitted, max(FEWEST_DRAWS, options.draws), options.seed))


def _findings(case: _Case, model: _Modelled, blamed: Blame) -> Findings:
    problem, fitted, plain = model.problem, model.fitted, model.plain
    network, evidence = problem.network, problem.evidence
    one_pass = dict(zip(plain.network.nodes, blame(plain, plain.network.mean).nodes, strict=True))
    drawn = draw(fitted, max(FEWEST_DRAWS, case.options.draws), case.options.seed)
    mode = prevention(network, fitted.parameters[:, np.newaxis], evidence, only_failures=problem.only_failures)
    worlds = prevention(network, drawn, evidence, only_failures=problem.only_failures)
    return Findings(
        network,
        case.failing,
        fitted.parameters,
        mode,
        Prevention(
            centred(worlds.prevented, mode.prevented[:, 0]), centred(worlds.active, mode.active[:, 0]), worlds.failing
        ),
        blamed.nodes / case.failing,
        np.array([one_pass[name] for name in network.nodes]),
        blamed.fired,
        associated(
            model.sampled,
            fitted.parameters,
            [place for place, name in enumerate(network.symptoms) if reads_text(model.rulebook.symptoms[name])],
        ),
        importances(network, fitted.parameters, evidence, mode, only_failures=problem.only_failures),
        _stressed(problem, fitted, mode),
        case.options.site_checks,
    )


def _stressed(problem: Problem, fitted: Fit, mode: Prevention) -> Floats:
    """The share prevented (nodes, worlds) under disturbed rulebooks."""
    worlds = disturbed(problem.network, fitted)
    found = prevention(problem.network, worlds, problem.evidence, only_failures=problem.only_failures)
    return centred(found.prevented, mode.prevented[:, 0])


def _nothing(tally: Tally, failing: float) -> Diagnosis:
    """No symptom, or no cause: nothing to explain, or nothing to explain it with."""
    limit = (
        "the rulebook has no cause behind the symptoms that this log can show, so nothing is explained"
        if failing
        else "no incident shows a symptom, so there is nothing to explain"
    )
    return Diagnosis(
        incidents=tally.incidents,
        failing=round(failing),
        roots=(),
        proximate=(),
        unexplained=1.0 if failing else 0.0,
        alarms=(),
        method="no cause model was needed",
        limits=(limit,),
    )
