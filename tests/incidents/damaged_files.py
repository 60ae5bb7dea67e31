"""Seeded files with known damage: what each holds is known from how it was made, and never from how it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from cxaudit.incidents import ReadingOptions

Told: TypeAlias = "tuple[str, str, dt.datetime | None]"  # the id, the text and the time of opening of an incident

AS_FOUND = ReadingOptions()
BEGINNING = dt.datetime(2024, 1, 1, 8, 0)  # noqa: DTZ001 - logs have no zones
_SAYINGS = (
    "It came late again, and nobody called",
    'She said "no" to me; twice',
    "Très déçu – schlecht, ¿por qué?",
    "注文した商品が届かない",
    "Broken on arrival | returned\twith a tab",
    "One line\nand another one",
    "=HYPERLINK of no use",
    "It's 5 < 6, they told me",
    "NA",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident of a log."""

    id: str
    opened_at: dt.datetime | None
    customer: str
    text: str

    @property
    def opened(self) -> str:
        """When it was opened, in ISO 8601."""
        return self.opened_at.isoformat(sep=" ") if self.opened_at else ""

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Its fields as text."""
        return self.id, self.opened, self.customer, self.text

    @property
    def told(self) -> Told:
        """What has to come out of it."""
        return self.id, self.text, self.opened_at


HEADER = ("id", "opened at", "customer", "description")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file: what stands there, and the row it is, if any.

    It is a row that is used (`entry`), one that is rejected with a reason that holds `fault`, or no row at all. `rows`
    counts the rows it is rejected as.
    """

    data: bytes
    entry: Entry | None = None
    fault: str = ""
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file, and what has to become of it: which rows are used, which rejected and why, and what is said.

    One that has to be refused is refused in a sentence with the words `refused`.
    """

    file: str
    data: bytes
    used: Mapping[int, Told] = field(default_factory=dict)
    rejected: Mapping[int, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    options: ReadingOptions = AS_FOUND


Maker = Callable[[Random, Sequence[Entry]], Damaged]


def entries(chance: Random, count: int) -> list[Entry]:
    """So many incidents; their texts hold what makes trouble, and in the middle lies more than one block of reading."""
    found = []
    for number in range(1, count + 1):
        words = f"{chance.choice(_SAYINGS)} {chance.choice(_SAYINGS)} " * (1 + 4 * (count > 100))
        opened = BEGINNING + dt.timedelta(minutes=chance.randrange(500_000))
        found.append(Entry(f"K{number}", opened, f"customer {chance.randrange(50)}", f"{words}({number})"))
    return found


def some(chance: Random, count: int, share: float = 0.2) -> frozenset[int]:
    """The places, from 0, of the rows that are damaged: at least one, and never the first."""
    return frozenset(chance.sample(range(1, count), max(1, int(share * min(count, 50)))))


def assembled(file: str, parts: Iterable[Part], said: tuple[str, ...] = (), start: bytes = b"") -> Damaged:
    """The file of these parts, its rows numbered as they come."""
    used: dict[int, Told] = {}
    rejected: dict[int, str] = {}
    row = 0
    data = [start]
    for part in parts:
        data.append(part.data)
        if part.entry is not None:
            row += 1
            used[row] = part.entry.told
        elif part.fault:
            for _ in range(part.rows):
                row += 1
                rejected[row] = part.fault
    return Damaged(file, b"".join(data), used, rejected, said)


def sound_rows(log: Sequence[Entry]) -> dict[int, Told]:
    """All of the log, as it has to come out."""
    return {row: entry.told for row, entry in enumerate(log, 1)}
