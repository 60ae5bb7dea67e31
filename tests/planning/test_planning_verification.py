"""What to look at to see that a remedy worked, on logs of different volume."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from cxaudit.model import Profile, ProfileCount, Rulebook, Tally, Verification
from cxaudit.planning.verification import POOLED, Check, Expected, choose_check

SYMPTOMS = ("late", "lost", "never")
EMPTY: MappingProxyType[str, Any] = MappingProxyType({})
RULES = Rulebook("test", "1", EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, "")


def log(late: int, lost: int) -> Tally:
    """A year with 20,000 silent incidents."""
    profiles = ((Profile(()), 20_000), (Profile((0,)), late), (Profile((1,)), lost))
    entries = tuple(ProfileCount(profile, count) for profile, count in profiles)
    return Tally(
        SYMPTOMS, 20_000 + late + lost, entries, first_opened="2025-01-01", last_opened="2025-12-31", with_text=20_000
    )


def check(of: str, tally: Tally, symptoms: tuple[str, ...] = SYMPTOMS, incidents: float = 1e9) -> Check:
    return choose_check(Verification("rate", of, -0.3, 90), Expected(symptoms, incidents), RULES, tally, ())


def test_a_frequent_symptom_is_looked_at_as_the_rulebook_says() -> None:
    found = check("late", log(3000, 100))
    assert (found.verify, found.note, found.symptoms) == (Verification("rate", "late", -0.3, 90), "", ())


def test_a_symptom_nobody_shows_gives_way_to_those_of_its_cause() -> None:
    found = check("never", log(2500, 500))
    assert found.verify == Verification(POOLED, "", -0.3, 90)
    assert found.baseline == 3000 / 23_000
    assert found.smallest_detectable is not None
    assert found.smallest_detectable <= 0.3
    assert found.symptoms == SYMPTOMS
    assert "not seen" in found.note


def test_symptoms_that_several_causes_share_are_not_asked_to_fall_further_than_the_plan_expects() -> None:
    found = check("never", log(9000, 1000), incidents=1500)
    assert found.verify is not None
    assert found.verify.target == -0.15


def test_a_rare_symptom_gets_the_shortest_window_in_whole_months_that_can_show_its_target() -> None:
    found = check("late", log(500, 0), ("late",))
    assert found.verify is not None
    assert 90 < found.verify.within_days <= 365
    assert found.smallest_detectable is not None
    assert found.smallest_detectable <= 0.3
    shorter = choose_check(
        Verification("rate", "late", -0.3, found.verify.within_days - 30), Expected((), 0), RULES, log(500, 0), ()
    )
    assert shorter.verify is not None
    assert shorter.verify.within_days == found.verify.within_days


def test_a_log_too_small_for_any_window_says_so() -> None:
    found = check("late", log(30, 0), ("late",))
    assert found.verify is not None
    assert found.verify.within_days == 365
    assert "even a year" in found.note


def test_no_target_is_ever_set_on_a_baseline_of_nothing() -> None:
    for symptoms in ((), ("never",)):
        found = check("never", log(500, 500), symptoms)
        assert (found.verify, found.baseline) == (None, None)
        assert "cannot show" in found.note
    unknown = choose_check(Verification("repeat-rate", "", -0.2, 90), Expected((), 5.0), RULES, log(9, 9), ())
    assert unknown.verify is None
