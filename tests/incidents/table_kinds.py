"""The kinds of delimited text, and how rows of them are written, damaged or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from damaged_files import HEADER, Damaged, Entry, Part, assembled, some

ONE_LINE = "One line and no comma"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a table is written."""

    name: str
    ending: str
    mark: str
    packed: bool = False

    def line(self, cells: Sequence[str], end: str = "\n") -> bytes:
        """One record, quoted where it has to be."""
        sink = io.StringIO(newline="")
        # Python would leave a line feed bare where lines end otherwise.
        quoting: Literal[0, 1] = csv.QUOTE_MINIMAL if end.endswith("\n") else csv.QUOTE_ALL
        csv.writer(sink, delimiter=self.mark, lineterminator=end, quoting=quoting).writerow(cells)
        return sink.getvalue().encode()

    def part(self, entry: Entry, end: str = "\n") -> Part:
        """One sound row."""
        return Part(self.line(entry.cells, end), entry)

    def bare(self, *cells: str) -> bytes:
        """Cells as they stand, without quotes."""
        return f"{self.mark.join(cells)}\n".encode()


KINDS = (
    Kind("CSV", "csv", ","),
    Kind("TSV", "tsv", "\t"),
    Kind("semicolons", "csv", ";"),
    Kind("CSV, gzip", "csv.gz", ",", packed=True),
)
Damage = Callable[[Kind, Random, Sequence[Entry]], Damaged]


def written(kind: Kind, parts: Sequence[Part], said: tuple[str, ...] = (), above: bytes = b"") -> Damaged:
    """The table of these parts under its header."""
    return assembled(f"log.{kind.ending}", parts, said, above + kind.line(HEADER))


def each(kind: Kind, chance: Random, log: Sequence[Entry], bad: Callable[[Entry], Part]) -> Damaged:
    """Some rows are replaced by what `bad` makes of them."""
    places = some(chance, len(log))
    return written(kind, [bad(entry) if place in places else kind.part(entry) for place, entry in enumerate(log)])


def among(kind: Kind, chance: Random, log: Sequence[Entry], other: Part) -> Damaged:
    """Between some rows stands what is no incident."""
    places = some(chance, len(log))
    parts = [
        each for place, entry in enumerate(log) for each in ((other,) if place in places else ()) + (kind.part(entry),)
    ]
    return written(kind, parts)


def sound(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    """Nothing is wrong with it."""
    del chance
    return written(kind, [kind.part(entry) for entry in log])
