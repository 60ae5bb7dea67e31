"""Incidents per value and profile, however they come and whichever way they are counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.tally.margins import Margins

NAMES = tuple("abcdefghijklmnopqrstuvwxyz")


@given(st.data(), st.integers(1, 40))
def test_every_incident_is_counted_once_with_its_value_and_profile(data: st.DataObject, profiles: int) -> None:
    numbers = np.array(data.draw(st.permutations(range(100, 100 + profiles))), dtype=np.int64)
    pairs = st.lists(st.tuples(st.integers(0, 25), st.integers(0, profiles - 1)), min_size=1, max_size=30)
    margins, expected = Margins(), Counter[tuple[str, int]]()
    for part in data.draw(st.lists(pairs, max_size=4)):
        value, place = (np.array(column, dtype=np.int64) for column in zip(*part, strict=True))
        margins.add(value, place, numbers)
        expected.update((NAMES[name], int(numbers[profile])) for name, profile in part)
    found = margins.margin("channel", NAMES, np.arange(100 + profiles), folded=0).counts
    assert {(name, profile): count for name, entries in found.items() for profile, count in entries} == expected
