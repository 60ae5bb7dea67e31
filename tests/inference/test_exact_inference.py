"""Exact inference against enumeration, another library, and finite differences."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference_oracles import enumerate_profile, enumerate_twins, network_of, profile_statistics, profiles, rulebooks
from inference_worlds import cause, fire, layered_world, rulebook, symptom, tally_of, tally_of_flags

from cxaudit.inference.effects.prevention import prevention
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact import covers
from cxaudit.inference.exact.expectation import MARGINALS
from cxaudit.inference.fit.budget import mention_budget
from cxaudit.model import Link, Profile, Rulebook

with warnings.catch_warnings():  # its wrapper's types come without a module, of which Python complains
    warnings.simplefilter("ignore", DeprecationWarning)
    import pyagrum

NOTHING = Profile(())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_evidence_and_marginals_equal_the_sum_over_all_states(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    names = list(book.symptoms)
    tally = tally_of(names, data.draw(st.lists(profiles(len(names)), min_size=1, max_size=4)))
    network = network_of(book)
    logs, marginals = profile_statistics(network, tally, MARGINALS)
    for place, entry in enumerate(tally.profiles):
        exact = enumerate_profile(book, names, entry.profile)
        assert logs[place] == pytest.approx(exact.log_evidence, abs=1e-12)
        expected = [exact.marginals[name] for name in network.nodes]
        assert marginals[:, place] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_tight_limit_on_tables_changes_the_batches_but_not_the_answers(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    names = list(book.symptoms)
    tally = tally_of(names, data.draw(st.lists(profiles(len(names)), min_size=2, max_size=6)))
    network = network_of(book)
    logs, found = profile_statistics(network, tally)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(covers, "SMALL_SIZE", 1)
        patch.setattr(covers, "STRETCH", 1.0)
        tight_logs, tight_found = profile_statistics(network, tally)
    assert tight_logs == pytest.approx(logs, abs=1e-12)
    assert tight_found == pytest.approx(found, abs=1e-10)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_scores_equal_finite_differences(data: st.DataObject) -> None:
    book = data.draw(rulebooks(5, 4))
    names = list(book.symptoms)
    tally = tally_of(names, data.draw(st.lists(profiles(len(names)), min_size=1, max_size=3)))
    network = network_of(book)
    budget = mention_budget(data.draw(st.integers(1, 3))) if data.draw(st.booleans()) else None
    found = profile_statistics(network, tally, budget=budget)[1]
    step = 1e-5
    for place in range(len(network.mean)):
        away = np.zeros(len(network.mean))
        away[place] = step
        above = profile_statistics(network, tally, MARGINALS, network.mean + away, budget)[0]
        below = profile_statistics(network, tally, MARGINALS, network.mean - away, budget)[0]
        assert found[place] == pytest.approx((above - below) / (2.0 * step), abs=2e-7)


@settings(max_examples=40, deadline=None)
@given(rulebooks())
def test_prevention_in_closed_form_equals_switching_the_cause_off_state_by_state(book: Rulebook) -> None:
    names = list(book.symptoms)
    plain = rulebook(book.causes.values(), [symptom(s.id, _by(s.caused_by), s.leak) for s in book.symptoms.values()])
    network = network_of(plain)
    evidence = gather(network, tally_of(names, [NOTHING]))
    found = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=False)
    nothing = np.exp(enumerate_profile(plain, names, NOTHING).log_evidence)
    for node, name in enumerate(network.nodes):
        without = np.exp(enumerate_profile(plain, names, NOTHING, off=name).log_evidence)
        assert found.prevented[node, 0] == pytest.approx((without - nothing) / (1.0 - nothing), abs=1e-12)
        exact = enumerate_profile(plain, names, NOTHING).marginals[name]
        prior = enumerate_profile(plain, [], NOTHING).marginals[name]
        assert found.active[node, 0] == pytest.approx((prior - exact * nothing) / (1.0 - nothing), abs=1e-12)


def test_prevention_in_closed_form_equals_counting_twins() -> None:
    book = rulebook(
        [cause("a", 0.2), cause("b", 0.1), cause("c", 0.05, {"a": 0.6, "b": 0.7})],
        [symptom("s", {"c": 0.8, "a": 0.3}, 0.02), symptom("t", {"c": 0.4}, 0.1)],
    )
    network = network_of(book)
    evidence = gather(network, tally_of(list(book.symptoms), [NOTHING]))
    found = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=False)
    for node, name in enumerate(network.nodes):
        assert found.prevented[node, 0] == pytest.approx(enumerate_twins(book, name), abs=1e-12)


def test_what_is_hidden_is_averaged_over_as_it_occurs() -> None:
    book = rulebook([cause("a", 0.2), cause("b", 0.3)], [symptom("s", {"a": 0.8}, 0.02), symptom("t", {"b": 0.4}, 0.1)])
    network = network_of(book)
    hidden = Profile((), (), (1,))
    evidence = gather(network, tally_of(["s", "t"], [NOTHING, hidden, hidden, hidden]))
    found = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=False).prevented[0, 0]
    gain, failing = 0.0, 0.0
    for profile, weight in ((NOTHING, 1.0), (hidden, 3.0)):
        nothing = np.exp(enumerate_profile(book, ["s", "t"], profile).log_evidence)
        gain += weight * (np.exp(enumerate_profile(book, ["s", "t"], profile, off="a").log_evidence) - nothing)
        failing += weight * (1.0 - nothing)
    assert found == pytest.approx(gain / failing, abs=1e-12)


def test_forty_causes_agree_with_pyagrum() -> None:
    world = layered_world(5, strength_error=0.3)
    network = network_of(world.truth)
    tally = tally_of_flags(network.symptoms, _in_order(network.symptoms, world.truth, 30))
    _, marginals = profile_statistics(network, tally, MARGINALS)
    for place in range(0, len(tally.profiles), 3):
        asserted = {tally.symptoms[index] for index in tally.profiles[place].profile.asserted}
        engine = pyagrum.LazyPropagation(_agrum(world.truth))
        engine.setEvidence({name: int(name in asserted) for name in world.truth.symptoms})
        engine.makeInference()
        expected = [float(engine.posterior(name)[1]) for name in network.nodes]
        assert marginals[:, place] == pytest.approx(expected, abs=1e-9)


def test_prevention_agrees_with_pyagrum_on_a_network_rebuilt_without_the_cause() -> None:
    world = layered_world(6)
    network = network_of(world.truth)
    evidence = gather(network, tally_of(network.symptoms, [NOTHING]))
    found = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=False).prevented[:, 0]
    nothing = _agrum_silence(_agrum(world.truth))
    for node in (0, 4, 15, 35):
        without = _agrum_silence(_agrum(world.truth, off=network.nodes[node]))
        assert found[node] == pytest.approx((without - nothing) / (1.0 - nothing), abs=1e-9)


def test_the_quadrature_of_the_mention_budget_integrates_polynomials_of_degree_seven() -> None:
    for mentions in range(1, 7):
        budget = mention_budget(mentions)
        for power in range(8):
            found = sum(w * t**power for t, w in zip(budget.thinnings, budget.weights, strict=True))
            assert found == pytest.approx(mentions / (mentions + power), abs=1e-12)


def test_more_than_sixty_four_causes_are_worked_out() -> None:
    names = [f"{index:03}" for index in range(80)]
    causes = [cause(f"r{name}", 0.02) for name in names]
    causes += [
        cause(f"p{name}", 0.01, {f"r{name}": 0.7, f"r{names[place - 1]}": 0.4}) for place, name in enumerate(names)
    ]
    symptoms = [
        symptom(f"s{name}", {f"p{name}": 0.6, f"p{names[place - 7]}": 0.5})
        for place, name in enumerate(names)
        if place % 2
    ]
    network = network_of(rulebook(causes, symptoms))
    tally = tally_of(network.symptoms, [Profile((0, 3)), Profile((5, 6, 7)), NOTHING])
    logs, marginals = profile_statistics(network, tally, MARGINALS)
    assert len(network.nodes) > 128
    assert np.isfinite(logs).all()
    assert (marginals >= 0.0).all()
    assert (marginals <= 1.0 + 1e-12).all()


def _by(links: tuple[Link, ...]) -> dict[str, float]:
    return {link.cause: link.strength for link in links}


def _in_order(
    symptoms: tuple[str, ...], book: Rulebook, incidents: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    column = {name: place for place, name in enumerate(book.symptoms)}
    return fire(book, incidents, 3).shown()[:, [column[name] for name in symptoms]]


def _agrum(book: Rulebook, off: str = "") -> pyagrum.BayesNet:
    """The same network in pyAgrum: `addNoisyORNet`, the gate whose leak stands apart from its arrows."""
    found = pyagrum.BayesNet()
    for name, entry in book.causes.items():
        links = () if name == off else entry.caused_by
        found.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), 0.0 if name == off else entry.prior)
        for link in links:
            found.addWeightedArc(link.cause, name, link.strength)
    for name, shown in book.symptoms.items():
        found.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), shown.leak)
        for link in shown.caused_by:
            found.addWeightedArc(link.cause, name, link.strength)
    return found


def _agrum_silence(found: pyagrum.BayesNet) -> float:
    engine = pyagrum.LazyPropagation(found)
    engine.setEvidence({name: 0 for name in found.names() if name.startswith("s")})
    engine.makeInference()
    return float(engine.evidenceProbability())
