"""Settles whether 03/04/2024 is in March or in April, from all numeric dates of an input together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.incidents.values.texts import present
from cxaudit.incidents.values.times import OrderEvidence, order_evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.sampling import Sample

_OVERRIDE = "--day-first or --month-first settles it"


def settle_order(reader: Reader, sample: Sample, columns: Sequence[str]) -> tuple[bool, str]:
    """Whether the day comes first in the dates of `columns`, and what to tell the user.

    One program writes one order, so all columns count together. When the first rows settle nothing, all are looked
    at. When no date of the whole input does, the log covers at most the days 1 to 12 of some months: the order under
    which it covers fewer months is taken, and said to be a guess.
    """
    evidence = _evidence([column for name in columns if (column := sample.column(name)) is not None])
    if evidence.first and not evidence.settled:
        for batch in reader.batches(columns):
            evidence += _evidence(batch.table.columns)
            if evidence.settled:
                break
    return _decided(evidence)


def _evidence(columns: Sequence[pa.Array]) -> OrderEvidence:
    total = OrderEvidence()
    for column in columns:
        if pa.types.is_string(column.type):
            total += order_evidence(present(column))
    return total


def _decided(evidence: OrderEvidence) -> tuple[bool, str]:
    day, month = evidence.day_first, evidence.month_first
    if day and month:
        chosen = "day" if day > month else "month"
        note = f"dates are written in both orders; {chosen} first was taken, as most are; {_OVERRIDE}"
        return day > month, note
    if day or month:
        written = " or ".join(f"03{sign}04{sign}2024" for sign in sorted(evidence.separators, reverse=True))
        order = "day" if day else "month"
        return day > 0, f"dates such as {written} are read with the {order} first, as others can only be"
    if not evidence.first:
        return False, ""
    day_first = len(evidence.second) < len(evidence.first)
    order = "day" if day_first else "month"
    return day_first, f"every date could be read both ways; {order} first was guessed; {_OVERRIDE}"
