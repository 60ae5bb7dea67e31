"""Rows told again by another source: against a slow search of all that was kept, in time that grows with the rows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.engines.joining.repeating import Repeating, Told

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3_600_000_000


def slow_pairs(rows: Sequence[Told]) -> list[tuple[int, int]]:
    """The rules once more: each row looks at all that were kept."""
    kept: list[tuple[Told, set[int]]] = []
    found = []
    for told in rows:
        for first, stands_for in kept:
            near = told.opened - first.opened <= 24 * HOUR
            if near and told.source not in stands_for and not first.numbered == told.numbered >= 0:
                stands_for.add(told.source)
                found.append((told.row, first.row))
                break
        else:
            kept.append((told, {told.source}))
    return found


ROWS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 4), st.booleans()), max_size=60)


@settings(max_examples=400, deadline=None)
@given(ROWS, st.sampled_from([[0, 1, 2, 3, 4], [0, 0, 1, 1, 2]]))
def test_pairs_are_those_of_the_slow_search(rows: list[tuple[int, int, bool]], kinds: list[int]) -> None:
    ordered = [
        Told(number, hour * HOUR, source, kinds[source] if has_id else -1)
        for number, (hour, source, has_id) in enumerate(sorted(rows))
    ]
    assert list(Repeating().pairs(ordered)) == slow_pairs(ordered)


def seconds(rows: int) -> float:
    """CPU time for an alarm that two systems tell in the same words, all within one day."""
    told = [Told(number, number, number % 2, number % 2) for number in range(rows)]
    begin = time.process_time()
    assert len(list(Repeating().pairs(told))) == rows // 2
    unmatched = [Told(number, number, 0, -1) for number in range(rows)]
    assert not list(Repeating().pairs(unmatched))
    return time.process_time() - begin


def test_ten_times_the_rows_take_no_hundred_times_as_long() -> None:
    assert seconds(100_000) < 40 * seconds(10_000)
