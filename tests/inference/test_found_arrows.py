"""Arrows that a rulebook lacks are found where the log cannot do without them, said first, and explained from."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
from inference_worlds import cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact.elimination import plan
from cxaudit.inference.exact.expectation import log_likelihood
from cxaudit.inference.exact.likelihood import Block, make_world
from cxaudit.inference.explaining.explanation import explain_cause
from cxaudit.inference.fit.absent_arrows import absent_arrows
from cxaudit.inference.fit.fitting import Problem, fit, pose
from cxaudit.inference.found_arrows import with_found
from cxaudit.inference.network import build_network
from cxaudit.model import Diagnosis, FoundArrow, Rulebook, Tally

QUICK = DiagnosisOptions(draws=200, paths=False)
LOST = ("b", "t2")


def whole() -> Rulebook:
    return rulebook(
        [cause("a", 0.15), cause("b", 0.1), cause("m", 0.01, {"b": 0.6})],
        [
            symptom("s1", {"a": 0.7}), symptom("s2", {"a": 0.6}), symptom("t1", {"b": 0.5}),
            symptom("t2", {"a": 0.2, "b": 0.7}), symptom("t3", {"m": 0.6}), symptom("t4", {"m": 0.7}),
        ],
    )  # fmt: skip


def without_arrow(book: Rulebook) -> Rulebook:
    name, effect = LOST
    entry = book.symptoms[effect]
    kept = tuple(link for link in entry.caused_by if link.cause != name)
    return replace(book, symptoms={**book.symptoms, effect: replace(entry, caused_by=kept)})


@cache
def log() -> Tally:
    return tally_of_flags(list(whole().symptoms), fire(whole(), 4_000, 11).shown())


@cache
def diagnosed(*, lacking: bool) -> Diagnosis:
    return diagnose(without_arrow(whole()) if lacking else whole(), log(), options=QUICK)


def test_a_rulebook_that_lacks_nothing_is_left_alone() -> None:
    assert diagnosed(lacking=False).found == ()


def test_a_lost_arrow_is_found_and_told_before_the_ranking() -> None:
    found = diagnosed(lacking=True)
    assert LOST in {(arrow.cause, arrow.effect) for arrow in found.found}
    alarm = next(alarm for alarm in found.alarms if alarm.id == "missing-arrows")
    assert "'b' to 't2'" in alarm.message
    share, true = (
        next(root.prevented for root in one.roots if root.cause == "b") for one in (found, diagnosed(lacking=False))
    )
    assert abs(share - true) < 0.05


def test_what_was_found_is_explained_with_no_strength_in_the_rulebook() -> None:
    found = diagnosed(lacking=True)
    explanation = explain_cause(without_arrow(whole()), log(), found, "b")
    assert "t2" in {weight.symptom for weight in explanation.speaking_for}
    root = next(root for root in found.roots if root.cause == "b")
    link = next(link for link in root.chain if link.effect == "t2")
    assert link.strength == 0.0
    assert link.fitted > 0.4


def test_a_found_arrow_is_put_into_the_rulebook_once_and_leaves_the_rest_as_it_was() -> None:
    book = without_arrow(whole())
    more = with_found(book, [FoundArrow(*LOST, 0.5, 9.0)])
    assert [link.cause for link in more.symptoms["t2"].caused_by] == ["a", "b"]
    assert {name for name in book.symptoms if more.symptoms[name] != book.symptoms[name]} == {"t2"}
    assert more.causes == book.causes


def problem_of(book: Rulebook) -> Problem:
    network = build_network(book, book.symptoms)
    return pose(network, gather(network, log()), only_failures=False)


def test_the_score_of_an_absent_arrow_is_the_slope_of_the_likelihood_where_it_has_no_strength() -> None:
    """Against finite differences: the arrow put in with a strength of next to nothing, into a symptom and a cause."""
    problem = problem_of(without_arrow(whole()))
    fitted = fit(problem)
    network = problem.network
    names = [*network.nodes, *network.symptoms]
    found = {(names[one.cause], names[one.effect]): one for one in absent_arrows(problem, fitted)}
    base = likelihood(problem, fitted.parameters)
    for name, effect in (LOST, ("a", "m")):
        tiny = 1e-6
        larger = problem_of(with_found(without_arrow(whole()), [FoundArrow(name, effect, tiny, 0.0)]))
        slope = (likelihood(larger, carried(problem, larger, fitted.parameters, tiny)) - base) / tiny
        if (name, effect) in found:
            arrow = found[name, effect]
            # one step λ = score / variance and surprise = score / √variance, so that surprise² / λ is the score
            assert np.isclose(arrow.surprise**2 / arrow.rate, slope, rtol=1e-3)
        else:
            assert slope <= 0.0


def carried(problem: Problem, larger: Problem, parameters: np.ndarray, tiny: float) -> np.ndarray:
    found = np.full(len(larger.network.mean), np.log(tiny))
    old, new = problem.network, larger.network
    families = zip(
        (*old.families, *old.symptom_families), (*new.families, *new.symptom_families), strict=True
    )  # the order of nodes stays: no arrow turns it round
    for before, after in families:
        found[after.leak] = parameters[before.leak]
        for parent, edge in zip(after.parents, after.edges, strict=True):
            if parent in before.parents:
                found[edge] = parameters[before.edges[before.parents.index(parent)]]
    return found


def likelihood(problem: Problem, parameters: np.ndarray) -> float:
    evidence = problem.evidence
    silent = ~(evidence.asserted | evidence.denied | evidence.hidden)
    block = Block(evidence.asserted, evidence.denied, silent, capped=False)
    joint = [
        place
        for place, family in enumerate(problem.network.symptom_families)
        if len(family.parents) > 1 and evidence.asserted[:, place].any()
    ]
    schedule = plan(problem.network, joint)
    return float(evidence.counts @ log_likelihood(make_world(problem.network, parameters), schedule, block))


def test_alarm_messages_of_arrows_quote_ids_that_reports_turn_into_titles() -> None:
    message = next(alarm for alarm in diagnosed(lacking=True).alarms if alarm.id == "missing-arrows").message
    assert re.search(r"'\w+' to '\w+'", message)
