"""What a diagnosis promises: shares that add up, answers that do not depend on order, and honest refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from inference_worlds import (
    IN_FIELDS,
    IN_THE_LOG,
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
from cxaudit.model import CauseStatus, Diagnosis, Profile, ProfileCount, Rulebook, Signal, Tally

QUICK = DiagnosisOptions(draws=200)


def _clinic() -> Rulebook:
    """Four roots: two apart, two behind one proximate cause and seen through nothing else."""
    return rulebook(
        [
            cause("no-roster", 0.1),
            cause("stale-answers", 0.1, signals=("trend",)),
            cause("no-owner", 0.03),
            cause("no-standard", 0.03),
            cause("dropped-case", 0.003, {"no-owner": 0.6, "no-standard": 0.6}),
        ],
        [
            symptom("long-wait", {"no-roster": 0.8}),
            symptom("hung-up", {"no-roster": 0.4, "stale-answers": 0.2}),
            symptom("wrong-answer", {"stale-answers": 0.8}),
            symptom("reopened", {"dropped-case": 0.7, "stale-answers": 0.3}, detect=IN_FIELDS),
            symptom("trend", {"stale-answers": 0.3}, detect=IN_THE_LOG),
        ],
    )


def _log(book: Rulebook, incidents: int = 2_000, seed: int = 1) -> Tally:
    shown = fire(book, incidents, seed).shown()
    names = list(book.symptoms)
    if "trend" in names:
        shown[:, names.index("trend")] = False  # such findings never stand in a profile
    segments = ["new" if index % 3 else "old" for index in range(incidents)]
    return tally_of(names, [Profile(tuple(np.flatnonzero(row).tolist())) for row in shown], segments)


@pytest.fixture(scope="module")
def clinic() -> Diagnosis:
    return diagnose(_clinic(), _log(_clinic()), options=QUICK)


def test_attributions_of_every_value_and_of_the_whole_add_up_to_the_failing_incidents(clinic: Diagnosis) -> None:
    whole, *segments = clinic.attributions
    assert (whole.dimension, whole.value, whole.incidents) == ("", "", clinic.failing)
    assert [(entry.dimension, entry.value) for entry in segments] == [("segment", "new"), ("segment", "old")]
    for entry in clinic.attributions:
        assert sum(entry.causes.values()) == pytest.approx(entry.incidents, rel=1e-7)
    for name in whole.causes:
        assert sum(entry.causes[name] for entry in segments) == pytest.approx(whole.causes[name], rel=1e-6, abs=1e-6)


def test_attributed_shares_of_roots_and_the_unexplained_share_add_up_to_one(clinic: Diagnosis) -> None:
    assert sum(root.attributed for root in clinic.roots) + clinic.unexplained == pytest.approx(1.0, abs=1e-7)


def test_ranks_follow_what_would_be_prevented(clinic: Diagnosis) -> None:
    for group in (clinic.roots, clinic.proximate):
        assert [entry.rank for entry in group] == list(range(1, len(group) + 1))
        assert [entry.prevented for entry in group] == sorted((entry.prevented for entry in group), reverse=True)
    assert sorted(root.rank_one_pass for root in clinic.roots) == [1, 2, 3, 4]
    assert {clinic.roots[0].cause, clinic.roots[1].cause} == {"no-roster", "stale-answers"}


def test_figures_lie_within_their_intervals_and_probabilities_add_up(clinic: Diagnosis) -> None:
    for root in clinic.roots:
        assert root.prevented_interval.low <= root.prevented <= root.prevented_interval.high
        assert root.active_interval.low <= root.active <= root.active_interval.high
        assert root.prevented <= root.active
        assert root.incidents == pytest.approx(root.prevented * clinic.failing, rel=1e-6)
        assert len(clinic.draws[root.cause]) == 200
    assert list(clinic.draws) == [root.cause for root in clinic.roots]
    assert sum(root.probability_first for root in clinic.roots) == pytest.approx(1.0)
    assert sum(root.probability_top_three for root in clinic.roots) == pytest.approx(3.0)


def test_a_chain_leads_from_the_cause_to_its_symptoms(clinic: Diagnosis) -> None:
    found = clinic.hypothesis("no-owner")
    assert found is not None
    assert [(link.cause, link.effect) for link in found.chain] == [
        ("no-owner", "dropped-case"),
        ("dropped-case", "reopened"),
    ]
    assert found.symptoms == ("reopened",)
    assert all(0.0 < link.fitted < 1.0 and link.incidents > 0.0 for link in found.chain)
    assert found.chain[0].strength == 0.6


def test_two_roots_seen_only_through_one_cause_are_told_to_be_indistinguishable(clinic: Diagnosis) -> None:
    found = clinic.hypothesis("no-owner")
    assert found is not None
    assert found.rivals == ("no-standard",)
    assert found.status is CauseStatus.INSUFFICIENT
    assert "cannot tell it from 'no-standard'" in found.note
    assert "'dropped-case'" in found.note


def test_text_alone_indicates_and_text_with_fields_supports(clinic: Diagnosis) -> None:
    roster, answers = clinic.hypothesis("no-roster"), clinic.hypothesis("stale-answers")
    assert roster is not None
    assert answers is not None
    assert (roster.status, roster.grade, roster.signals) == (CauseStatus.INDICATED, "C", ())
    assert (answers.status, answers.grade, answers.signals) == (CauseStatus.SUPPORTED, "B", ("reopened",))


@pytest.mark.parametrize(("state", "supported"), [("confirmed", True), ("watch", False)])
def test_a_confirmed_finding_about_the_log_supports_the_cause_that_lists_it(state: str, *, supported: bool) -> None:
    book = _clinic()
    apart = replace(book.symptoms["reopened"], caused_by=book.symptoms["reopened"].caused_by[:1])
    book = replace(book, symptoms={**book.symptoms, "reopened": apart})
    signal = Signal("trend", "wrong-answer", state, "Wrong answers rise since May.", 200)
    found = diagnose(book, _log(book), (signal,), QUICK).hypothesis("stale-answers")
    assert found is not None
    assert (found.status is CauseStatus.SUPPORTED) is supported
    assert ("trend" in found.signals) is supported


def test_the_order_and_the_splitting_of_profiles_do_not_matter() -> None:
    book, tally = _clinic(), _log(_clinic())
    turned = replace(
        tally,
        margins=(),
        profiles=tuple(
            ProfileCount(entry.profile, part)
            for entry in reversed(tally.profiles)
            for part in (entry.count - entry.count // 2, entry.count // 2)
        ),
    )
    assert diagnose(book, turned, options=QUICK) == diagnose(book, replace(tally, margins=()), options=QUICK)


def test_the_order_of_definitions_does_not_matter() -> None:
    book, tally = _clinic(), _log(_clinic())
    names = tuple(reversed(tally.symptoms))
    moved = {index: names.index(name) for index, name in enumerate(tally.symptoms)}
    turned = replace(
        tally,
        symptoms=names,
        margins=(),
        profiles=tuple(
            ProfileCount(Profile(tuple(sorted(moved[index] for index in entry.profile.asserted))), entry.count)
            for entry in tally.profiles
        ),
    )
    backwards = replace(
        book,
        causes=dict(reversed(list(book.causes.items()))),
        symptoms={
            name: replace(found, caused_by=found.caused_by[::-1])
            for name, found in reversed(list(book.symptoms.items()))
        },
    )
    assert diagnose(backwards, turned, options=QUICK) == diagnose(book, replace(tally, margins=()), options=QUICK)


def test_symptoms_that_could_not_be_seen_leave_their_causes_unjudged() -> None:
    book = _clinic()
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
    book = _clinic()
    whole = _log(book, 6_000)
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
    book = _clinic()
    found = diagnose(book, tally_of(list(book.symptoms), profiles))
    assert (found.roots, found.proximate, found.unexplained, found.failing) == ((), (), 0.0, 0)
    assert found.limits == ("no incident shows a symptom, so there is nothing to explain",)


def test_a_single_incident_proves_nothing() -> None:
    book = _clinic()
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
    plain = _clinic()
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
    assert {"mention-count", "pair-co-occurrence"} <= raised


def test_a_circle_of_causes_and_a_crowd_of_causes_are_refused_in_words() -> None:
    circle = rulebook([cause("a", 0.1, {"b": 0.5}), cause("b", 0.1, {"a": 0.5})], [symptom("s", {"a": 0.5})])
    with pytest.raises(UsageError, match="in a circle: a, b"):
        diagnose(circle, tally_of(["s"], [Profile((0,))]))
    many = [cause(f"c{index:02}", 0.1) for index in range(17)]
    crowd = rulebook(many, [symptom("s", {found.id: 0.5 for found in many})])
    with pytest.raises(UsageError, match="17 causes are listed here"):
        diagnose(crowd, tally_of(["s"], [Profile((0,))]))


def test_a_large_log_is_fitted_to_an_even_part_of_it_and_says_so() -> None:
    book, tally = _clinic(), _log(_clinic(), 4_000)
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
