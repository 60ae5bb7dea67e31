"""What there is to know of the inputs of a count beside their events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cxaudit.incidents import Unread
from cxaudit.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Account:
    """One source as it was read, before any state of an incident was superseded, and the values lost on the way."""

    source: Source
    losses: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """The accounts of all sources by number; rows by the reason for which they are not used, `excluded` on purpose.

    `runs` says how many of the sources each run read in one go, in their order; one run read all where it is empty.
    """

    accounts: tuple[Account, ...]
    reasons: dict[str, int]
    excluded: int = 0
    runs: tuple[int, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources by number."""
        return tuple(account.source for account in self.accounts)

    @property
    def used(self) -> int:
        """Rows that gave an event."""
        return sum(source.used for source in self.sources)


class Feed(Protocol):
    """Gives the events of all sources, in order, and then the account of them."""

    def events(self) -> Iterator[pa.Table]:
        """The events, with the columns of `tally.event_schema`, in parts of any size."""
        ...

    def inputs(self) -> Inputs:
        """What there is to know of the inputs, once `events` has been exhausted."""
        ...


def together(parts: Iterable[Inputs]) -> Inputs:
    """Several inputs as one, their sources numbered on."""
    accounts: list[Account] = []
    runs: list[int] = []
    reasons: Counter[str] = Counter()
    excluded = 0
    for part in parts:
        accounts += part.accounts
        reasons.update(part.reasons)
        excluded += part.excluded
        runs += part.runs or [len(part.accounts)]
    return Inputs(tuple(accounts), dict(reasons), excluded, tuple(runs))
