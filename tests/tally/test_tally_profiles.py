"""Packed profiles against the same bits one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.tally import pack, profile_column, shared_keys, shows, unpack
from cxaudit.tally.events import to_profile
from cxaudit.tally.profiles import Numbers, distinct, failing, holding, mark, numbered, to_profiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

SYMPTOMS = 150  # more than are looked through at once
ASSERTED, DENIED, HIDDEN = 1, 2, 3


@st.composite
def packed_profiles(draw: st.DrawFn) -> NDArray[np.uint8]:
    triple = st.tuples(st.integers(0, 7), st.integers(0, SYMPTOMS - 1), st.sampled_from([ASSERTED, DENIED, HIDDEN]))
    triples = draw(st.lists(triple, max_size=40))
    row, symptom, state = (
        (np.array(part, dtype=np.int64) for part in zip(*triples, strict=True))
        if triples
        else (np.zeros(0, dtype=np.int64) for _ in range(3))
    )
    return pack(8, SYMPTOMS, row, symptom.astype(np.int32), state.astype(np.int8))


@given(packed_profiles(), st.sampled_from([ASSERTED, DENIED, HIDDEN]))
def test_the_symptoms_held_are_those_whose_bits_are_set(profiles: NDArray[np.uint8], state: int) -> None:
    row, symptom = holding(profiles, state)
    assert np.stack([row, symptom], axis=1).tolist() == np.argwhere(unpack(profiles, state)).tolist()


@given(packed_profiles())
def test_failing_incidents_are_those_that_assert_any_symptom(profiles: NDArray[np.uint8]) -> None:
    assert failing(profiles).tolist() == unpack(profiles, ASSERTED).any(axis=1).tolist()


@given(packed_profiles(), st.sets(st.integers(0, SYMPTOMS - 1)))
def test_some_symptoms_are_looked_for_without_the_others(profiles: NDArray[np.uint8], wanted: set[int]) -> None:
    shown = unpack(profiles, ASSERTED)
    places = tuple(sorted(wanted))
    row, symptom = holding(profiles, ASSERTED, places)
    expected = [(row, place) for row, place in np.argwhere(shown).tolist() if place in wanted]
    assert list(zip(row.tolist(), symptom.tolist(), strict=True)) == expected
    for place in places:
        assert shows(profiles, place).tolist() == shown[:, place].tolist()


@given(packed_profiles(), st.integers(0, SYMPTOMS - 1), st.sets(st.integers(0, 7)))
def test_a_symptom_that_is_put_in_is_the_only_change(
    profiles: NDArray[np.uint8], symptom: int, chosen: set[int]
) -> None:
    rows = np.array(sorted(chosen), dtype=np.int64)
    after = profiles.copy()
    mark(after, HIDDEN, symptom, rows)
    expected = unpack(profiles, HIDDEN)
    expected[rows, symptom] = True
    assert (unpack(after, HIDDEN) == expected).all()
    assert all((unpack(after, state) == unpack(profiles, state)).all() for state in (ASSERTED, DENIED))


@given(packed_profiles())
def test_each_profile_comes_once_and_every_row_finds_its_own(profiles: NDArray[np.uint8]) -> None:
    found, code = distinct(profile_column(profiles))
    assert (found[code] == profiles).all()
    assert len({one.tobytes() for one in profiles}) == len(found)
    assert to_profiles(found) == [to_profile(one.tobytes()) for one in found]


@given(packed_profiles(), packed_profiles())
def test_profiles_are_numbered_in_the_order_in_which_they_are_met(
    first: NDArray[np.uint8], second: NDArray[np.uint8]
) -> None:
    known = Numbers()
    number = [*numbered(first, known).tolist(), *numbered(second, known).tolist()]
    met = [one.tobytes() for one in (*first, *second)]
    assert list(known) == list(dict.fromkeys(met))
    assert number == [list(known).index(one) for one in met]


@given(st.lists(st.integers(0, 6)))
def test_rows_that_share_a_key_are_told(keys: list[int]) -> None:
    key = np.array(keys, dtype=np.uint64)
    assert shared_keys(key).tolist() == [place for place, one in enumerate(keys) if keys.count(one) > 1]
