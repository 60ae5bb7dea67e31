"""The local engine: one pass over the rows, a keyed pass over their history, and the tally."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.detection import compile_detector
from cxaudit.engines.cautions import cautions, shown_value
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.plausibility import Days
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.reconciling import Reconciled
from cxaudit.engines.result import Counted, CountOptions
from cxaudit.engines.rules import KeyedRules, keyed_rules
from cxaudit.engines.witnesses import Witnesses
from cxaudit.matchers import fields_used
from cxaudit.tally import (
    DIMENSIONS,
    Counting,
    Shuffle,
    add,
    count,
    count_customers,
    day_of,
    event_schema,
    mark_repeats,
    mark_shared,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rejection, Rulebook, Source, Tally

_SUPERSEDED = "earlier state of an incident that appears again"
_MANY_VALUES = 5_000  # a dimension with more values than this is not split by
_KEPT_VALUES = 30  # values of a dimension that are kept; the rest are gathered under "other"


class LocalEngine:
    """Counts on this machine."""

    def count(self, sources: Sequence[OpenSource], rulebook: Rulebook, options: CountOptions) -> Counted:
        """Read `sources` to their end and count what the rulebook's symptoms find.

        Raises InputError when a source cannot be read to its end.
        """
        detector, rules = compile_detector(rulebook), keyed_rules(rulebook)
        schema = event_schema(len(detector.symptoms))
        rejections = _Rejections()
        with Shuffle("key", schema) as by_incident, Shuffle("contact", schema) as by_customer:
            values, days = _Values(options.dimensions or DIMENSIONS), Days()
            for events in _events(
                sources, Kernel(detector, Quotes.of(_fields(rulebook), redacted=options.redacted)), options, rejections
            ):
                values.add(events)
                days.add(events)
                by_incident.add(events)
            reconciled = Reconciled(days.period())
            for part in by_incident.partitions():
                by_customer.add(reconciled.last_states(part))
            finished = [source.finished(shown_value(redacted=options.redacted)) for source in sources]
            witnesses = Witnesses(detector, rules, tuple(source.path for source in finished))
            counting = Counting(detector.symptoms, *values.kept(), reconciled.last_time)
            tallies = list(_tallies(by_customer, schema, rules, counting, witnesses))
        superseded = reconciled.superseded.total()
        reasons = rejections.reasons + Counter({_SUPERSEDED: superseded})
        return Counted(
            add(tallies) if tallies else count(schema.empty_table(), counting),
            tuple(_settle(finished, reconciled)),
            dict(sorted(reasons.items())),
            superseded,
            rejections.excluded,
            day_of(reconciled.last_time) if reconciled.last_time else "",
            values.dropped(),
            cautions(sources, reconciled, sum(source.used for source in finished)),
        )


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
    for number, source in enumerate(sources):
        for chunk in source.chunks(kernel.detector.columns):
            rejections.add(chunk.rejected)
            options.progress(source.path, chunk.batch.num_rows + len(chunk.rejected))
            options.rejected(chunk.rejected)
            if chunk.batch.num_rows:
                yield kernel.events(chunk.batch, number)


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


def _tallies(
    by_customer: Shuffle, schema: pa.Schema, rules: KeyedRules, counting: Counting, witnesses: Witnesses
) -> Iterator[Tally]:
    """One tally a partition, after what the history tells has joined each incident's profile."""
    symptoms = len(counting.symptoms)
    with Shuffle("resolution", schema) as by_resolution:
        for part in by_customer.partitions():
            customers = count_customers(part, rules.textual)
            marked = mark_repeats(part, rules.repeats, symptoms)
            if rules.shared:
                by_resolution.add(marked)
                yield replace(count(schema.empty_table(), counting), customers=customers)
            else:
                yield count(marked, counting, witnesses.of(marked), customers)
        for part in by_resolution.partitions():
            marked = mark_shared(part, rules.shared, symptoms)
            yield count(marked, counting, witnesses.of(marked))


def _settle(sources: Sequence[Source], reconciled: Reconciled) -> Iterator[Source]:
    """Rows that a later state replaced were read but not used."""
    for number, source in enumerate(sources):
        gone = reconciled.superseded[number]
        notes = (*source.notes, *reconciled.notes(number))
        yield replace(source, notes=notes, used=source.used - gone, rejected=source.rejected + gone)


def _fields(rulebook: Rulebook) -> tuple[tuple[str, ...], ...]:
    """The columns that each symptom's field conditions look at."""
    return tuple(tuple(sorted(fields_used(symptom.detect))) for symptom in rulebook.symptoms.values())
