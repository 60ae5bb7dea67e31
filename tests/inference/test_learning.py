"""Numbers learned from labelled incidents come nearer to the truth, and nothing is learned from too few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fired_worlds import effects
from inference_worlds import cause, fire, rulebook, symptom

from cxaudit.inference.learning import FEWEST, Labelled, learn
from cxaudit.model import Profile, Rulebook


def book(*strengths: float, priors: tuple[float, float, float] = (0.1, 0.1, 0.05)) -> Rulebook:
    """Two roots with symptoms of their own and one in common, and a third behind a cause in between."""
    one, both, other, again, up, down = strengths
    return rulebook(
        [
            cause("a", priors[0]),
            cause("b", priors[1]),
            cause("c", priors[2]),
            cause("near", 0.002, {"c": up}),
        ],
        [
            symptom("s1", {"a": one}),
            symptom("s2", {"a": both, "b": again}),
            symptom("s3", {"b": other}),
            symptom("s4", {"near": down}),
        ],
    )


TRUTH = book(0.3, 0.8, 0.35, 0.15, 0.9, 0.4, priors=(0.2, 0.06, 0.1))
WRITTEN = book(0.65, 0.35, 0.65, 0.35, 0.65, 0.65)


def labelled_log(incidents: int, seed: int, *, only_failing: bool = True) -> list[Labelled]:
    """Incidents of the true world; who shows a symptom has all roots at work named."""
    firings = fire(TRUTH, incidents, seed)
    shown = firings.shown()
    found = []
    for row, flags in enumerate(shown):
        named = frozenset(name for name in ("a", "b", "c") if firings.leaks[name][row])
        told = named if flags.any() or not only_failing else frozenset[str]()
        found.append(Labelled(Profile(tuple(np.flatnonzero(flags).tolist())), told))
    return found


def errors(learned: dict[tuple[str, str], float], names: list[tuple[str, str]]) -> tuple[float, float]:
    """Root mean square error in ln λ of what was learned, and of what was written."""
    truth, written = _rates(TRUTH), _rates(WRITTEN)
    ours = [np.log(-np.log1p(-learned[name])) - truth[name] for name in names]
    theirs = [written[name] - truth[name] for name in names]
    return float(np.sqrt(np.mean(np.square(ours)))), float(np.sqrt(np.mean(np.square(theirs))))


def _rates(found: Rulebook) -> dict[tuple[str, str], float]:
    return {
        (link.cause, name): float(np.log(-np.log1p(-link.strength)))
        for name, _, links in effects(found)
        for link in links
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_learned_strengths_lie_nearer_to_the_truth_than_the_words_of_the_rulebook(seed: int) -> None:
    learned = learn(WRITTEN, labelled_log(2_000, seed), priors=True)
    found = {(entry.parameter.cause, entry.parameter.effect): entry.parameter.fitted for entry in learned.numbers}
    names = [("a", "s1"), ("a", "s2"), ("b", "s2"), ("b", "s3")]
    ours, theirs = errors(found, names)
    assert ours < 0.45 * theirs


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_priors_are_learned_from_a_whole_log_whose_failures_are_labelled(seed: int) -> None:
    learned = learn(WRITTEN, labelled_log(4_000, seed), priors=True)
    found = {entry.parameter.effect: entry.parameter for entry in learned.numbers if not entry.parameter.cause}
    for name in ("a", "b"):
        assert found[name].fitted == pytest.approx(TRUTH.causes[name].prior, rel=0.25)


def test_without_priors_only_labelled_incidents_count_and_only_strengths_are_learned() -> None:
    log = labelled_log(2_000, 4)
    learned = learn(WRITTEN, log, priors=False)
    assert {entry.parameter.kind for entry in learned.numbers} == {"arrow"}
    assert learn(WRITTEN, [entry for entry in log if entry.causes], priors=False) == learned
    found = {(entry.parameter.cause, entry.parameter.effect): entry.parameter.fitted for entry in learned.numbers}
    ours, theirs = errors(found, [("a", "s1"), ("a", "s2"), ("b", "s3")])
    assert ours < 0.6 * theirs


def test_numbers_of_causes_with_fewer_than_five_labels_stay() -> None:
    log = labelled_log(3_000, 5)
    few = [entry for entry in log if entry.causes == {"b"}][: int(FEWEST) - 1]
    rest = [entry for entry in log if entry.causes == {"a"}]
    learned = learn(WRITTEN, [*few, *rest], priors=False)
    assert {entry.parameter.cause for entry in learned.numbers} == {"a"}
    enough = [entry for entry in log if entry.causes == {"b"}][: int(FEWEST)]
    assert {entry.parameter.cause for entry in learn(WRITTEN, [*enough, *rest], priors=False).numbers} == {"a", "b"}


def test_what_lies_in_front_of_a_named_cause_is_learned_through_it() -> None:
    learned = learn(WRITTEN, labelled_log(4_000, 6), priors=True)
    counts = {(entry.parameter.cause, entry.parameter.effect): entry.incidents for entry in learned.numbers}
    assert counts["c", "near"] >= counts["near", "s4"] >= FEWEST


def test_a_cause_that_no_symptom_of_the_log_shows_is_told() -> None:
    hidden = [replace(entry, profile=replace(entry.profile, asserted=(), hidden=(3,))) for entry in labelled_log(50, 7)]
    told = [*hidden, Labelled(Profile((0,), (), (3,)), frozenset({"a", "c"}))]
    assert learn(WRITTEN, told, priors=False).unseen == ("c",)


def test_the_order_of_incidents_does_not_matter() -> None:
    log = labelled_log(800, 8)
    assert learn(WRITTEN, log[::-1], priors=True) == learn(WRITTEN, log, priors=True)
