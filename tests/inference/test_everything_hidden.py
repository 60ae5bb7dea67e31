"""Incidents of which nothing can be seen: P(no symptom) is 1 there, and they change nothing that the log tells."""

from __future__ import annotations

import numpy as np
import pytest
from inference_worlds import cause, fire, rulebook, symptom, tally_of

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.evidence import gather
from cxaudit.inference.fit.fitting import empty, fit, pose
from cxaudit.inference.fit.pairs import pairs_seen
from cxaudit.inference.network import build_network
from cxaudit.model import Profile, Rulebook

QUICK = DiagnosisOptions(draws=200)
UNSEEN = Profile((), (), (0, 1, 2))
PARTLY = Profile((0,), (), (1,))


def book() -> Rulebook:
    return rulebook(
        [cause("a", 0.2), cause("b", 0.1)],
        [symptom("s", {"a": 0.7}), symptom("t", {"a": 0.4, "b": 0.3}), symptom("u", {"b": 0.6})],
    )


def failures() -> list[Profile]:
    shown = fire(book(), 900, 5).shown()
    return [Profile(tuple(np.flatnonzero(row).tolist())) for row in shown if row.any()] + [PARTLY] * 5


@pytest.mark.parametrize("compiled", [False, True])
def test_where_nothing_can_be_seen_no_symptom_is_certain_and_nothing_is_divided_by_nought(*, compiled: bool) -> None:
    network = build_network(book(), book().symptoms)
    with np.errstate(all="raise", under="ignore"):
        found = []
        for unseen in ([], [UNSEEN] * 30):
            evidence = gather(network, tally_of(list(network.symptoms), [*failures(), *unseen]))
            problem = pose(network, evidence, only_failures=True, compiled=compiled)
            fitted = fit(problem)
            found.append((fitted, pairs_seen(problem, fitted).dispersion))
    shares, score = empty(problem, fitted.parameters)
    blind = problem.evidence.patterns.all(axis=1)
    assert blind.sum() == 1
    assert shares[blind] == pytest.approx(1.0, abs=1e-12)
    assert score[:, blind] == pytest.approx(0.0, abs=1e-12)
    (without, spread), (with_unseen, same_spread) = found
    assert with_unseen.parameters == pytest.approx(without.parameters, abs=1e-9)
    assert with_unseen.log_posterior == pytest.approx(without.log_posterior)
    assert same_spread == pytest.approx(spread)


@pytest.mark.parametrize("only_failures", [False, True])
def test_a_diagnosis_with_incidents_of_which_nothing_can_be_seen_is_finite(*, only_failures: bool) -> None:
    options = DiagnosisOptions(draws=200, only_failures=only_failures)
    with np.errstate(all="raise", under="ignore"):
        plain, found = (
            diagnose(book(), tally_of(list(book().symptoms), [*failures(), *unseen]), options=options)
            for unseen in ([], [UNSEEN] * 30)
        )
    for one, other in zip(plain.roots, found.roots, strict=True):
        assert one.cause == other.cause
        assert one.prevented == pytest.approx(other.prevented, rel=0.02)
        assert 0.0 < other.prevented_interval.low < other.prevented_interval.high < 1.0
