"""On the executors: rows that Spark brought, in place of those that a reader would read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cxaudit.incidents.raw import RawBatch, Reader


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A reader's rows, brought by Spark; everything else is as `like` has it."""

    like: Reader
    read: Callable[[Sequence[str]], Iterator[RawBatch]]

    @property
    def format(self) -> str:
        """What the input is read as."""
        return self.like.format

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, each once."""
        return self.like.columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user about it."""
        return self.like.notes

    @property
    def hollow(self) -> frozenset[str]:
        """Columns that held nothing so far."""
        return self.like.hollow

    @property
    def open_ended(self) -> bool:
        """Whether columns that are not listed may be asked for too."""
        return self.like.open_ended

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """The rows that Spark brought."""
        return self.read(wanted)
