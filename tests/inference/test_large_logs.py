"""Large logs are fitted to as many incidents as tell something more, and what gains nothing is not looked for on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.evidence import gather
from cxaudit.inference.fit.completing import completed, price
from cxaudit.inference.fit.fitting import fit, pose
from cxaudit.inference.fit.pace import LEISURELY, STEADY
from cxaudit.inference.fit.pairs import pairs_seen
from cxaudit.inference.modelling import modelled
from cxaudit.inference.network import build_network

if TYPE_CHECKING:
    from cxaudit.model import Diagnosis, Rulebook, Tally

QUICK = DiagnosisOptions(draws=200, paths=False)
NAMES = tuple(f"s{place:02}" for place in range(12))


def sound() -> Rulebook:
    causes = [cause(f"c{place}", 0.1) for place in range(4)]
    return rulebook(
        causes, [symptom(name, {f"c{place % 4}": 0.5, f"c{place // 4}": 0.3}) for place, name in enumerate(NAMES)]
    )


def apart() -> Rulebook:
    """The same symptoms, each with a cause that it shares with no other but a weak one."""
    causes = [cause("c0", 0.1), *(cause(f"d{name}", 0.05) for name in NAMES)]
    return rulebook(causes, [symptom(name, {f"d{name}": 0.5, "c0": 0.1}) for name in NAMES])


def log(incidents: int) -> Tally:
    return tally_of_flags(NAMES, fire(sound(), incidents, 5).shown())


def fitted_to(diagnosis: Diagnosis) -> str:
    return diagnosis.method.split("fitted together to ")[1].split(" ")[0]


def test_a_large_log_that_fits_is_fitted_to_whole() -> None:
    assert fitted_to(diagnose(sound(), log(30_000), options=QUICK)) == "30000"


def test_of_a_large_log_that_does_not_fit_no_more_is_fitted_to_than_tells_something_and_the_report_says_so() -> None:
    found = diagnose(apart(), log(30_000), options=replace(QUICK, only_failures=False))
    assert fitted_to(found) == "20000"
    assert any(limit.startswith("fitted to 20000 of 30000 incidents") for limit in found.limits)


def test_pairs_of_symptoms_are_held_against_the_whole_log_whatever_part_of_it_is_fitted_to() -> None:
    network = build_network(apart(), NAMES)
    evidence = gather(network, log(30_000))
    model = modelled(apart(), pose(network, evidence, only_failures=False), QUICK)
    assert model.sampled.evidence.incidents == 20_000
    expected = pairs_seen(pose(model.sampled.network, evidence, only_failures=False), model.fitted)
    assert np.array_equal(model.pairs.surprise, expected.surprise)


def test_a_small_log_is_fitted_to_whole_however_little_it_fits() -> None:
    assert fitted_to(diagnose(apart(), log(12_000), options=QUICK)) == "12000"


def test_a_round_of_arrows_that_is_not_worth_its_price_does_not_count_in_a_large_log() -> None:
    """Symptoms that have nothing in common, so that the arrows found in the second round are worth nothing."""
    source = np.random.default_rng(3)
    roots = [f"c{place}" for place in range(4)]
    between = [cause(f"m{place}", 0.02, {roots[place]: 0.6, roots[place - 3]: 0.3}) for place in range(4)]
    shown = {name: {f"m{place % 4}": 0.7, roots[(place // 4 + 1) % 4]: 0.3} for place, name in enumerate(NAMES)}
    book = rulebook([*(cause(root, 0.1) for root in roots), *between], [symptom(*entry) for entry in shown.items()])
    tally = tally_of_flags(NAMES, source.random((4_000, 12)) < source.uniform(0.05, 0.4, 12))
    network = build_network(book, NAMES)
    problem = pose(network, gather(network, tally), only_failures=False)
    fitted = fit(problem)
    pairs = pairs_seen(problem, fitted)
    longer, shorter = (
        completed(book, problem, fitted, lambda more: build_network(more, NAMES), pace, pairs)
        for pace in (LEISURELY, STEADY)
    )
    assert longer is not None
    assert shorter is not None
    assert set(shorter.found) < set(longer.found)
    gained = longer.fitted.log_posterior - shorter.fitted.log_posterior
    assert gained < price(longer.found, problem) - price(shorter.found, problem)
