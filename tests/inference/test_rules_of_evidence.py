"""The rules of evidence: what counts as independent, what only looks alike, and which grade follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from inference_clinic import clinic_book, clinic_log
from inference_worlds import IN_FIELDS, IN_THE_LOG, cause, fire, rulebook, symptom, tally_of, tally_of_flags

from cxaudit.inference import GRADES, DiagnosisOptions, diagnose
from cxaudit.inference.grades import grade
from cxaudit.model import CauseStatus, Profile, Signal

if TYPE_CHECKING:
    from cxaudit.model import Hypothesis, Rulebook, Tally

QUICK = DiagnosisOptions(draws=200)


def found(name: str, book: Rulebook, tally: Tally, *signals: Signal) -> Hypothesis:
    hypothesis = diagnose(book, tally, signals, QUICK).hypothesis(name)
    assert hypothesis is not None
    return hypothesis


def alone_in_fields() -> Rulebook:
    """Two roots with two text symptoms each; the rulebook says that both also reopen cases."""
    return rulebook(
        [cause("a", 0.1, signals=("trend",)), cause("b", 0.1)],
        [
            symptom("a1", {"a": 0.7}),
            symptom("a2", {"a": 0.5}),
            symptom("b1", {"b": 0.7}),
            symptom("b2", {"b": 0.5}),
            symptom("reopened", {"a": 0.4, "b": 0.4}, detect=IN_FIELDS),
            symptom("trend", {"a": 0.3}, detect=IN_THE_LOG),
        ],
    )


def two_sided_log(*, associated: bool) -> Tally:
    """Cases of `a` are reopened in 40 % of its incidents, or cases are reopened whatever was wrong."""
    book = alone_in_fields()
    firings = fire(book, 4_000, 3)
    shown = firings.shown()
    names = list(book.symptoms)
    chance = np.random.default_rng(4).random(len(shown))
    by_a = shown[:, [0, 1]].any(axis=1)
    shown[:, names.index("reopened")] = chance < np.where(by_a, 0.4, 0.05) if associated else chance < 0.1
    shown[:, names.index("trend")] = False
    return tally_of_flags(names, shown)


@pytest.mark.parametrize(("associated", "signals"), [(True, ("reopened",)), (False, ())])
def test_fields_support_a_cause_only_where_they_go_with_what_was_written_of_it(
    signals: tuple[str, ...], *, associated: bool
) -> None:
    """The arrow alone makes many reopened cases expected of both causes; that presumes what it should show."""
    book, tally = alone_in_fields(), two_sided_log(associated=associated)
    one, other = found("a", book, tally), found("b", book, tally)
    assert "reopened" in one.symptoms
    assert (one.signals, other.signals) == (signals, ())
    assert one.status is (CauseStatus.SUPPORTED if associated else CauseStatus.INDICATED)
    assert other.status is CauseStatus.INDICATED


def test_an_association_with_a_cause_that_the_text_cannot_single_out_supports_neither_of_two() -> None:
    """Both lie behind the one cause that customers tell of, so the finding speaks for that one alone."""
    book = rulebook(
        [
            cause("left", 0.1),
            cause("right", 0.1),
            cause("other", 0.1),
            cause("near", 0.001, {"left": 0.6, "right": 0.6}),
        ],
        [
            symptom("told", {"near": 0.8}),
            symptom("left-seen", {"left": 0.3}),
            symptom("right-seen", {"right": 0.3}),
            symptom("else", {"other": 0.8}),
            symptom("reopened", {"near": 0.5}, detect=IN_FIELDS),
        ],
    )
    told = [Profile((0,))] * 150 + [Profile((0, 4))] * 150
    rest = [Profile((3,))] * 200 + [Profile((1,))] * 20 + [Profile((2,))] * 20 + [Profile(())] * 1_500
    tally = tally_of(list(book.symptoms), [*told, *rest])
    assert found("near", book, tally).signals == ("reopened",)
    assert (found("left", book, tally).signals, found("right", book, tally).signals) == ((), ())


def test_a_log_without_text_supports_nothing_by_its_fields() -> None:
    book = clinic_book()
    fields = {
        name: replace(shown, detect=IN_FIELDS) if name != "trend" else shown for name, shown in book.symptoms.items()
    }
    diagnosis = diagnose(replace(book, symptoms=fields), clinic_log(book), options=QUICK)
    statuses = {entry.status for entry in (*diagnosis.roots, *diagnosis.proximate)}
    assert CauseStatus.SUPPORTED not in statuses
    assert CauseStatus.INDICATED in statuses


@pytest.mark.parametrize(
    ("about", "counts"), [("", True), ("a1", True), ("b1", False)], ids=["whole log", "own symptom", "other's symptom"]
)
def test_a_finding_about_the_log_counts_only_for_a_cause_that_leads_to_what_it_is_about(
    about: str, *, counts: bool
) -> None:
    signal = Signal("trend", "north", "confirmed", "It rises.", 200, about=about)
    book, tally = alone_in_fields(), two_sided_log(associated=False)
    assert (found("a", book, tally, signal).signals == ("trend",)) is counts
    assert found("b", book, tally, signal).signals == ()  # does not name it


def same_world() -> tuple[Rulebook, Tally]:
    """Three roots seen only through one cause, which has the only text, and one apart."""
    book = rulebook(
        [
            cause("x", 0.03),
            cause("y", 0.05),
            cause("z", 0.03),
            cause("apart", 0.1),
            cause("near", 0.002, {"x": 0.5, "y": 0.7, "z": 0.6}),
            cause("upper", 0.002, {"apart": 0.8}),
            cause("lower", 0.002, {"upper": 0.9}),
        ],
        [symptom("told", {"near": 0.8}), symptom("said", {"lower": 0.8})],
    )
    book = replace(book, causes={name: replace(entry, title=name.title()) for name, entry in book.causes.items()})
    return book, tally_of_flags(list(book.symptoms), fire(book, 3_000, 8).shown())


def test_causes_seen_only_together_all_name_the_whole_group_by_title_and_number() -> None:
    book, tally = same_world()
    diagnosis = diagnose(book, tally, options=QUICK)
    for name, others in (("x", "'Y' and 'Z'"), ("y", "'X' and 'Z'"), ("z", "'X' and 'Y'")):
        entry = diagnosis.hypothesis(name)
        assert entry is not None
        assert {*entry.rivals, name} >= {"x", "y", "z"}
        assert (entry.status, entry.grade) == (CauseStatus.INSUFFICIENT, "D")
        assert f"cannot tell it from {others}: all 3 are seen only through 'Near'" in entry.note
        assert "both" not in entry.note


def test_rivals_are_mutual() -> None:
    book, tally = same_world()
    diagnosis = diagnose(book, tally, options=QUICK)
    rivals = {entry.cause: entry.rivals for entry in (*diagnosis.roots, *diagnosis.proximate)}
    for name, others in rivals.items():
        assert all(name in rivals[other] for other in others)


def test_the_cause_nearest_to_a_symptom_is_indicated_although_what_lies_behind_it_is_not() -> None:
    """`upper` works through `lower` alone and looks the same, which leaves no doubt that `lower` is at work."""
    book, tally = same_world()
    assert found("near", book, tally).status is CauseStatus.INDICATED
    assert found("lower", book, tally).status is CauseStatus.INDICATED
    upper = found("upper", book, tally)
    assert upper.status is CauseStatus.INSUFFICIENT
    assert "cannot tell it from 'Lower'" in upper.note


@pytest.mark.parametrize(
    ("incidents", "status", "letter"),
    [(500.0, 2, "B"), (30.0, 2, "B"), (29.9, 2, "C"), (500.0, 1, "C"), (10.0, 1, "C"), (9.9, 2, "D"), (500.0, 0, "D")],
)
def test_grades_follow_the_table(incidents: float, status: int, letter: str) -> None:
    assert grade(incidents, status) == letter


def test_the_table_of_grades_defines_each_letter_with_its_own_numbers() -> None:
    assert [entry.letter for entry in GRADES] == ["A", "B", "C", "D"]
    for entry in GRADES[:3]:
        assert f"{entry.incidents:.0f} expected incidents" in entry.definition


def test_planning_gets_draws_of_every_cause_in_between_too() -> None:
    book, tally = same_world()
    diagnosis = diagnose(book, tally, options=QUICK)
    for entry in (*diagnosis.roots, *diagnosis.proximate):
        draws = np.array(diagnosis.draws[entry.cause])
        assert len(draws) == 200
        assert np.median(draws) == pytest.approx(entry.prevented, rel=1e-4)


@pytest.mark.parametrize(("quiet_share", "only_failures"), [(0.09, True), (0.3, False)])
def test_a_complaints_log_with_a_few_unrecognised_texts_is_one_of_failures(
    quiet_share: float, *, only_failures: bool
) -> None:
    book = clinic_book()
    failing = [entry for entry in clinic_log(book, 6_000).profiles if entry.profile.asserted]
    shown = [profile for entry in failing for profile in [entry.profile] * entry.count]
    quiet = round(len(shown) * quiet_share / (1.0 - quiet_share))
    diagnosis = diagnose(book, tally_of(list(book.symptoms), shown + [Profile(())] * quiet), options=QUICK)
    assert ("likelihood is of incidents that show a symptom" in diagnosis.method) is only_failures
    assert (f"{quiet} incidents show no symptom; among so many" in " ".join(diagnosis.limits)) is only_failures
    reference = diagnose(book, tally_of(list(book.symptoms), shown), options=QUICK)
    if only_failures:
        assert [entry.prevented for entry in diagnosis.roots] == [entry.prevented for entry in reference.roots]


def test_ranks_run_on_over_causes_that_the_log_cannot_show() -> None:
    book = clinic_book()
    hidden = (0, 1, 2, 4)
    tally = tally_of(list(book.symptoms), [Profile((3,) if index % 9 == 0 else (), (), hidden) for index in range(300)])
    book = replace(
        book, causes={**book.causes, "unseen-one": cause("unseen-one", 0.1), "unseen-two": cause("unseen-two", 0.1)}
    )
    diagnosis = diagnose(book, tally, options=QUICK)
    assert [entry.rank for entry in diagnosis.roots] == list(range(1, len(diagnosis.roots) + 1))
