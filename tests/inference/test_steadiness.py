"""The stress test: one step from the fit is nearer to a fit of the disturbed rulebook than no step at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from inference_clinic import clinic_book, clinic_log
from inference_worlds import cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.effects.prevention import prevention
from cxaudit.inference.evidence import gather
from cxaudit.inference.fit.fitting import fit, pose, unfitted
from cxaudit.inference.fit.steadiness import DISTURBANCE, DISTURBED, SEED, disturbed, steadiness
from cxaudit.inference.network import build_network


def test_one_step_is_nearer_to_fits_of_disturbed_rulebooks_than_disturbed_fits_are() -> None:
    book = rulebook(
        [cause("a", 0.1), cause("b", 0.05), cause("c", 0.03), cause("d", 0.01, {"a": 0.6, "b": 0.5})],
        [
            symptom("s1", {"a": 0.6, "b": 0.2}),
            symptom("s2", {"d": 0.7}),
            symptom("s3", {"b": 0.5, "c": 0.4}),
            symptom("s4", {"c": 0.7}),
        ],
    )
    network = build_network(book, book.symptoms)
    evidence = gather(network, tally_of_flags(list(network.symptoms), fire(book, 1_500, 1).shown()))
    problem = pose(network, evidence, only_failures=False)
    fitted, count = fit(problem), 8
    moved = np.random.default_rng(SEED).normal(0.0, DISTURBANCE, (len(network.mean), count))
    again = [
        fit(replace(problem, network=replace(network, mean=network.mean + moved[:, world]))).parameters
        for world in range(count)
    ]

    def shares(
        parameters: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return prevention(network, parameters, evidence, only_failures=False).prevented

    refitted = shares(np.stack(again, axis=1))
    one_step = np.abs(shares(disturbed(network, fitted, count)) - refitted).mean()
    no_step = np.abs(shares(fitted.parameters[:, np.newaxis] + moved) - refitted).mean()
    assert one_step < 0.5 * no_step


def test_without_a_fit_the_numbers_move_with_the_rulebook() -> None:
    book = clinic_book()
    network = build_network(book, [name for name in book.symptoms if name != "trend"])
    problem = pose(network, gather(network, clinic_log(book)), only_failures=False)
    worlds = disturbed(network, unfitted(problem), 400)
    assert worlds.std(axis=1) == pytest.approx(DISTURBANCE, abs=0.06)


def test_a_rank_is_kept_where_nothing_passes_by_and_ties_keep_it() -> None:
    values = np.array([[0.3, 0.3, 0.1], [0.2, 0.3, 0.2], [0.1, 0.1, 0.1], [0.0, 0.0, 0.0]])
    found = steadiness([0, 1, 2, 3], values)
    assert found[0].keeps_rank == pytest.approx(2 / 3)
    assert found[1].keeps_rank == pytest.approx(2 / 3)
    assert found[3].top_three == 0.0
    assert found[0].top_three == 1.0


def test_a_diagnosis_tells_for_every_cause_how_often_it_keeps_its_rank() -> None:
    book = clinic_book()
    found = diagnose(book, clinic_log(book), options=DiagnosisOptions(draws=200))
    assert found.disturbed == DISTURBED
    steady = {entry.cause: entry.steadiness for entry in found.roots}
    assert all(entry is not None for entry in steady.values())
    far, near = steady["no-roster"], steady["no-owner"]
    assert far is not None
    assert near is not None
    assert far.keeps_rank > 0.9  # the log pins it down
    assert near.keeps_rank < 0.7  # only the rulebook's words set it apart from its twin
