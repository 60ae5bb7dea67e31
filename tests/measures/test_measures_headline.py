"""Headline figures that rest on symptoms which a log may be unable to show."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from cxaudit.measures.headline.right_first_time import right_first_time
from cxaudit.model import Profile, ProfileCount, Rulebook, Tally

SYMPTOMS = ("cross-channel-repeat", "ineffective-fix", "reopened", "repeat-contact")
EMPTY: MappingProxyType[str, Any] = MappingProxyType({})
NO_RULES = Rulebook("none", "1", EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, "")


def tally(*profiles: tuple[Profile, int]) -> Tally:
    entries = tuple(ProfileCount(profile, count) for profile, count in sorted(profiles))
    return Tally(SYMPTOMS, sum(count for _, count in profiles), entries)


def test_right_first_time_speaks_of_reopening_alone_where_nothing_else_can_be_seen() -> None:
    found = right_first_time(NO_RULES, tally((Profile((), (), (0, 1, 3)), 90), (Profile((2,), (), (0, 1, 3)), 10)))
    assert found is not None
    assert (found.value, found.n) == (0.9, 100)
    assert found.formula == "incidents with no reopening ÷ incidents where it could be seen"
    assert "repeat contact" in found.note


def test_an_incident_whose_repeat_cannot_be_seen_is_not_counted_as_free_of_one() -> None:
    found = right_first_time(NO_RULES, tally((Profile(()), 50), (Profile((3,)), 50), (Profile((), (), (3,)), 40)))
    assert found is not None
    assert (found.value, found.n) == (0.5, 100)
    assert "repeat contact" in found.formula


def test_a_sign_that_few_incidents_can_show_does_not_narrow_the_base() -> None:
    found = right_first_time(NO_RULES, tally((Profile((), (), (0, 1, 3)), 95), (Profile((3,)), 5)))
    assert found is not None
    assert (found.value, found.n) == (1.0, 100)


def test_words_alone_do_not_tell_whether_it_went_right_the_first_time() -> None:
    assert right_first_time(NO_RULES, tally((Profile((), (), (0, 2, 3)), 90))) is None
