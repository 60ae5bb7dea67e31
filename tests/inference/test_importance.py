"""Measures of importance against enumeration, another library, and the relations between them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from fired_worlds import fired_worlds, leads_to_a_symptom, states
from hypothesis import given, settings
from hypothesis import strategies as st
from inference_oracles import network_of, rulebooks
from inference_worlds import cause, layered_world, rulebook, symptom, tally_of

from cxaudit.inference.effects.importance import importances
from cxaudit.inference.effects.prevention import prevention
from cxaudit.inference.evidence import gather
from cxaudit.model import Importance, Profile, Rulebook

with warnings.catch_warnings():  # its wrapper's types come without a module, of which Python complains
    warnings.simplefilter("ignore", DeprecationWarning)
    import pyagrum

SMALL = rulebook(
    [cause("a", 0.2), cause("b", 0.1), cause("c", 0.05, {"a": 0.6, "b": 0.7})],
    [symptom("s", {"c": 0.8, "a": 0.3}, 0.02), symptom("t", {"c": 0.4}, 0.1)],
)


def measured(
    book: Rulebook, profiles: tuple[Profile, ...] = (Profile(()),), *, only_failures: bool = False
) -> dict[str, Importance]:
    network = network_of(book)
    evidence = gather(network, tally_of(list(book.symptoms), profiles))
    mode = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=only_failures)
    found = importances(network, network.mean, evidence, mode, only_failures=only_failures)
    return dict(zip(network.nodes, found, strict=True))


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_every_measure_equals_its_definition_summed_over_all_worlds(name: str) -> None:
    failing = on = off = active = led = 0.0
    for happened, weight in fired_worlds(SMALL):
        now = states(SMALL, happened)
        failing += weight * any(now[s] for s in SMALL.symptoms)
        active += weight * now[name]
        led += weight * (now[name] and leads_to_a_symptom(SMALL, happened, name))
        on += weight * any(states(SMALL, happened, {name: True})[s] for s in SMALL.symptoms)
        off += weight * any(states(SMALL, happened, {name: False})[s] for s in SMALL.symptoms)
    found = measured(SMALL)[name]
    assert found.birnbaum == pytest.approx(on - off, abs=1e-8)
    assert found.criticality == pytest.approx((on - off) * active / failing, abs=1e-8)
    assert found.fussell_vesely == pytest.approx(led / failing, abs=1e-8)
    assert found.risk_reduction_worth == pytest.approx(failing / off, abs=1e-8)
    assert found.risk_achievement_worth == pytest.approx(on / failing, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(book=rulebooks(), hidden=st.booleans(), only_failures=st.booleans())
def test_the_measures_keep_their_order_and_the_share_prevented_is_one_minus_one_over_rrw(
    book: Rulebook, *, hidden: bool, only_failures: bool
) -> None:
    profiles = (Profile((0,)), Profile((), (), (0,))) if hidden else (Profile((0,)),)
    network = network_of(book)
    if not network.nodes:
        return
    evidence = gather(network, tally_of(list(book.symptoms), profiles))
    mode = prevention(network, network.mean[:, np.newaxis], evidence, only_failures=only_failures)
    for node, found in enumerate(importances(network, network.mean, evidence, mode, only_failures=only_failures)):
        prevented, active = mode.prevented[node, 0], mode.active[node, 0]
        assert 1.0 - 1.0 / found.risk_reduction_worth == pytest.approx(prevented, abs=1e-7)
        assert prevented - 1e-7 <= found.fussell_vesely <= active + 1e-7
        assert found.risk_reduction_worth >= 1.0 - 1e-9
        assert found.risk_achievement_worth >= 1.0 - 1e-9
        if not network.families[node].parents:
            assert found.criticality == pytest.approx(prevented, abs=1e-7)


def test_forty_causes_agree_with_pyagrum() -> None:
    book = layered_world(6).truth
    found = measured(book)
    plain = failing(agrum(book))
    for name in ("c00", "c05", "c15", "c30"):
        on, off = failing(agrum(book, {name: 1.0})), failing(agrum(book, {name: 0.0}))
        assert found[name].birnbaum == pytest.approx(on - off, abs=1e-8)
        assert found[name].risk_reduction_worth == pytest.approx(plain / off, rel=1e-8)
        assert found[name].risk_achievement_worth == pytest.approx(on / plain, rel=1e-8)


def agrum(book: Rulebook, forced: dict[str, float] | None = None) -> pyagrum.BayesNet:
    found = pyagrum.BayesNet()
    for name, entry in book.causes.items():
        fixed = (forced or {}).get(name)
        found.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), entry.prior if fixed is None else fixed)
        for link in entry.caused_by if fixed is None else ():
            found.addWeightedArc(link.cause, name, link.strength)
    for name, shown in book.symptoms.items():
        found.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), shown.leak)
        for link in shown.caused_by:
            found.addWeightedArc(link.cause, name, link.strength)
    return found


def failing(found: pyagrum.BayesNet) -> float:
    engine = pyagrum.LazyPropagation(found)
    engine.setEvidence({name: 0 for name in found.names() if name.startswith("s")})
    engine.makeInference()
    return 1.0 - float(engine.evidenceProbability())
