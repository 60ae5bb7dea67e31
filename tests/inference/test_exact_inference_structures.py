"""Exact inference on hundreds of random and structured networks, against enumeration and pyAgrum."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference_oracles import enumerate_profile, network_of, profile_statistics, profiles, rulebooks
from inference_worlds import cause, rulebook, symptom, tally_of

from cxaudit.inference.effects.prevention import prevention
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact.expectation import MARGINALS
from cxaudit.model import Profile, Rulebook

with warnings.catch_warnings():  # its wrapper's types come without a module, of which Python complains
    warnings.simplefilter("ignore", DeprecationWarning)
    import pyagrum

_chance = st.floats(0.02, 0.98)


def agrees_with_enumeration(book: Rulebook, listed: list[Profile]) -> None:
    names = list(book.symptoms)
    tally = tally_of(names, listed)
    network = network_of(book)
    logs, marginals = profile_statistics(network, tally, MARGINALS)
    for place, entry in enumerate(tally.profiles):
        exact = enumerate_profile(book, names, entry.profile)
        assert logs[place] == pytest.approx(exact.log_evidence, abs=1e-9)
        assert marginals[:, place] == pytest.approx([exact.marginals[name] for name in network.nodes], abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_profiles_of_all_four_kinds_of_evidence_share_batches_without_touching_each_other(data: st.DataObject) -> None:
    book = data.draw(rulebooks(6, 5))
    agrees_with_enumeration(book, data.draw(st.lists(profiles(len(book.symptoms)), min_size=1, max_size=8)))


@settings(max_examples=40, deadline=None)
@given(st.lists(_chance, min_size=8, max_size=8), st.data())
def test_a_chain_from_a_deep_root_to_one_symptom(strengths: list[float], data: st.DataObject) -> None:
    causes = [cause("c0", 0.1)]
    causes += [cause(f"c{i}", 0.01, {f"c{i - 1}": strengths[i]}) for i in range(1, 8)]
    book = rulebook(causes, [symptom("s0", {"c7": strengths[0]}), symptom("s1", {"c3": 0.4}, 0.05)])
    agrees_with_enumeration(book, data.draw(st.lists(profiles(2), min_size=1, max_size=4)))


@settings(max_examples=40, deadline=None)
@given(st.lists(_chance, min_size=7, max_size=7), st.data())
def test_causes_that_explain_each_other_away(strengths: list[float], data: st.DataObject) -> None:
    causes = [cause(f"c{i}", 0.1) for i in range(7)]
    shared = {f"c{i}": strength for i, strength in enumerate(strengths)}
    book = rulebook(causes, [symptom("s0", shared), symptom("s1", {"c0": 0.7}), symptom("s2", {"c6": 0.6, "c1": 0.2})])
    agrees_with_enumeration(book, data.draw(st.lists(profiles(3), min_size=1, max_size=6)))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_forests_whose_trees_are_not_all_touched(data: st.DataObject) -> None:
    causes, symptoms = [], []
    for tree in "abc":
        causes += [cause(f"{tree}0", 0.1), cause(f"{tree}1", 0.05, {f"{tree}0": 0.6})]
        symptoms += [symptom(f"s{tree}0", {f"{tree}0": 0.5, f"{tree}1": 0.7}), symptom(f"s{tree}1", {f"{tree}1": 0.3})]
    agrees_with_enumeration(rulebook(causes, symptoms), data.draw(st.lists(profiles(6), min_size=1, max_size=6)))


@settings(max_examples=60, deadline=None)
@given(rulebooks(8, 6), st.data())
def test_evidence_posteriors_and_interventions_agree_with_pyagrum(book: Rulebook, data: st.DataObject) -> None:
    plain = rulebook(
        book.causes.values(),
        [symptom(s.id, {link.cause: link.strength for link in s.caused_by}, s.leak) for s in book.symptoms.values()],
    )
    names, network = list(plain.symptoms), network_of(plain)
    shown = data.draw(st.sets(st.integers(0, len(names) - 1)))
    tally = tally_of(names, [Profile(tuple(sorted(shown)))])
    logs, marginals = profile_statistics(network, tally, MARGINALS)
    engine = pyagrum.LazyPropagation(agrum(plain))
    engine.setEvidence({name: int(index in shown) for index, name in enumerate(names)})
    engine.makeInference()
    assert logs[0] == pytest.approx(np.log(engine.evidenceProbability()), abs=1e-9)
    assert marginals[:, 0] == pytest.approx([float(engine.posterior(name)[1]) for name in network.nodes], abs=1e-9)
    evidence = gather(network, tally_of(names, [Profile(())]))
    prevented = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=False).prevented[:, 0]
    nothing = silence(agrum(plain), names)
    for node, name in enumerate(network.nodes):
        without = silence(agrum(plain, off=name), names)
        assert prevented[node] == pytest.approx((without - nothing) / (1.0 - nothing), abs=1e-9)


def agrum(book: Rulebook, off: str = "") -> pyagrum.BayesNet:
    """The network in pyAgrum (`addNoisyORNet`); its tables cannot be written, so it is made anew without `off`."""
    found = pyagrum.BayesNet()
    for name, entry in book.causes.items():
        found.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), 0.0 if name == off else entry.prior)
        for link in () if name == off else entry.caused_by:
            found.addWeightedArc(link.cause, name, link.strength)
    for name, shown in book.symptoms.items():
        found.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), shown.leak)
        for link in shown.caused_by:
            found.addWeightedArc(link.cause, name, link.strength)
    return found


def silence(found: pyagrum.BayesNet, names: list[str]) -> float:
    engine = pyagrum.LazyPropagation(found)
    engine.setEvidence(dict.fromkeys(names, 0))
    engine.makeInference()
    return float(engine.evidenceProbability())
