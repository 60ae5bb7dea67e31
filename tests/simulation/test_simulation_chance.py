"""Chance that falls the same way everywhere."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.simulation import Chance

SIZE = 40_000
FIRST_NUMBERS = [0.8208463355516846, 0.9660100955505522, 0.19567457790834275]


def test_the_first_numbers_of_a_stream_never_change() -> None:
    chance = Chance(1, "purpose", 2)
    assert [chance.number() for _ in range(3)] == FIRST_NUMBERS


def test_numbers_drawn_one_by_one_are_those_drawn_together() -> None:
    one, together = Chance(5, "a"), Chance(5, "a")
    assert [one.number() for _ in range(50)] == together.numbers(50).tolist()


@pytest.mark.parametrize("other", [Chance(6, "a"), Chance(5, "b"), Chance(5, "a", 0), Chance(5)])
def test_every_seed_and_purpose_has_a_stream_of_its_own(other: Chance) -> None:
    assert not set(Chance(5, "a").numbers(50).tolist()) & set(other.numbers(50).tolist())


def test_numbers_are_spread_evenly() -> None:
    counts = np.bincount((Chance(3).numbers(SIZE) * 10).astype(int), minlength=10)
    assert np.abs(counts - SIZE / 10).max() < 5 * math.sqrt(SIZE / 10)


def test_bells_have_mean_0_and_standard_deviation_1() -> None:
    bells = Chance(4).bells(SIZE)
    assert abs(bells.mean()) < 5 / math.sqrt(SIZE)
    assert abs(bells.std() - 1) < 5 / math.sqrt(2 * SIZE)
    one = Chance(4)
    assert abs(sum(one.bell() for _ in range(SIZE // 10))) < 5 * math.sqrt(SIZE / 10)


def test_choices_fall_by_their_weights() -> None:
    found = Counter(Chance(2).weighted((("rare", 1), ("never", 0), ("usual", 3)), SIZE).tolist())
    assert set(found) == {"rare", "usual"}
    assert abs(found["rare"] - SIZE / 4) < 5 * math.sqrt(SIZE * 3 / 16)


@given(st.integers(0, 50), st.integers(-5, 5), st.integers(0, 6))
def test_whole_numbers_lie_between_their_ends(seed: int, low: int, width: int) -> None:
    chance = Chance(seed)
    drawn = {chance.between(low, low + width) for _ in range(40)}
    assert drawn <= set(range(low, low + width + 1))
    assert len(drawn) > 1 or not width


def test_both_ends_of_a_range_come_up() -> None:
    chance = Chance(9)
    assert {chance.between(2, 4) for _ in range(100)} == {2, 3, 4}
