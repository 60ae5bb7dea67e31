"""What a diagnosis promises: shares that add up, answers that do not depend on order, and honest refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inference_clinic import clinic_book, clinic_log

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.model import CauseStatus, Diagnosis, Profile, ProfileCount, Signal

QUICK = DiagnosisOptions(draws=200)


@pytest.fixture(scope="module")
def clinic() -> Diagnosis:
    return diagnose(clinic_book(), clinic_log(clinic_book()), options=QUICK)


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
    assert list(clinic.draws) == [entry.cause for entry in (*clinic.roots, *clinic.proximate)]
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
    book = clinic_book()
    apart = replace(book.symptoms["reopened"], caused_by=book.symptoms["reopened"].caused_by[:1])
    book = replace(book, symptoms={**book.symptoms, "reopened": apart})
    signal = Signal("trend", "wrong-answer", state, "Wrong answers rise since May.", 200)
    found = diagnose(book, clinic_log(book), (signal,), QUICK).hypothesis("stale-answers")
    assert found is not None
    assert (found.status is CauseStatus.SUPPORTED) is supported
    assert ("trend" in found.signals) is supported


def test_the_order_and_the_splitting_of_profiles_do_not_matter() -> None:
    book, tally = clinic_book(), clinic_log(clinic_book())
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
    book, tally = clinic_book(), clinic_log(clinic_book())
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
