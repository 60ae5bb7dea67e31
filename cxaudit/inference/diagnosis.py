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
from cxaudit.inference.exact.passes import shared_threads
from cxaudit.inference.figures import DRAWN_DIGITS, steady
from cxaudit.inference.fit.draws import centred, draw
from cxaudit.inference.fit.fitting import Fit, Problem, pose
from cxaudit.inference.fit.kept_model import kept_parameters
from cxaudit.inference.fit.misfit import arrows_found, cause_found, movement, rank_disagreement
from cxaudit.inference.fit.steadiness import DISTURBED, disturbed
from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.inference.judging.hypotheses import Findings, hypotheses
from cxaudit.inference.judging.site_checks import without_refuted
from cxaudit.inference.judging.wording import limits_of, method_of
from cxaudit.inference.kinds import observable_symptoms, reads_text
from cxaudit.inference.modelling import Modelled, modelled
from cxaudit.inference.network import Network, build_network
from cxaudit.inference.options import DiagnosisOptions
from cxaudit.model import Alarm, Diagnosis, FailurePaths, Hypothesis, Rulebook, Signal, Tally

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
    with shared_threads():
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


def _conclude(case: _Case) -> Diagnosis:
    model = modelled(case.rulebook, case.problem, case.options)
    problem, fitted = model.problem, model.fitted
    blamed = _known(problem.network, blame(problem, fitted.parameters))
    found = _findings(case, model, blamed)
    roots = hypotheses(found, model.rulebook, case.signals, roots=True)
    network = problem.network
    names = [network.nodes[node] for node in network.roots if network.nodes[node] != UNKNOWN]
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
        method=method_of(model.sampled, case.options, model.found),
        attributions=spread,
        draws={
            entry.cause: tuple(steady(value, DRAWN_DIGITS) for value in found.drawn.prevented[place[entry.cause]])
            if entry.cause in place
            else (0.0,) * found.drawn.prevented.shape[1]
            for entry in (*roots, *proximate)
        },
        limits=limits_of(
            problem, model.sampled, fitted, case.trimmed + model.trimmed, case.tally.incidents - round(case.failing)
        ),
        parameters=kept_parameters(network, model.rulebook, fitted),
        mentions=problem.budget.mentions if problem.budget is not None else 0,
        only_failures=problem.only_failures,
        disturbed=DISTURBED,
        paths=_paths(case.options, problem, fitted),
        found=model.found,
    )


def _known(network: Network, blamed: Blame) -> Blame:
    """What goes back to a cause that the rulebook does not know is unexplained, as is what goes back to leaks."""
    if UNKNOWN not in network.nodes:
        return blamed
    column = network.roots.index(network.nodes.index(UNKNOWN))
    return replace(
        blamed, roots=np.delete(blamed.roots, column, axis=1), unexplained=blamed.unexplained + blamed.roots[:, column]
    )


def _alarms(model: Modelled, roots: tuple[Hypothesis, ...]) -> tuple[Alarm, ...]:
    alarms = (
        model.mentions,
        cause_found(model.found),
        arrows_found(model.found),
        model.surprising(),
        movement(model.sampled, model.fitted),
        rank_disagreement(roots),
    )
    return tuple(alarm for alarm in alarms if alarm is not None)


def _paths(options: DiagnosisOptions, problem: Problem, fitted: Fit) -> FailurePaths:
    if not options.paths:
        return FailurePaths()
    return failure_paths(problem, draw(fitted, max(FEWEST_DRAWS, options.draws), options.seed))


def _findings(case: _Case, model: Modelled, blamed: Blame) -> Findings:
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
        np.array([one_pass.get(name, 0.0) for name in network.nodes]),
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
