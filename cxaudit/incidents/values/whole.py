"""Whole numbers that a program has written as fractions, as happens to a column of ids once one of them is missing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa

_WRITTEN = r"^\s*(\d+)\.0\s*$"
_FRACTION = re.compile(r"(\d+)\.0")
# With a power of ten, but all digits: a spreadsheet leaves five behind the point, so that many numbers look alike.
_POWER = re.compile(r"[1-9]\.(\d{7,})e\+?(\d{1,2})", re.IGNORECASE)


def are_whole(texts: pa.Array) -> bool:
    """Whether all texts are whole numbers written as ``40.0``, but for those that are missing."""
    odd = pc.invert(pc.match_substring_regex(texts, _WRITTEN))
    return not pc.any(odd, min_count=0).as_py()


def without_fractions(texts: pa.Array) -> pa.Array:
    """The whole numbers for such texts."""
    return pc.replace_substring_regex(texts, _WRITTEN, r"\1")


def without_fraction(text: str) -> str:
    """The whole number for ``40.0`` and ``4.91701234567e+11``, and any other text as it is."""
    plain = text.strip()
    found = _FRACTION.fullmatch(plain)
    if found is not None:
        return found[1]
    found = _POWER.fullmatch(plain)
    if found is not None and len(found[1]) <= int(found[2]):
        return str(int(Decimal(plain)))
    return text
