"""The last quarter against the rest of the year, on simulated weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Series, Tally
from cxaudit.planning.trend import last_quarter, trend_note

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEKS = 52


def log(counts: NDArray[np.int64], seen: NDArray[np.int64] | None = None) -> Tally:
    total = (400,) * len(counts)
    weeks = tuple((date(2025, 1, 6) + timedelta(days=7 * week)).isoformat() for week in range(len(counts)))
    able = {} if seen is None else {"late": tuple(seen.tolist())}
    series = Series("", "", weeks, total, {"late": tuple(counts.tolist())}, able)
    last = (date.fromisoformat(weeks[-1]) + timedelta(days=6)).isoformat()
    return Tally(("late",), sum(total), (), series=(series,), first_opened=weeks[0], last_opened=last)


def overdispersed(generator: np.random.Generator, mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Counts with a variance one and a half times their mean."""
    return generator.negative_binomial(2 * mean, 2 / 3)


def test_a_symptom_that_has_halved_is_said_to_be_falling_already() -> None:
    mean = np.where(np.arange(WEEKS) >= WEEKS - 13, 20.0, 40.0)
    assert trend_note(["late"], log(overdispersed(np.random.default_rng(1), mean))).startswith("already falling: ")


def test_a_symptom_that_has_doubled_is_said_to_be_rising() -> None:
    mean = np.where(np.arange(WEEKS) >= WEEKS - 13, 40.0, 20.0)
    assert trend_note(["late"], log(overdispersed(np.random.default_rng(2), mean))).startswith("rising: ")


def test_stable_years_are_called_moving_about_once_in_twenty() -> None:
    generator = np.random.default_rng(3)
    notes = [trend_note(["late"], log(overdispersed(generator, np.full(WEEKS, 30.0)))) for _ in range(500)]
    assert 0.02 <= sum(bool(note) for note in notes) / 500 <= 0.08


def test_a_symptom_that_could_be_seen_only_lately_is_not_rising() -> None:
    seen = np.where(np.arange(WEEKS) >= 35, 200, 0)
    counts = np.random.default_rng(4).binomial(seen, 0.1)
    assert trend_note(["late"], log(counts, seen)) == ""


def test_half_a_year_is_needed_to_say_anything() -> None:
    assert last_quarter(["late"], log(np.full(25, 50))) is None
    assert last_quarter(["late"], log(np.full(26, 50))) is not None
    assert last_quarter(["late"], Tally(("late",), 0, ())) is None
