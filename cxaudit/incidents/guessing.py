"""Guesses from their contents which columns of an unknown export hold the text, the time, the customer and the id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from cxaudit.incidents.names import plain_name
from cxaudit.incidents.values.texts import is_hashed, present
from cxaudit.incidents.values.times import times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents.sampling import Sample

_ENOUGH = 0.9  # share of values that have to be of a kind
_PROSE_WORDS = 4  # words on average that make a text
_PROSE_LENGTH = 20  # characters on average likewise
_ID_WORDS = frozenset({"id", "key", "number", "no", "nr", "num", "ref", "reference", "nummer", "numero", "número"})
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def guess_column(column: str, candidates: Sequence[str], sample: Sample) -> tuple[str, str] | None:
    """The candidate that most looks like canonical `column`, and what speaks for it; None if none does."""
    match column:
        case "text":
            return _text(candidates, sample)
        case "opened_at":
            return _opened_at(candidates, sample)
        case "customer":
            return _customer(candidates, sample)
        case "id":
            return _identifier(candidates, sample)
        case _:
            return None


def _text(candidates: Sequence[str], sample: Sample) -> tuple[str, str] | None:
    best, length = "", 0.0
    for name in candidates:
        texts = sample.texts(name)[:500]
        if not texts or is_hashed(texts):
            continue
        average = sum(map(len, texts)) / len(texts)
        words = sum(len(text.split()) for text in texts) / len(texts)
        # Texts differ; the long labels of a code repeat.
        differing = len(set(texts)) > 0.5 * len(texts)
        if words >= _PROSE_WORDS and average >= max(_PROSE_LENGTH, length) and differing:
            best, length = name, average
    return (best, f"the longest free text, {length:.0f} characters on average") if best else None


def _opened_at(candidates: Sequence[str], sample: Sample) -> tuple[str, str] | None:
    found = []
    for position, name in enumerate(candidates):
        column = sample.column(name)
        texts = sample.texts(name)
        # Plain numbers are more often amounts than times, unless the name speaks of time.
        if column is None or not texts or (_numeric(texts) and not re.search(r"date|time|_at$", plain_name(name))):
            continue
        read = max(
            (times(present(column), day_first=first) for first in (False, True)), key=lambda each: -each.null_count
        )
        if len(read) - read.null_count >= _ENOUGH * len(texts):
            found.append((-len(texts), pc.min(read).as_py(), position, name))
    if not found:
        return None
    return min(found)[3], "holds dates, the earliest of those columns" if len(found) > 1 else "holds dates"


def _numeric(texts: Sequence[str]) -> bool:
    return all(re.fullmatch(r"-?[\d.,]+", text) for text in texts[:50])


def _customer(candidates: Sequence[str], sample: Sample) -> tuple[str, str] | None:
    for name in candidates:
        texts = sample.texts(name)
        if texts and sum(_MAIL.fullmatch(text) is not None for text in texts) >= _ENOUGH * len(texts):
            return name, "holds mail addresses"
    return None


def _identifier(candidates: Sequence[str], sample: Sample) -> tuple[str, str] | None:
    rows = sample.table.num_rows
    for name in candidates:
        texts = sample.texts(name)
        named = not _ID_WORDS.isdisjoint(plain_name(name).split("_"))
        if rows and named and len(texts) == rows == len(set(texts)) and max(map(len, texts)) <= 64:
            return name, "different in every row"
    return None
