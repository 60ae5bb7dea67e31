"""How people type."""

from __future__ import annotations

from collections import Counter

from cxaudit.simulation import Chance
from cxaudit.simulation.typing_habits import as_typed

TEXT = "I am sure you cannot tell me where the parcel is."


def test_most_people_type_properly_or_shorten_and_few_slip() -> None:
    typed = Counter(as_typed(TEXT, Chance(number)) for number in range(1_000))
    assert 300 < typed[TEXT] < 600
    assert typed["I'm sure you can't tell me where the parcel is."] > 200
    assert typed["I’m sure you can’t tell me where the parcel is."] > 30
    assert typed[TEXT.lower()] > 20
    assert sum(count for text, count in typed.items() if "parcel" not in text) > 0


def test_a_slip_changes_two_neighbours_of_one_word_and_loses_nothing() -> None:
    for number in range(1_000):
        typed = as_typed(TEXT.lower(), Chance(number))
        if "'" in typed or "’" in typed:
            continue
        changed = [(a, b) for a, b in zip(TEXT.lower().split(), typed.split(), strict=True) if a != b]
        assert len(changed) <= 1
        assert all(sorted(a) == sorted(b) and (a[0], a[-1]) == (b[0], b[-1]) for a, b in changed)
