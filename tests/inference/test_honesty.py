"""What a log cannot tell is said: as groups, as competition, and as insufficient evidence."""

from __future__ import annotations

import pytest
from inference_worlds import cause, fire, rulebook, symptom, tally_of, tally_of_flags

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.explaining.explanation import explain_cause
from cxaudit.model import CauseStatus, Diagnosis, Hypothesis, Profile, Rulebook, Tally
from cxaudit.planning import make_plan

QUICK = DiagnosisOptions(draws=200)


def told(diagnosis: Diagnosis, name: str) -> Hypothesis:
    entry = diagnosis.hypothesis(name)
    assert entry is not None
    return entry


def twins() -> tuple[Rulebook, Tally]:
    """Two roots with the same two symptoms in the same proportions, one twice as frequent, and one root apart."""
    book = rulebook(
        [cause("left", 0.2), cause("right", 0.1), cause("apart", 0.1)],
        [
            symptom("s1", {"left": 0.6, "right": 0.6}),
            symptom("s2", {"left": 0.3, "right": 0.3}),
            symptom("s3", {"apart": 0.7}),
        ],
    )
    return book, tally_of_flags(list(book.symptoms), fire(book, 2_000, 4).shown())


def test_two_causes_with_the_same_symptoms_are_a_group_and_neither_is_a_finding() -> None:
    book, tally = twins()
    diagnosis = diagnose(book, tally, options=QUICK)
    for name, other in (("left", "right"), ("right", "left")):
        entry = told(diagnosis, name)
        assert (entry.status, entry.grade) == (CauseStatus.INSUFFICIENT, "D")
        assert other in entry.rivals
        assert f"cannot tell it from '{other}': both lead to the same symptoms in the same proportions" in entry.note
        rival = next(rival for rival in explain_cause(book, tally, diagnosis, name).rivals if rival.cause == other)
        assert (rival.same, rival.own, rival.other) == (True, "", "")
    assert told(diagnosis, "apart").status is CauseStatus.INDICATED
    assert all({"left", "right"}.isdisjoint(action.causes) for action in make_plan(book, tally, diagnosis).actions)


def test_the_group_as_a_whole_is_as_sure_as_the_log_and_the_split_is_not() -> None:
    book, tally = twins()
    diagnosis = diagnose(book, tally, options=QUICK)
    left, right = told(diagnosis, "left"), told(diagnosis, "right")
    assert left.prevented_interval.high - left.prevented_interval.low > 0.2
    assert left.attributed + right.attributed == pytest.approx(0.8, abs=0.08)
    assert left.steadiness is not None
    assert left.steadiness.keeps_rank < 0.9


@pytest.mark.parametrize("shared", [1, 2, 3])
def test_roots_seen_only_through_one_cause_are_told_whatever_that_cause_shows(shared: int) -> None:
    """However many symptoms the cause in between has: they never tell what set it off."""
    book = rulebook(
        [cause("one", 0.08), cause("two", 0.08), cause("near", 0.002, {"one": 0.7, "two": 0.4})],
        [symptom(f"s{number}", {"near": 0.8 - 0.2 * number}) for number in range(shared)],
    )
    tally = tally_of_flags(list(book.symptoms), fire(book, 2_000, 5).shown())
    diagnosis = diagnose(book, tally, options=QUICK)
    assert told(diagnosis, "near").status is CauseStatus.INDICATED
    for name in ("one", "two"):
        assert told(diagnosis, name).status is CauseStatus.INSUFFICIENT
        assert "seen only through 'near'" in told(diagnosis, name).note


@pytest.mark.parametrize(("incidents", "status"), [(3, CauseStatus.INSUFFICIENT), (60, CauseStatus.INDICATED)])
def test_a_handful_of_incidents_is_too_few_and_said(incidents: int, status: CauseStatus) -> None:
    book = rulebook([cause("a", 0.05), cause("b", 0.05)], [symptom("s", {"a": 0.7}), symptom("t", {"b": 0.7})])
    tally = tally_of(["s", "t"], [Profile((0,))] * incidents + [Profile((1,))] * 200 + [Profile(())] * 800)
    diagnosis = diagnose(book, tally, options=QUICK)
    assert told(diagnosis, "a").status is status
    assert ("fewer than 5 incidents" in told(diagnosis, "a").note.casefold()) is (status is CauseStatus.INSUFFICIENT)
    assert told(diagnosis, "b").status is CauseStatus.INDICATED


def test_causes_that_differ_in_one_rare_symptom_compete_and_are_told_what_tells_them_apart() -> None:
    book = rulebook(
        [cause("a", 0.1), cause("b", 0.1)],
        [symptom("s", {"a": 0.7, "b": 0.7}), symptom("t", {"a": 0.15})],
    )
    tally = tally_of_flags(list(book.symptoms), fire(book, 1_500, 6).shown())
    diagnosis = diagnose(book, tally, options=QUICK)
    rival = next(rival for rival in explain_cause(book, tally, diagnosis, "b").rivals if rival.cause == "a")
    assert (rival.same, rival.other) == (False, "t")
    assert "b" in told(diagnosis, "a").rivals
    assert "Competes with 'b'" in told(diagnosis, "a").note
