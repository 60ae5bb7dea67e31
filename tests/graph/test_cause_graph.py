"""The cause graph: order, ways, circles, and a drawing no larger than what a diagnosis shows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.graph import CauseGraph
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.matchers import Phrase
from cxaudit.model import (
    Cause,
    Diagnosis,
    Gravity,
    Link,
    Location,
    Profile,
    ProfileCount,
    Rulebook,
    Symptom,
    Tally,
)

HERE = Location("graph.yaml", 1, 1)


def _links(by: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(Link(name, 0.7, "often", HERE) for name in by)


def _book(causes: dict[str, tuple[str, ...]], symptoms: dict[str, tuple[str, ...]]) -> Rulebook:
    return Rulebook(
        "graph",
        "1",
        {
            name: Symptom(name, f"title of {name}", Gravity.MAJOR, HERE, Phrase(HERE, ()), _links(by))
            for name, by in symptoms.items()
        },
        {
            name: Cause(name, f"title of {name}", "process", "communication", HERE, 0.05, "uncommon", _links(by))
            for name, by in causes.items()
        },
        {},
        {},
        {},
        "",
    )


def _shop() -> Rulebook:
    return _book(
        {"no-owner": (), "no-clock": (), "dropped-case": ("no-owner", "no-clock"), "idle": ("no-clock",)},
        {"reopened": ("dropped-case",), "late": ("dropped-case", "idle"), "rude": ()},
    )


def _diagnosed(book: Rulebook) -> tuple[Diagnosis, Tally]:
    profiles = ((Profile(()), 100), (Profile((0,)), 40), (Profile((0, 1)), 30), (Profile((1,)), 25), (Profile((2,)), 5))
    tally = Tally(
        tuple(book.symptoms),
        sum(count for _, count in profiles),
        tuple(ProfileCount(profile, count) for profile, count in profiles),
    )
    return diagnose(book, tally, options=DiagnosisOptions(draws=200)), tally


def test_roots_and_proximate_causes_are_told_apart() -> None:
    graph = CauseGraph.from_rulebook(_shop())
    assert graph.roots == ("no-clock", "no-owner")
    assert graph.proximate == ("dropped-case", "idle")
    assert graph.parents("dropped-case") == ("no-clock", "no-owner")
    assert graph.effects("dropped-case") == ("late", "reopened")
    assert graph.symptoms_of("no-owner") == ("late", "reopened")
    assert graph.causes_of("reopened") == ("dropped-case", "no-clock", "no-owner")
    assert graph.parents("rude") == ()


def test_all_ways_from_a_cause_to_a_symptom_are_found_up_to_a_limit() -> None:
    graph = CauseGraph.from_rulebook(_shop())
    assert set(graph.paths("no-clock", "late")) == {("no-clock", "dropped-case", "late"), ("no-clock", "idle", "late")}
    assert len(graph.paths("no-clock", "late", most=1)) == 1
    assert graph.paths("no-owner", "rude") == ()


def test_circles_are_given_as_closed_paths_from_their_smallest_id() -> None:
    book = _book({"b": ("c",), "c": ("a",), "a": ("b",), "d": ("d",), "e": ("a",)}, {})
    graph = CauseGraph.from_rulebook(book)
    assert graph.circles() == (("d", "d"), ("a", "c", "b", "a"))
    with pytest.raises(ValueError, match="d → d"):
        graph.topological_order()


def test_links_to_undefined_causes_are_left_out() -> None:
    graph = CauseGraph.from_rulebook(_book({"a": ("ghost",)}, {"s": ("a", "phantom")}))
    assert graph.edges == (("a", "s"),)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_causes_stand_before_what_they_produce_unless_there_is_a_circle(pairs: list[tuple[int, int]]) -> None:
    names = [f"c{index}" for index in range(10)]
    causes = {
        name: tuple(sorted({names[cause] for cause, effect in pairs if effect == index}))
        for index, name in enumerate(names)
    }
    graph = CauseGraph.from_rulebook(_book(causes, {}))
    circles = graph.circles()
    if circles:
        for circle in circles:
            assert circle[0] == circle[-1] == min(circle)
            assert all((cause, effect) in graph.edges for cause, effect in itertools.pairwise(circle))
    else:
        order = graph.topological_order()
        assert sorted(order) == names
        assert all(order.index(cause) < order.index(effect) for cause, effect in graph.edges)


def test_a_drawing_shows_only_what_the_diagnosis_names() -> None:
    book = _shop()
    diagnosis, tally = _diagnosed(book)
    drawing = CauseGraph.from_rulebook(book).drawing(diagnosis, tally)
    names = [node.id for node in drawing.nodes]
    assert "rude" not in names
    assert {edge.cause for edge in drawing.edges} | {edge.effect for edge in drawing.edges} <= set(names)
    reopened = next(node for node in drawing.nodes if node.id == "reopened")
    assert (reopened.what, reopened.incidents, reopened.share) == ("symptom", 70.0, 0.7)
    root = next(node for node in drawing.nodes if node.id == "no-owner")
    found = diagnosis.hypothesis("no-owner")
    assert found is not None
    assert (root.what, root.share, root.status) == ("root", found.prevented, str(found.status))
    assert root.title == "title of no-owner"


def test_a_drawing_can_be_cut_to_the_leading_root_and_symptom() -> None:
    book = _shop()
    diagnosis, tally = _diagnosed(book)
    drawing = CauseGraph.from_rulebook(book).drawing(diagnosis, tally, most_roots=1, most_symptoms=1)
    assert [node.what for node in drawing.nodes].count("root") == 1
    assert [node.what for node in drawing.nodes].count("symptom") == 1
    assert drawing.nodes[0].id == diagnosis.roots[0].cause


def test_a_diagnosis_without_causes_draws_nothing() -> None:
    book = _shop()
    empty = Tally(tuple(book.symptoms), 0, ())
    drawing = CauseGraph.from_rulebook(book).drawing(diagnose(book, empty), empty)
    assert (drawing.nodes, drawing.edges) == ((), ())
