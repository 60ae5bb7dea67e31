"""Where a log departs from the model by more than chance, the intervals widen; where it does not, nothing changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from inference_worlds import cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.evidence import gather
from cxaudit.inference.fit.fitting import Problem, fit, pose
from cxaudit.inference.fit.pairs import pairs_seen
from cxaudit.inference.modelling import modelled
from cxaudit.inference.network import build_network

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally


def together(*, written: bool) -> Problem:
    """Two symptoms of one cause; without `written` the rulebook lacks the arrow to the second."""
    truth = rulebook(
        [cause("a", 0.2), cause("b", 0.1)], [symptom("s", {"a": 0.8}), symptom("t", {"a": 0.7, "b": 0.3}, 0.05)]
    )
    tally = tally_of_flags(list(truth.symptoms), fire(truth, 4_000, 3).shown())
    book = truth
    if not written:
        gone = symptom("t", {"b": 0.3}, 0.05)
        book = replace(truth, symptoms={**truth.symptoms, "t": gone})
    network = build_network(book, book.symptoms)
    return pose(network, gather(network, tally), only_failures=False)


def test_a_sound_log_is_not_tempered() -> None:
    problem = together(written=True)
    assert pairs_seen(problem, fit(problem)).dispersion < 2.0


def test_a_missing_arrow_makes_pairs_vary_and_each_incident_count_for_less() -> None:
    problem = together(written=False)
    plain = fit(problem)
    dispersion = pairs_seen(problem, plain).dispersion
    assert dispersion > 20.0
    prior = problem.network.precision
    tempered = plain.tempered(dispersion, prior)
    assert tempered.parameters is plain.parameters
    before, after, most = (np.diag(np.linalg.inv(found)) for found in (plain.precision, tempered.precision, prior))
    assert (after >= before - 1e-12).all()
    assert (after <= most + 1e-12).all()
    assert after.sum() > before.sum() * 1.05


QUICK = DiagnosisOptions(draws=400, paths=False)
TIMES = 6  # that each contact of a log is told over again


def written() -> Rulebook:
    return rulebook(
        [cause("a", 0.15), cause("b", 0.1), cause("c", 0.08)],
        [
            symptom("s1", {"a": 0.6}), symptom("s2", {"a": 0.5, "b": 0.2}), symptom("s3", {"b": 0.6}),
            symptom("s4", {"b": 0.4, "c": 0.3}), symptom("s5", {"c": 0.6}), symptom("s6", {"a": 0.2, "c": 0.3}),
        ],
    )  # fmt: skip


def log_of(incidents: int, times: int = 1) -> Tally:
    """So many incidents in all, each told so many `times`: the model takes them for as many of their own."""
    shown = fire(written(), incidents // times, 12).shown()
    return tally_of_flags(list(written().symptoms), np.repeat(shown, times, axis=0))


def spread_of(tally: Tally) -> tuple[float, float]:
    """The dispersion that the diagnosis works with, and the mean width of its intervals in parts of their shares."""
    network = build_network(written(), written().symptoms)
    model = modelled(written(), pose(network, gather(network, tally), only_failures=False), QUICK)
    roots = diagnose(written(), tally, options=QUICK).roots
    widths = [(root.prevented_interval.high - root.prevented_interval.low) / root.prevented for root in roots]
    return model.fitted.dispersion, float(np.mean(widths))


def test_intervals_widen_where_a_log_varies_more_than_the_model_says_and_not_where_it_does_not() -> None:
    dispersion, width = spread_of(log_of(6_000))
    told_over, wider = spread_of(log_of(6_000, TIMES))
    assert 1.0 <= dispersion < 1.7
    assert 0.5 * TIMES < told_over < 2.0 * TIMES
    assert wider > 1.6 * width
    few, honest = spread_of(log_of(6_000 // TIMES))
    assert few < 1.7
    assert wider == pytest.approx(honest, rel=0.35)  # as wide as if each contact had been told once


def test_what_was_chosen_on_the_log_is_given_credit_for_half_of_the_dispersion_that_it_takes_away() -> None:
    problem = together(written=False)
    book = rulebook([cause("a", 0.2), cause("b", 0.1)], [symptom("s", {"a": 0.8}), symptom("t", {"b": 0.3}, 0.05)])
    model = modelled(book, problem, QUICK)
    before = pairs_seen(problem, fit(problem)).dispersion
    after = model.pairs.dispersion
    assert model.found
    assert after < 2.0
    assert before > 20.0
    assert model.fitted.dispersion == pytest.approx(np.sqrt(before * after))
