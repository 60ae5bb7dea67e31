"""Where a log departs from the model by more than chance, the intervals widen; where it does not, nothing changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from inference_worlds import cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference.evidence import gather
from cxaudit.inference.fit.fitting import Problem, fit, pose
from cxaudit.inference.fit.pairs import pairs_seen
from cxaudit.inference.network import build_network


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
