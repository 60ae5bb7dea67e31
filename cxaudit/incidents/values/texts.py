"""Text and categories: how columns are merged, and what is taken out of them."""

from __future__ import annotations

import html
import re
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.raw import SEVERAL
from cxaudit.incidents.values.presence import holds, present
from cxaudit.incidents.values.whole import without_fractions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# A digest in hexadecimal (MD5, SHA-1, SHA-256) or in base 64: what stood there was made unreadable on purpose.
_DIGEST = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=")

_BREAKS = r"(?i)<br\s*/?>|</(p|div|li|tr|h[1-6]|blockquote)\s*>"
_MARKUP = re.compile(r"<(p|br|div|span|a|td|li|b|strong)\b[^<>]*>", re.IGNORECASE)
_CLOSED = r"(?i)</(p|div|span|a|td|li|b|strong|em|i|u|font|html|body|table|ul|ol|h[1-6])\s*>"
_REFERENCE = r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_REFERENCES = re.compile(_REFERENCE)
_WRITTEN_TWICE = 2
_TAGS = r"(?s)<(script|style)\b.*?</(script|style)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>"


def first_present(columns: Sequence[pa.Array]) -> pa.Array:
    """In each row the first of the columns that has a value."""
    found = [present(column) for column in columns]
    return found[0] if len(found) == 1 else pc.coalesce(*found)


def paragraphs(parts: Sequence[pa.Array]) -> pa.Array:
    """In each row the parts that have a value, each a paragraph; a part that repeats the one before is left out."""
    if len(parts) == 1:
        return parts[0]
    nothing = pa.scalar(None, pa.string())
    kept = [parts[0]]
    for before, part in pairwise(parts):
        same = pc.fill_null(pc.equal(before, part), fill_value=False)
        kept.append(pc.if_else(same, nothing, part) if pc.any(same).as_py() else part)
    return reduce(appended, kept)


def appended(first: pa.Array, second: pa.Array) -> pa.Array:
    """In each row both values, the second after the first, or the one there is."""
    if not first.null_count and not second.null_count:
        return pc.binary_join_element_wise(first, second, SEVERAL)
    # Arrow's own way to skip nulls loses the row where all values are null (pyarrow 26).
    return pc.coalesce(pc.binary_join_element_wise(first, second, SEVERAL), first, second)


def without_markup(column: pa.Array) -> pa.Array:
    """HTML as plain text: ends of blocks become line ends, tags go, character references are resolved."""
    broken = pc.replace_substring_regex(column, _BREAKS, "\n")
    plain = pc.replace_substring_regex(broken, _TAGS, "")
    return present(without_references(plain))


def without_stray_markup(column: pa.Array) -> pa.Array:
    """Texts hardly any of which is HTML: those that are as plain text, in the others character references resolved."""
    plain = without_references(column)
    if not holds(column, b"<"):
        return plain
    marked = pc.match_substring_regex(column, _CLOSED).fill_null(False)
    if not pc.any(marked).as_py():
        return plain
    return pc.replace_with_mask(plain, marked, without_markup(column.filter(marked)))


def without_references(column: pa.Array) -> pa.Array:
    """Texts with HTML's character references resolved, also those that were written twice (``&amp;#39;``)."""
    if not holds(column, b"&") or not pc.any(pc.match_substring_regex(column, _REFERENCE)).as_py():
        return column
    return pa.array(
        [text if text is None or "&" not in text else _resolved(text) for text in column.to_pylist()], pa.string()
    )


def _resolved(text: str) -> str:
    for _ in range(_WRITTEN_TWICE):
        text = _REFERENCES.sub(lambda found: html.unescape(found[0]), text)
    return text


def categories(column: pa.Array, values: Mapping[str, str], *, whole: bool = False) -> pa.Array:
    """Categories, translated where `values` has them (in lower case); several values are separated by semicolons.

    Where they are `whole`, they are whole numbers written as fractions, and become those numbers.
    """
    column = without_fractions(column) if whole else column
    several = pc.replace_substring(column, SEVERAL, "; ") if holds(column, SEVERAL.encode()) else column
    if not values:
        return several
    return by_distinct(several, lambda text: values.get(text.casefold(), text) or None, pa.string())


def tags(column: pa.Array, *, spaced: bool) -> pa.Array:
    """Tags separated by semicolons, however they were written: with commas, bars, spaces, or as a JSON list."""
    bare = pc.replace_substring_regex(column, r'[\[\]"]', "")
    return pc.utf8_trim(pc.replace_substring_regex(bare, r"[\s,;|]+" if spaced else r"\s*[,;|]\s*", "; "), "; ")


def by_distinct(column: pa.Array, change: Callable[[str], object], kind: pa.DataType) -> pa.Array:
    """`change` applied to each distinct string once; nulls stay."""
    encoded = column.dictionary_encode()
    changed = pa.array([change(text) for text in encoded.dictionary.to_pylist()], kind)
    return changed.take(encoded.indices)


def is_hashed(texts: Sequence[str]) -> bool:
    """Whether nearly all of these are digests rather than words."""
    digests = sum(_DIGEST.fullmatch(text) is not None for text in texts)
    return bool(texts) and digests >= 0.9 * len(texts)


def looks_marked_up(texts: Sequence[str]) -> bool:
    """Whether a good part of these texts are HTML."""
    marked = sum(_MARKUP.search(text) is not None for text in texts)
    return marked > 0.2 * len(texts)
