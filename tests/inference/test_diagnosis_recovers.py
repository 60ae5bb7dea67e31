"""Worlds with known truth: the fit must find the order of the causes, and its intervals must mean something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from inference_worlds import fire, kendall, layered_world, tally_of_flags, true_prevention, weight_votes

from cxaudit.inference import DiagnosisOptions, diagnose

WORLDS = (1, 2, 3, 4)
INCIDENTS = 2_500


@dataclass(frozen=True, slots=True)
class Found:
    """One world: Kendall's τ of three rankings with the truth, and the share of intervals that hold it."""

    votes: float
    one_pass: float
    fitted: float
    coverage: float


@pytest.fixture(scope="module")
def outcomes() -> list[Found]:
    return [_diagnosed(seed) for seed in WORLDS]


def test_the_fit_ranks_root_causes_better_than_one_pass_and_that_better_than_votes(outcomes: list[Found]) -> None:
    votes, one_pass, fitted = (
        float(np.mean([getattr(found, key) for found in outcomes])) for key in ("votes", "one_pass", "fitted")
    )
    assert fitted > 0.7
    assert fitted > one_pass > votes
    assert fitted > votes + 0.1


def test_intervals_hold_the_truth_about_as_often_as_they_say(outcomes: list[Found]) -> None:
    assert float(np.mean([found.coverage for found in outcomes])) >= 0.8


def _diagnosed(seed: int) -> Found:
    """Strengths and leaks of the truth differ from the rulebook's by e^N(0, .4²)."""
    world = layered_world(seed, strength_error=0.4)
    tally = tally_of_flags(list(world.truth.symptoms), fire(world.truth, INCIDENTS, 1_000 + seed).shown())
    roots = {root.cause: root for root in diagnose(world.written, tally, options=DiagnosisOptions(draws=200)).roots}
    names = sorted(roots)
    truth = true_prevention(world.truth, names, 40_000, 500 + seed)
    votes = weight_votes(world.written, tally)
    shares = [truth[name] for name in names]
    held = [roots[name].prevented_interval.low <= truth[name] <= roots[name].prevented_interval.high for name in names]
    return Found(
        kendall([votes[name] for name in names], shares),
        kendall([-roots[name].rank_one_pass for name in names], shares),
        kendall([roots[name].prevented for name in names], shares),
        float(np.mean(held)),
    )
