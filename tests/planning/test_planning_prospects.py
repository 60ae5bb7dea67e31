"""What a choice of remedies prevents, against every outcome there can be and against simulation."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_cases import HERE, cause, diagnosis, remedy, rulebook

from cxaudit.model import Effect
from cxaudit.planning.calibration import alone, incident_weights
from cxaudit.planning.cases import draw_cases
from cxaudit.planning.effects import Effects
from cxaudit.planning.prospects import Prospects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.model import Diagnosis, Rulebook

CAUSES = ("a", "b", "c", "d")
Kind = tuple[frozenset[str], ...]


def _minimal(paths: frozenset[frozenset[str]]) -> Kind:
    kept = [path for path in paths if not any(other < path for other in paths)]
    return tuple(sorted(kept, key=sorted))


_KINDS = (
    st.frozensets(st.frozensets(st.sampled_from(CAUSES), min_size=1, max_size=3), min_size=1, max_size=4)
    .map(_minimal)
    .filter(bool)
)


def _rules() -> Rulebook:
    """Two remedies for a, one for each other cause, and one that acts on two."""
    both = replace(
        remedy("wide", "b", 0.3, 10), effects=(Effect("b", 0.29, 0.3, 0.31, HERE), Effect("c", 0.49, 0.5, 0.51, HERE))
    )
    single = [
        remedy(name, reduces, by, 10)
        for name, reduces, by in (
            ("first", "a", 0.4), ("second", "a", 0.5), ("third", "b", 0.6), ("fourth", "c", 0.2), ("fifth", "d", 0.7),
        )
    ]  # fmt: skip
    return rulebook([cause(name) for name in CAUSES], [*single, both])


def _expected(shares: Mapping[Kind, float], rules: Rulebook, chosen: tuple[str, ...]) -> float:
    """Sum over every way in which each remedy works, or does not, on each of its causes."""
    acts = [(effect.cause, effect.likely) for name in chosen for effect in rules.remedies[name].effects]
    total = 0.0
    for works in product((False, True), repeat=len(acts)):
        chance = float(np.prod([by if done else 1 - by for done, (_, by) in zip(works, acts, strict=True)]))
        off = {name for done, (name, _) in zip(works, acts, strict=True) if done}
        total += chance * sum(share for kind, share in shares.items() if all(path & off for path in kind))
    return total


def _prospects(found: Diagnosis) -> Prospects:
    return Prospects.of(Effects.of(_rules(), found), found)


@settings(max_examples=40)
@given(st.lists(_KINDS, min_size=1, max_size=4, unique=True), st.frozensets(st.sampled_from(sorted(_rules().remedies))))
def test_the_share_is_the_sum_over_all_that_can_happen(kinds: list[Kind], chosen: frozenset[str]) -> None:
    shares = dict.fromkeys(kinds, 0.2)
    found = diagnosis(shares)
    names = tuple(sorted(chosen & {remedy.id for remedy in _prospects(found).effects.remedies}))
    assert _prospects(found).share(names) == pytest.approx(_expected(shares, _rules(), names), abs=0.004)


def test_the_sample_that_is_solved_agrees_with_the_expectation() -> None:
    a, b, c = (frozenset({name}) for name in "abc")
    found = diagnosis({(a, b): 0.3, (a,): 0.2, (b, c): 0.2, (frozenset({"c", "d"}),): 0.2})
    prospects = _prospects(found)
    places = {entry.id: place for place, entry in enumerate(prospects.effects.remedies)}
    cases = draw_cases(prospects, 20_000)
    for names in (("first", "third"), ("second", "third", "wide"), tuple(places)):
        chosen = frozenset(places[name] for name in names)
        prevented = sum(case.incidents for case in cases if case.is_prevented(chosen)) / 20_000
        assert prevented == pytest.approx(prospects.share(names), abs=4 * 0.0036)


def test_what_each_remedy_would_add_is_what_it_prevents_with_the_others_less_what_they_do() -> None:
    a, b = frozenset({"a"}), frozenset({"b"})
    prospects = _prospects(diagnosis({(a, b): 0.4, (a,): 0.3, (b,): 0.2}))
    names = [entry.id for entry in prospects.effects.remedies]
    shares = prospects.shares_with_each(["first"])
    for name, share in zip(names, shares, strict=True):
        assert share == pytest.approx(prospects.share({"first", name}))


def test_the_draws_of_a_choice_scatter_about_its_share() -> None:
    a, b = frozenset({"a"}), frozenset({"b"})
    prospects = _prospects(diagnosis({(a, b): 0.4, (a,): 0.3}))
    assert prospects.draws(["first", "third"]).mean() == pytest.approx(prospects.share(["first", "third"]), abs=0.002)


def test_weights_make_each_cause_alone_prevent_what_the_diagnosis_says() -> None:
    a, b = frozenset({"a"}), frozenset({"b"})
    found = diagnosis({(a, b): 0.4, (a,): 0.3, (b,): 0.2})
    told: dict[str, tuple[float, ...]] = {"a": (0.36, 0.25, 0.3, 0.33), "b": (0.15, 0.28, 0.2, 0.21)}
    found = replace(found, draws=told)
    prevented = incident_weights(found) @ alone(found.paths)
    assert prevented == pytest.approx(np.array([told["a"], told["b"]]).T, abs=1e-3)


def test_a_world_without_simulated_incidents_takes_those_of_all_worlds() -> None:
    a, b = frozenset({"a"}), frozenset({"b"})
    found = diagnosis({(a, b): 0.4, (a,): 0.3, (b,): 0.2})
    found = replace(found, paths=replace(found.paths, worlds=((), *found.paths.worlds[1:])))
    assert incident_weights(found)[0] == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=1e-6)


def test_weights_of_a_diagnosis_that_agrees_already_stay_as_they_are() -> None:
    a, b = frozenset({"a"}), frozenset({"b"})
    found = diagnosis({(a, b): 0.4, (a,): 0.3, (b,): 0.2})
    assert incident_weights(found)[0] == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=1e-6)
