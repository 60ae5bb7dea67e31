"""The first half of counting: rows stream by, become incidents, and come together by customer."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.engines.cautions import cautions, shown_value
from cxaudit.engines.plausibility import Days
from cxaudit.engines.quotes import Quotable
from cxaudit.engines.reconciling import Reconciled
from cxaudit.engines.result import Counted, CountOptions
from cxaudit.engines.workers import events_in_order
from cxaudit.incidents import OpenSource
from cxaudit.model import Source
from cxaudit.tally import DIMENSIONS, Counting, Shuffle, day_of, event_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.engines.kernel import Kernel
    from cxaudit.model import Rejection, Tally

_SUPERSEDED = "earlier state of an incident that appears again"
_MANY_VALUES = 5_000  # a dimension with more values than this is not split by
_KEPT_VALUES = 30  # values of a dimension that are kept; the rest are gathered under "other"


@dataclass(frozen=True, slots=True)
class Gathered:
    """All incidents of the sources in their last state, to be had from `by_customer`, and how they came about.

    `schema` is that of their events; `read` are the sources as they were read, before any state was superseded.
    """

    by_customer: Shuffle
    schema: pa.Schema
    read: tuple[Source, ...]
    _sources: tuple[OpenSource, ...]
    _reconciled: Reconciled
    _rejections: _Rejections
    _values: _Values

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the sources by number."""
        return tuple(source.path for source in self.read)

    def counting(self, symptoms: tuple[str, ...]) -> Counting:
        """What to count of these symptoms."""
        return Counting(symptoms, *self._values.kept(), self._reconciled.last_time)

    def counted(self, tally: Tally) -> Counted:
        """The tally with all that must be told of the log."""
        found = self._reconciled
        superseded = found.superseded.total()
        reasons = self._rejections.reasons + Counter({_SUPERSEDED: superseded})
        return Counted(
            tally,
            tuple(_settle(self.read, found)),
            dict(sorted(reasons.items())),
            superseded,
            self._rejections.excluded,
            day_of(found.last_time) if found.last_time else "",
            self._values.dropped(),
            cautions(self._sources, found, sum(source.used for source in self.read)),
        )


@contextmanager
def gathered(sources: Sequence[OpenSource], kernel: Kernel, options: CountOptions) -> Iterator[Gathered]:
    """The incidents of `sources`, which are read to their end; what is held on disk lasts as long as the context.

    Raises InputError when a source cannot be read to its end.
    """
    schema = event_schema(len(kernel.detector.symptoms))
    rejections, values, days = _Rejections(), _Values(options.dimensions or DIMENSIONS), Days()
    with Shuffle("key", schema) as by_incident, Shuffle("contact", schema) as by_customer:
        for events in _events(sources, kernel, options, rejections):
            values.add(events)
            days.add(events)
            by_incident.add(events)
        reconciled = Reconciled(days.period())
        for part in by_incident.partitions():
            by_customer.add(reconciled.last_states(part))
        read = tuple(source.finished(shown_value(redacted=options.redacted)) for source in sources)
        yield Gathered(by_customer, schema, read, tuple(sources), reconciled, rejections, values)


@dataclass(slots=True)
class _Rejections:
    """Rows by the reason for which they are not used, and how many of them are no incidents."""

    reasons: Counter[str] = field(default_factory=Counter)
    excluded: int = 0

    def add(self, rejected: tuple[Rejection, ...]) -> None:
        self.reasons.update(entry.reason for entry in rejected)
        self.excluded += sum(entry.excluded for entry in rejected)


def _events(
    sources: Sequence[OpenSource], kernel: Kernel, options: CountOptions, rejections: _Rejections
) -> Iterator[pa.Table]:
    """The events of all sources in turn; rejected rows are counted by reason and passed on."""

    def batches() -> Iterator[tuple[int, pa.RecordBatch]]:
        for number, source in enumerate(sources):
            for chunk in source.chunks(kernel.detector.columns):
                rejections.add(chunk.rejected)
                options.progress(source.path, chunk.batch.num_rows + len(chunk.rejected))
                options.rejected(chunk.rejected)
                if chunk.batch.num_rows:
                    yield number, chunk.batch

    quotable = Quotable(len(kernel.quotes.fields))
    for events in events_in_order(batches(), kernel, options.workers):
        yield quotable.settle(events)


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
                kept[name] = tuple(ordered[:_KEPT_VALUES])
                folded[name] = max(0, len(ordered) - _KEPT_VALUES)
        return kept, folded

    def dropped(self) -> tuple[str, ...]:
        """Dimensions with too many values to split by."""
        return tuple(sorted(self._too_many))


def _settle(sources: Sequence[Source], reconciled: Reconciled) -> Iterator[Source]:
    """Rows that a later state replaced were read but not used."""
    for number, source in enumerate(sources):
        gone = reconciled.superseded[number]
        notes = (*source.notes, *reconciled.notes(number))
        yield replace(source, notes=notes, used=source.used - gone, rejected=source.rejected + gone)
