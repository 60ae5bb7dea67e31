"""Cuts records of delimited text into cells: Arrow does, or where it is not sure to be right the exact splitter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as arrow_csv

from cxaudit.incidents.formats.columns import Numbered, is_utf8, readable, without_zeros
from cxaudit.incidents.formats.preamble import REMARK, is_remark, signs_below
from cxaudit.incidents.formats.records import HOLE, Grammar, Record, split_records, unwritten_marked
from cxaudit.incidents.formats.reordering import REORDERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Rejection

_RAGGED = "ragged row: "
_ZERO = HOLE[:1]  # which is looked for much faster, and hardly ever found

Found = tuple[pa.Table, list["Rejection"]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cuts the records of a table of this `width` into columns, which are called by their places."""

    rules: Grammar
    width: int

    def of_text(self, text: bytes, records: int, needed: Sequence[int], numbered: Numbered) -> Found:
        """The columns `needed` of a text that holds so many records, and its rejected records."""
        # Arrow cannot hand over a ragged row whose bytes are no UTF-8.
        orderly = is_utf8(text) and not (_ZERO in text and HOLE in text)
        fast = self._by_arrow(text, records, needed, numbered) if orderly else None
        if fast is None:
            return self.of_records(self.records(text), needed, numbered)
        table, rejected = fast
        return without_zeros(table, text), _signed(rejected)

    def records(self, text: bytes) -> tuple[Record, ...]:
        """The records of a text, split exactly."""
        return tuple(split_records(text, self.rules, final=True))

    def of_records(self, records: Sequence[Record], needed: Sequence[int], numbered: Numbered) -> Found:
        """The columns `needed` of records that were split already, and those of them that are rejected."""
        kept: list[tuple[bytes, ...]] = []
        rejected: list[Rejection] = []
        text = b"".join(record.raw for record in records)
        for number, record in enumerate(unwritten_marked(records) if HOLE in text else records, 1):
            surplus = len(record.fields) - self.width
            if record.fault:
                again = record.fault == REORDERED
                rejected.append(numbered.rejection(number, record.fault, record.raw, excluded=again))
            elif surplus < 0 or any(record.fields[self.width :]):
                told = record.raw.decode("utf-8", "replace")
                rejected.append(self._misfit(numbered, number, len(record.fields), told))
            else:
                kept.append(record.fields)
        columns = [pa.array([fields[position] for fields in kept], pa.binary()) for position in needed]
        table = pa.table(columns, names=[str(position) for position in needed])
        table, rejected = readable(table, _signed(rejected), numbered)
        return without_zeros(table, text), rejected

    def _by_arrow(self, text: bytes, records: int, needed: Sequence[int], numbered: Numbered) -> Found | None:
        """What Arrow makes of the text, or None when its rows and the counted records disagree."""
        invalid: list[arrow_csv.InvalidRow] = []
        names = [str(position) for position in range(self.width)]

        def set_aside(row: arrow_csv.InvalidRow) -> str:
            invalid.append(row)
            return "skip"

        try:
            table = arrow_csv.read_csv(
                pa.py_buffer(text),
                arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1),
                arrow_csv.ParseOptions(
                    delimiter=self.rules.delimiter.decode(),
                    quote_char='"' if self.rules.quoting else False,
                    newlines_in_values=self.rules.quoting,
                    invalid_row_handler=set_aside,
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    check_utf8=False,  # the whole text is UTF-8, and so is every part between ASCII characters
                    include_columns=[str(position) for position in needed],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows + len(invalid) != records:
            return None
        if any(row.actual_columns > self.width and row.text.endswith(self.rules.delimiter.decode()) for row in invalid):
            return None
        return table, [self._misfit(numbered, row.number, row.actual_columns, row.text) for row in invalid]

    def _misfit(self, numbered: Numbered, number: int, fields: int, text: str) -> Rejection:
        """The rejection of a row with too many or too few fields, which may be a remark around the table."""
        if fields == 1 and is_remark(text):
            return numbered.rejection(number, REMARK, text, excluded=True)
        plural = "" if fields == 1 else "s"
        reason = f"{_RAGGED}{fields} field{plural} where the header has {self.width}"
        return numbered.rejection(number, reason, text)


def _signed(rejected: list[Rejection]) -> list[Rejection]:
    """The rejections, of which the line below the one that says who generated a report is a remark too."""
    found = rejected[:1]
    for before, rejection in pairwise(rejected):
        signs = before.excluded and before.row + 1 == rejection.row and signs_below(before.excerpt)
        signs = signs and rejection.reason.startswith(f"{_RAGGED}1 field ")
        found.append(replace(rejection, reason=REMARK, excluded=True) if signs else rejection)
    return found
