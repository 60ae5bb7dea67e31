"""Cuts quotes out of what was said, and redacts them: as late as can be, because most are never shown."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cxaudit.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Sequence

CUTTINGS = "cuttings"  # the column beside `evidence` that holds what its quotes are yet to be cut from
_AROUND = 140  # characters shown on each side of a match
_READ_AROUND = 300  # characters on each side looked through for personal data, more than any of it is long
_BY_STAFF = "Staff: "  # before what staff wrote, as all else that is quoted is the customer's

CUTTING = pa.struct(
    [
        ("text", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("before", pa.bool_()),
        ("after", pa.bool_()),
        ("staff", pa.bool_()),
        ("names", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True)
class Cutting:
    """The words around a match as they stand, personal data included, which never leave the run uncut.

    `start` and `end` mark the match in `text`; a `start` of -1 says that `text` is shown whole, and nothing in it
    matched. `before` and `after` say whether more stood on either side, `staff` that staff wrote it; `names` are those
    of the people it is about.
    """

    text: str
    start: int = -1
    end: int = -1
    before: bool = False
    after: bool = False
    staff: bool = False
    names: tuple[str, ...] = ()

    @classmethod
    def around(cls, text: str, start: int, end: int, names: tuple[str, ...], *, staff: bool) -> Cutting:
        """What stands around characters `start` to `end` of `text`, cut at white space.

        More than is shown, so that no personal data is cut in half and escapes.
        """
        first, last = max(0, start - _READ_AROUND), min(len(text), end + _READ_AROUND)
        while first > 0 and not text[first - 1].isspace():
            first -= 1
        while last < len(text) and not text[last].isspace():
            last += 1
        return cls(text[first:last], start - first, end - first, first > 0, last < len(text), staff, names)

    @classmethod
    def packed(cls, fields: dict[str, Any]) -> Cutting:
        """One that was packed as `CUTTING`."""
        return cls(**{**fields, "names": tuple(fields["names"])})

    def quote(self, *, redacted: bool) -> tuple[str, int, int]:
        """What is shown, and where the match is in it; (0, 0) where nothing matched."""
        text, start, end = self.text, self.start, self.end
        if start < 0:
            return (Redactor(self.names).redact(text) if redacted else text), 0, 0
        if redacted:
            text, start, end = Redactor(self.names).redact_with_span(text, start, end)
        first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
        before, after = ("…" if first or self.before else ""), ("…" if last < len(text) or self.after else "")
        if self.staff:
            before = f"{_BY_STAFF}{before}"
        first, last = _word_edges(text, first, last, start, end)
        return f"{before}{text[first:last]}{after}", start - first + len(before), end - first + len(before)


_FIELDS = attrgetter(*Cutting.__slots__)


def cutting_column(cuttings: Sequence[Cutting]) -> pa.Array:
    """All of them packed as `CUTTING`."""
    return pa.array(list(map(_FIELDS, cuttings)), CUTTING)


def packed_cuttings(cuttings: Sequence[Cutting]) -> pa.RecordBatch:
    """A row for each of them, for another process of the run."""
    return pa.RecordBatch.from_struct_array(cutting_column(cuttings))


def _word_edges(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Move the cuts to the next space inwards, but never into the match."""
    if first > 0:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return first, last
