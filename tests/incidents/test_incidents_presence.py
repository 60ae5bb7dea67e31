"""What counts as missing, told at a glance, against what Arrow says of every value one by one."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.incidents.values.presence import MISSING, holds, present

SPACE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
PLAIN = ("Normal", "nothing", "naïve…", "“q”", "né", "N/A or so", "a", "nul", "nullx", "(null", "~~~~~~", "İ")
VALUES = st.one_of(
    st.none(),
    st.sampled_from(PLAIN),
    st.sampled_from(sorted(MISSING)),
    st.sampled_from(sorted(MISSING)).map(str.upper),
    st.builds(
        lambda before, text, after: before + text + after, st.sampled_from(SPACE), st.text(max_size=3), st.text(SPACE)
    ),
    st.text(max_size=8),
)


def plainly(text: str | None) -> str | None:
    if text is None:
        return None
    trimmed = text.strip(SPACE)
    return None if trimmed.lower() in MISSING else trimmed


@given(st.lists(VALUES, max_size=12), st.integers(0, 3))
def test_what_is_present_is_what_a_plain_loop_keeps(values: list[str | None], skipped: int) -> None:
    column = pa.array(values, pa.string()).slice(min(skipped, len(values)))
    found = present(column)
    found.validate(full=True)
    assert found.to_pylist() == [plainly(value) for value in values[skipped:]]


@pytest.mark.parametrize("plain", [("phone", "web"), ("phone", ""), ("phone", "null"), ("phone", " web"), (None, "")])
def test_columns_without_spaces_and_with_them_come_to_the_same(plain: tuple[str | None, ...]) -> None:
    assert present(pa.array(plain, pa.string())).to_pylist() == [plainly(value) for value in plain]


def test_every_space_there_is_is_taken_off() -> None:
    spaces = [
        character for character in map(chr, range(1, 0x3100)) if unicodedata.category(character) in {"Zs", "Zl", "Zp"}
    ]
    assert present(pa.array([f"{space}x{space}" for space in spaces])).to_pylist() == ["x"] * len(spaces)


def test_bytes_are_looked_for_in_the_values_of_a_slice_only() -> None:
    column = pa.array(["a&b", "c", None, "d"])
    assert holds(column, b"&")
    assert not holds(column.slice(1), b"&")
    assert not holds(column.slice(4), b"&")
