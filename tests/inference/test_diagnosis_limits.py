"""Thin, partial, odd and overwhelming logs: what a diagnosis refuses, and what it says of itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from inference_clinic import clinic_book, clinic_log
from inference_worlds import (
    cause,
    fire,
    layered_world,
    rulebook,
    symptom,
    tally_of,
    tally_of_flags,
)

from cxaudit.errors import UsageError
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.model import CauseStatus, Profile

QUICK = DiagnosisOptions(draws=200)


def test_symptoms_that_could_not_be_seen_leave_their_causes_unjudged() -> None:
    book = clinic_book()
    names = list(book.symptoms)
    seen = names.index("reopened")
    hidden = tuple(index for index in range(len(names)) if index != seen)
    tally = tally_of(names, [Profile((seen,) if index % 10 == 0 else (), (), hidden) for index in range(500)])
    found = diagnose(book, tally, options=QUICK)
    roster = found.hypothesis("no-roster")
    assert roster is not None
    assert (roster.prevented, roster.status, roster.grade) == (0.0, CauseStatus.INSUFFICIENT, "D")
    assert roster.note.startswith("Nothing that single incidents of this log can show")
    assert found.roots[-1] == roster
    owner = found.hypothesis("no-owner")
    assert owner is not None
    assert owner.incidents > 0.0


def test_a_log_of_failures_only_is_recognised_and_said() -> None:
    book = clinic_book()
    whole = clinic_log(book, 6_000)
    failures = replace(
        whole,
        incidents=sum(entry.count for entry in whole.profiles if entry.profile.asserted),
        profiles=tuple(entry for entry in whole.profiles if entry.profile.asserted),
        margins=(),
    )
    found, reference = diagnose(book, failures, options=QUICK), diagnose(book, whole, options=QUICK)
    assert any("only incidents with a symptom" in limit for limit in found.limits)
    assert not any("only incidents with a symptom" in limit for limit in reference.limits)
    for root in reference.roots:
        other = found.hypothesis(root.cause)
        assert other is not None
        assert other.prevented == pytest.approx(root.prevented, abs=0.06)


@pytest.mark.parametrize("profiles", [[], [Profile(())], [Profile(())] * 50])
def test_nothing_to_explain_is_said_and_blames_nobody(profiles: list[Profile]) -> None:
    book = clinic_book()
    found = diagnose(book, tally_of(list(book.symptoms), profiles))
    assert (found.roots, found.proximate, found.unexplained, found.failing) == ((), (), 0.0, 0)
    assert found.limits == ("no incident shows a symptom, so there is nothing to explain",)


def test_a_single_incident_proves_nothing() -> None:
    book = clinic_book()
    found = diagnose(book, tally_of(list(book.symptoms), [Profile((0, 1))]), options=QUICK)
    assert {root.status for root in found.roots} == {CauseStatus.INSUFFICIENT}
    assert {root.grade for root in found.roots} == {"D"}


def test_a_rulebook_without_causes_explains_nothing() -> None:
    book = rulebook([], [symptom("long-wait", {})])
    found = diagnose(book, tally_of(["long-wait"], [Profile((0,))] * 7))
    assert (found.roots, found.unexplained, found.failing) == ((), 1.0, 7)


def test_strengths_and_priors_next_to_certainty_do_not_break_the_arithmetic() -> None:
    book = rulebook(
        [cause("a", 1.0 - 1e-12), cause("b", 1e-12), cause("c", 0.0, {"a": 1.0 - 1e-12, "b": 1e-12})],
        [symptom("s", {"c": 1.0 - 1e-12, "a": 0.5}, leak=0.0), symptom("t", {"b": 1e-12}, leak=0.0)],
    )
    found = diagnose(book, tally_of(["s", "t"], [Profile((0,))] * 30 + [Profile((1,))] * 3 + [Profile(())] * 9))
    assert all(np.isfinite([root.prevented, root.active, root.attributed]).all() for root in found.roots)
    assert sum(found.attributions[0].causes.values()) == pytest.approx(33.0, rel=1e-6)


def test_denial_speaks_against_a_cause_more_than_silence_of_a_weak_detector() -> None:
    plain = clinic_book()
    weak = replace(plain.symptoms["long-wait"], sensitivity=0.3)
    book = replace(plain, symptoms={**plain.symptoms, "long-wait": weak})
    names = list(book.symptoms)
    silent = [Profile((1,))] * 40 + [Profile((2,))] * 40 + [Profile(())] * 200
    denied = [Profile((1,), (0,))] * 40 + [Profile((2,))] * 40 + [Profile(())] * 200
    options = replace(QUICK, fit=False)
    left, right = (diagnose(book, tally_of(names, found), options=options) for found in (silent, denied))
    assert left.attributions[0].causes["no-roster"] > right.attributions[0].causes["no-roster"]


def test_people_who_stop_after_two_symptoms_are_recognised() -> None:
    book = rulebook(
        [cause("a", 0.15), cause("b", 0.15)],
        [symptom(f"{root}{index}", {root: 0.75}) for root in "ab" for index in range(6)],
    )
    shown = fire(book, 3_000, 4).shown()
    source = np.random.default_rng(5)
    order = np.argsort(np.where(shown, source.random(shown.shape), 2.0), axis=1)
    shown &= np.argsort(order, axis=1) < 2
    found = diagnose(book, tally_of_flags(list(book.symptoms), shown), options=QUICK)
    assert "stop after 2 symptoms" in found.method
    shares = {root.cause: root.active for root in found.roots}
    assert shares["a"] == pytest.approx(shares["b"], abs=0.1)
    assert shares["a"] > 0.35


def test_a_log_that_the_rulebook_does_not_fit_raises_an_alarm() -> None:
    truth = rulebook([cause("a", 0.3)], [symptom(f"s{index}", {"a": 0.7}) for index in range(6)])
    blind = rulebook(
        [cause(f"a{index}", 0.05) for index in range(6)],
        [symptom(f"s{index}", {f"a{index}": 0.7}) for index in range(6)],
    )
    tally = tally_of_flags(list(truth.symptoms), fire(truth, 2_000, 6).shown())
    assert diagnose(truth, tally, options=QUICK).alarms == ()
    raised = {alarm.id for alarm in diagnose(blind, tally, options=QUICK).alarms}
    assert "missing-arrows" in raised


def test_a_circle_of_causes_and_a_crowd_of_causes_are_refused_in_words() -> None:
    circle = rulebook([cause("a", 0.1, {"b": 0.5}), cause("b", 0.1, {"a": 0.5})], [symptom("s", {"a": 0.5})])
    with pytest.raises(UsageError, match="in a circle: a, b"):
        diagnose(circle, tally_of(["s"], [Profile((0,))]))
    many = [cause(f"c{index:02}", 0.1) for index in range(17)]
    crowd = rulebook(many, [symptom("s", {found.id: 0.5 for found in many})])
    with pytest.raises(UsageError, match="17 causes are listed here"):
        diagnose(crowd, tally_of(["s"], [Profile((0,))]))


def test_a_large_log_is_fitted_to_an_even_part_of_it_and_says_so() -> None:
    book, tally = clinic_book(), clinic_log(clinic_book(), 4_000)
    found = diagnose(book, tally, options=replace(QUICK, fitted_incidents=1_000))
    whole = diagnose(book, tally, options=QUICK)
    assert any("1000 of 4000 incidents" in limit for limit in found.limits)
    assert found.roots[0].prevented == pytest.approx(whole.roots[0].prevented, abs=0.05)


def test_incidents_with_more_than_exact_sums_can_take_are_marked_as_approximate() -> None:
    names = [f"c{index:02}" for index in range(24)]
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    book = rulebook(
        [cause(name, 0.05) for name in names],
        [symptom(f"s{index:03}", {one: 0.5, other: 0.5}) for index, (one, other) in enumerate(pairs)],
    )
    everything = Profile(tuple(range(len(pairs))))
    tally = tally_of(list(book.symptoms), [everything] + [Profile((index,)) for index in range(20)])
    found = diagnose(book, tally, options=replace(QUICK, fit=False))
    assert any(limit.startswith("approximation: 1 incidents") for limit in found.limits)


def test_the_same_log_gives_the_same_diagnosis_twice() -> None:
    world = layered_world(2)
    tally = tally_of_flags(list(world.truth.symptoms), fire(world.truth, 60, 2).shown())
    assert diagnose(world.written, tally, options=QUICK) == diagnose(world.written, tally, options=QUICK)
