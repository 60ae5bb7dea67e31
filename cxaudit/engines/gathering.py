"""The first half of counting: events stream by, become incidents, and come together by customer."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.engines.cautions import cautions
from cxaudit.engines.detecting import Detecting
from cxaudit.engines.inputs import Inputs
from cxaudit.engines.joining.joiner import Customers, customers_for
from cxaudit.engines.namesakes import Messages
from cxaudit.engines.other_systems import OtherSystems
from cxaudit.engines.plausibility import Days
from cxaudit.engines.quotable import Quotable
from cxaudit.engines.reconciling import Reconciled
from cxaudit.engines.replacing import SUPERSEDED
from cxaudit.engines.result import Counted
from cxaudit.engines.runs import worked_in_runs
from cxaudit.model import KeptEvents, Source
from cxaudit.tally import DIMENSIONS, NO_PAIRS, Counting, Shuffle, day_of, event_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from cxaudit.engines.events_file import EventsWriter
    from cxaudit.engines.inputs import Feed
    from cxaudit.engines.kernel import Kernel
    from cxaudit.engines.result import CountOptions
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Tally

Done = TypeVar("Done")

_MANY_VALUES = 5_000  # a dimension with more values than this is not split by
KEPT_VALUES = 30  # values of a dimension that are kept; the rest are gathered under "other"


@dataclass(frozen=True, slots=True)
class Gathered:
    """All incidents of the sources in their last state, to be had from `by_customer`, and how they came about.

    `schema` is that of their events; `inputs` tells of the sources as they were read, before any state was superseded;
    `kept` names the file in which the events were kept; at most `workers` processes can work them, 0 is one a core.
    """

    by_customer: Shuffle
    schema: pa.Schema
    inputs: Inputs
    kept: KeptEvents | None
    workers: int
    _reconciled: Reconciled
    _values: _Values
    _customers: Customers
    _ask_same_ids: bool

    def worked(self, work: Callable[[Iterator[pa.Table]], Done], into: Sequence[Shuffle]) -> Iterator[Done]:
        """What `work` makes of the incidents to be counted, in runs of partitions; all of a customer are in one.

        It may add rows to `into`; else nothing that it changes is seen, but only what it gives back.
        """

        def finished(parts: Iterator[pa.Table]) -> Done:
            return work(self._customers.finished(part) for part in parts)

        return worked_in_runs(self.by_customer, finished, into, self.workers)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the sources by number."""
        return tuple(source.path for source in self.inputs.sources)

    def counting(self, symptoms: tuple[str, ...]) -> Counting:
        """What to count of these symptoms."""
        return Counting(symptoms, *self._values.kept(), self._reconciled.last_time)

    def counted(self, tally: Tally) -> Counted:
        """The tally with all that must be told of the log, once all `partitions` were taken."""
        found = self._reconciled
        doubled, beyond = self._customers.left_out()
        gone = found.superseded + beyond
        left_out = doubled + Counter({SUPERSEDED: gone.total() - doubled.total()})
        return Counted(
            tally,
            tuple(_settle(self.inputs.sources, found, gone)),
            dict(sorted((Counter(self.inputs.reasons) + left_out).items())),
            gone.total(),
            self.inputs.excluded,
            day_of(found.last_time) if found.last_time else "",
            self._values.dropped(),
            cautions(self.inputs, found, ask_same_ids=self._ask_same_ids),
            self.kept,
            self._customers.outcome(),
        )


def gathered(sources: Sequence[OpenSource], kernel: Kernel, options: CountOptions) -> AbstractContextManager[Gathered]:
    """The incidents of `sources`, which are read to their end; what is held on disk lasts as long as the context.

    Raises InputError when a source cannot be read to its end.
    """
    feed, customers = Detecting(sources, kernel, options), customers_for(None, options.rejected)
    quotable = Quotable(len(kernel.quotes.fields), redacted=options.redacted)
    return gathered_from(feed, len(kernel.detector.symptoms), quotable, options, customers)


@contextmanager
def gathered_from(
    feed: Feed,
    symptoms: int,
    quotable: Quotable,
    options: CountOptions,
    customers: Customers,
    writer: EventsWriter | None = None,
) -> Iterator[Gathered]:
    """The same of any events; `quotable` is told of all their quotes.

    With a `writer` the events are kept as well. `customers` joins those of several logs, and tells of rows that are
    left out.
    """
    schema = event_schema(symptoms)
    values, days = _Values(options.dimensions or DIMENSIONS), Days()
    with Shuffle("key") as by_incident, Shuffle("contact") as by_customer:
        for fed in feed.events():
            events = quotable.settle(fed)
            values.add(events)
            days.add(events)
            customers.add(events)
            by_incident.add(events)
            if writer is not None:
                writer.add(events)
        inputs = feed.inputs()
        kept = None if writer is None else writer.finished(inputs)
        reconciled = Reconciled(days.period(), messages=Messages.of(inputs), systems=OtherSystems.among(inputs.sources))
        customers.settle(inputs.sources)

        def last_states(parts: Iterator[pa.Table]) -> tuple[Reconciled, NDArray[np.int64]]:
            found, pairs = reconciled.anew(), [NO_PAIRS]
            for part in parts:
                last, replaced = found.last_states(customers.joined(quotable.cut(part)))
                pairs.append(replaced)
                by_customer.add(last)
            return found, np.concatenate(pairs)

        workers, gone = (1 if customers.remembers else options.workers), [NO_PAIRS]
        for found, replaced in worked_in_runs(by_incident, last_states, [by_customer], workers):
            reconciled.add(found)
            gone.append(replaced)
        every = np.concatenate(gone)
        customers.note_replaced(every[np.argsort(every[:, 0])])
        yield Gathered(by_customer, schema, inputs, kept, workers, reconciled, values, customers, options.ask_same_ids)


class _Values:
    """The values of each dimension, gathered while events stream by."""

    def __init__(self, dimensions: Sequence[str]) -> None:
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in dimensions}
        self._too_many: set[str] = set()

    def add(self, events: pa.Table) -> None:
        for name, counts in self._counts.items():
            if name not in self._too_many:
                found = pc.value_counts(events[name].drop_null())
                counts.update(dict(zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True)))
                if len(counts) > _MANY_VALUES:
                    self._too_many.add(name)

    def kept(self) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
        """The most frequent values of each dimension that has at least one, and how many others there are."""
        kept, folded = {}, {}
        for name, counts in self._counts.items():
            if counts and name not in self._too_many:
                ordered = sorted(counts, key=lambda value: (-counts[value], value))
                kept[name] = tuple(ordered[:KEPT_VALUES])
                folded[name] = max(0, len(ordered) - KEPT_VALUES)
        return kept, folded

    def dropped(self) -> tuple[str, ...]:
        """Dimensions with too many values to split by."""
        return tuple(sorted(self._too_many))


def _settle(sources: Sequence[Source], reconciled: Reconciled, gone: Counter[int]) -> Iterator[Source]:
    """Rows that another one of the same incident replaced were read but not used."""
    for number, source in enumerate(sources):
        notes = (*source.notes, *reconciled.notes(number))
        used, rejected = source.used - gone[number], source.rejected + gone[number]
        strange = reconciled.strange_dates(number)
        yield replace(source, notes=notes, used=used, rejected=rejected, strange_dates=strange)
