"""Conversations with one id: which of them are different ones, and which are parts of one that several runs read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxaudit.incidents.names import plain_name
from cxaudit.incidents.systems import System, by_system
from cxaudit.model import ROWS_PER_SOURCE
from cxaudit.tally import shared_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.engines.inputs import Inputs
    from cxaudit.model import Source

_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, so that different numbers never give one key
_NEVER = np.iinfo(np.int64).min


def _none() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Messages:
    """The sources whose rows are messages: the `run` that read each source, negative for others, and its help `desk`.

    Whoever joined the messages of a run knew all its conversations for different ones. Of several runs, those with one
    id are parts of one if they are of one desk and do not name different customers.
    """

    run: NDArray[np.int64] = field(default_factory=_none)
    desk: NDArray[np.int64] = field(default_factory=_none)

    @classmethod
    def of(cls, inputs: Inputs) -> Self:
        """Those among the inputs."""
        sources = inputs.sources
        runs = np.repeat(np.arange(len(inputs.runs)), inputs.runs) if inputs.runs else np.zeros(len(sources))
        run = np.where([source.messages for source in sources], runs, -1).astype(np.int64)
        return cls(run, _desks(sources) if len(np.unique(run[run >= 0])) > 1 else np.zeros(len(run), dtype=np.int64))

    @property
    def of_several_runs(self) -> bool:
        """Whether messages were read in more than one run."""
        return len(np.unique(self.run[self.run >= 0])) > 1

    def told_apart(self, events: pa.Table) -> tuple[pa.Table, int]:
        """Different conversations with one id get keys of their own; and how many do."""
        if (self.run >= 0).sum() < 2:
            return events, 0
        every = events["key"].to_numpy()
        source = events["order"].to_numpy() // ROWS_PER_SOURCE
        rows = np.flatnonzero(self.run[source] >= 0)
        rows = rows[shared_keys(every[rows])]
        by = [events["order"].to_numpy(), events["customer"].to_numpy(), _opened(events), every]
        rows = rows[np.lexsort([column[rows] for column in by])]
        place = self._places(every[rows], source[rows], events["customer"].to_numpy()[rows])
        if not place.any():
            return events, 0
        key = every.copy()
        key[rows] ^= place.astype(np.uint64) * _MIX
        return with_keys(events, key), int((place > 0).sum())

    def torn(self, events: pa.Table) -> NDArray[np.uint64]:
        """The keys of conversations, once they are told apart, of which several runs have parts."""
        none = np.zeros(0, dtype=np.uint64)
        if not self.of_several_runs:
            return none
        run = self.run[events["order"].to_numpy() // ROWS_PER_SOURCE]
        among = run >= 0
        if not among.any():
            return none
        keys, group = np.unique(events["key"].to_numpy()[among], return_inverse=True)
        return keys[several(group, run[among], np.ones(len(group), dtype=np.bool_))]

    def _places(
        self, key: NDArray[np.uint64], source: NDArray[np.int64], customer: NDArray[np.uint64]
    ) -> NDArray[np.int64]:
        """Of each event, in order of keys, which conversation it is of among those with its key: 0 for the first."""
        begins = np.ones(len(key), dtype=np.bool_)
        begins[1:] = key[1:] != key[:-1]
        number = np.arange(len(key))
        if not self.of_several_runs:
            return number - np.maximum.accumulate(np.where(begins, number, 0))
        place = np.zeros(len(key), dtype=np.int64)
        known: list[_Conversation] = []
        named = zip(
            begins.tolist(), self.run[source].tolist(), self.desk[source].tolist(), customer.tolist(), strict=True
        )
        for row, (first, run, desk, who) in enumerate(named):
            if first:
                known = []
            fitting = (at for at, one in enumerate(known) if one.takes(run, desk, who))
            at = next(fitting, len(known))
            if at == len(known):
                known.append(_Conversation(desk))
            known[at].add(run, who)
            place[row] = at
        return place


@dataclass(slots=True)
class _Conversation:
    """What is known of a conversation: its desk, the runs that have a part of it, and its customer, 0 if none is."""

    desk: int
    runs: set[int] = field(default_factory=set)
    customer: int = 0

    def takes(self, run: int, desk: int, customer: int) -> bool:
        """Whether a part that another run read is of this one."""
        return (
            desk == self.desk
            and run not in self.runs
            and (customer == self.customer or not (customer and self.customer))
        )

    def add(self, run: int, customer: int) -> None:
        """One more part."""
        self.runs.add(run)
        self.customer = self.customer or customer


def with_keys(events: pa.Table, key: NDArray[np.uint64]) -> pa.Table:
    """The events with other keys; who has no customer is in touch as the incident."""
    contact = np.where(events["customer"].to_numpy() == 0, key, events["contact"].to_numpy())
    for name, values in (("key", key), ("contact", contact)):
        events = events.set_column(events.schema.get_field_index(name), name, pa.array(values, pa.uint64()))
    return events


def several(
    group: NDArray[np.int64], values: NDArray[np.int64] | NDArray[np.uint64], known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which groups hold more than one of the known values."""
    found = np.zeros(group.max() + 1, dtype=np.bool_)
    order = np.lexsort((values[known], group[known]))
    groups, ordered = group[known][order], values[known][order]
    found[groups[1:][(groups[1:] == groups[:-1]) & (ordered[1:] != ordered[:-1])]] = True
    return found


def _desks(sources: Sequence[Source]) -> NDArray[np.int64]:
    """The number of each source's desk: of its system, and of the columns that name conversations in it."""
    found: dict[tuple[int, frozenset[str]], int] = {}
    desk = np.zeros(len(sources), dtype=np.int64)
    for system, group in enumerate(by_system([System.of(source.shape, source.columns) for source in sources])):
        for number in group:
            names = frozenset(plain_name(entry.original) for entry in sources[number].columns if entry.column == "id")
            desk[number] = found.setdefault((system, names), len(found))
    return desk


def _opened(events: pa.Table) -> NDArray[np.int64]:
    return np.asarray(events["opened"].fill_null(int(_NEVER)), dtype=np.int64)
