"""Says which rows of a table are no incidents, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.raw import SEVERAL, RawBatch
from cxaudit.incidents.values.texts import present
from cxaudit.model import Rejection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.shapes import Drop

HEADER_AGAIN = "the header again"
TOTAL = "a total, not an incident"

# A label such as "Total", "Grand Total: 40" or "Gesamtsumme (40)", and nothing else; in the syntax of RE2.
_TOTAL = (
    r"(?i)^\W*((grand|sub|report|overall|general)\W*)?"
    r"(totals?|totaux|totale|totaal|sum|summe|gesamt|gesamtsumme|gesamtergebnis|insgesamt|suma|soma|somme)"
    r"(\W|\d|général|general|geral|generale|of|count|number|rows?|records?|tickets?|cases?|incidents?|complaints?)*$"
    r"|^\(?[\d,.]+ (rows?|records?)( selected| affected| exported| returned)?\)?\.?$"
)
_NUMBER = r"^[-+]?[\d.,  ]+%?$"
_LONGEST_NUMBER = 24  # bytes

Mask = npt.NDArray[np.bool_]


def set_aside(path: str, raw: RawBatch, drops: Sequence[Drop]) -> tuple[RawBatch, tuple[Rejection, ...]]:
    """`raw` without the rows that are left out on purpose, and those.

    They are what the shape drops, and headers that stand in the middle because exports were put together.
    """
    excluded: dict[int, str] = {}
    for drop in drops:
        values = pc.utf8_lower(present(raw.table.column(drop.column)))
        dropped = pc.is_in(values, value_set=pa.array(sorted(drop.values), pa.string()))
        _note(excluded, _mask(dropped), drop.reason)
    _note(excluded, _headers(raw), HEADER_AGAIN)
    if not excluded:
        return raw, ()
    rejected = tuple(Rejection(path, raw.rows[index], excluded[index], excluded=True) for index in sorted(excluded))
    kept = [index for index in range(len(raw.rows)) if index not in excluded]
    rows = [raw.rows[index] for index in kept]
    return RawBatch(raw.table.take(pa.array(kept, pa.int64())), rows, raw.rejected), rejected


def not_incidents(path: str, raw: RawBatch, made: Mapping[str, pa.Array]) -> tuple[Rejection, ...]:
    """The rows of `raw` that turn out to be no incidents; `made` are the canonical columns made of them.

    A row has to hold an id or a text (or any value, where no column holds an id). Totals are left out on purpose.
    """
    found: dict[int, str] = {}
    _note(found, _totals(raw, made), TOTAL)
    totals = frozenset(found)
    reason = "neither an id nor a text" if "id" in made else "no value in any column that is used"
    _note(found, _empty(raw, made), reason)
    return tuple(Rejection(path, raw.rows[index], found[index], excluded=index in totals) for index in sorted(found))


def _note(found: dict[int, str], where: Mask, reason: str) -> None:
    for index in np.flatnonzero(where):
        found.setdefault(int(index), reason)


def _empty(raw: RawBatch, made: Mapping[str, pa.Array]) -> Mask:
    essential = [made[name] for name in ("id", "text") if name in made]
    # Where no column holds an id, other values make a row worth keeping.
    looked_at = essential if "id" in made else list(made.values())
    if not looked_at or any(not column.null_count for column in looked_at):
        return np.zeros(len(raw.rows), dtype=bool)
    empty = np.ones(len(raw.rows), dtype=bool)
    for column in looked_at:
        empty &= _mask(pc.is_null(column))
    return empty


def _headers(raw: RawBatch) -> Mask:
    """Rows that repeat the names of their columns."""
    nowhere = np.zeros(len(raw.rows), dtype=bool)
    names = raw.table.schema.names
    if not names or not all(pa.types.is_string(column.type) for column in raw.table.columns):
        return nowhere
    # Hardly any batch holds one, so look at one column first.
    if not pc.any(pc.ends_with(raw.table.column(0), names[0])).as_py():
        return nowhere
    alike = ~nowhere
    for name, column in zip(names, raw.table.columns, strict=True):
        # Columns of one name are joined; a file put behind another may begin with a byte-order mark.
        values = pc.utf8_trim(column, " \t\ufeff")
        alike &= _mask(pc.or_(pc.equal(values, name), pc.starts_with(values, f"{name}{SEVERAL}")))
        if not alike.any():
            break
    return alike


def _totals(raw: RawBatch, made: Mapping[str, pa.Array]) -> Mask:
    """Rows without a time and without words, that hold a label such as "Total" and numbers, and nothing else."""
    if "opened_at" in made and not made["opened_at"].null_count:
        return np.zeros(len(raw.rows), dtype=bool)
    possible = np.ones(len(raw.rows), dtype=bool)
    if "opened_at" in made:
        possible &= _mask(pc.is_null(made["opened_at"]))
    if "text" in made:
        # A number is no text yet; only a short one is worth a look.
        possible &= ~_mask(pc.greater(pc.binary_length(made["text"]), _LONGEST_NUMBER))
    if not possible.any():
        return possible
    places = pa.array(np.flatnonzero(possible))
    labels = np.zeros(len(places), dtype=np.int64)
    others = np.zeros(len(places), dtype=np.int64)
    for column in raw.table.columns:
        if not pa.types.is_string(column.type):
            continue
        values = present(column.take(places))
        label = _mask(pc.match_substring_regex(values, _TOTAL))
        labels += label
        others += _mask(pc.is_valid(values)) & ~label & ~_mask(pc.match_substring_regex(values, _NUMBER))
    possible[possible] = (labels > 0) & (others == 0)
    return possible


def _mask(column: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(column, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)
