"""The local engine: one pass over the rows, a keyed pass over their history, and the tally."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.compiling import can_compile
from cxaudit.detection import compile_detector
from cxaudit.engines.detecting import Detecting
from cxaudit.engines.events_file import Rereading, keeping
from cxaudit.engines.gathering import gathered_from
from cxaudit.engines.joining.identifying import identifying
from cxaudit.engines.joining.joiner import customers_for
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotable import Quotable
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.rules import KeyedRules, fields_looked_at, keyed_rules
from cxaudit.engines.runs import worked_in_runs
from cxaudit.engines.witnesses import Witnesses
from cxaudit.model import Customers
from cxaudit.tally import Shuffle, TallyCounter, count_customers, mark_repeats, mark_shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from cxaudit.detection import Detector
    from cxaudit.engines.cutting import Cutting
    from cxaudit.engines.events_file import EventsFile
    from cxaudit.engines.gathering import Gathered
    from cxaudit.engines.inputs import Feed
    from cxaudit.engines.result import Counted, CountOptions
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Evidence, Rulebook, Tally
    from cxaudit.tally import Counting

    _Part: TypeAlias = tuple[TallyCounter, dict[Evidence, Cutting]]

_LARGE = 64 << 20  # bytes of text for which loading compiled code pays
_PACKED = {"Parquet": 8, "spreadsheet": 4}  # how many times more text there is than bytes, roughly


class LocalEngine:
    """Counts on this machine."""

    def count(self, sources: Sequence[OpenSource], rulebook: Rulebook, options: CountOptions) -> Counted:
        """Read `sources` to their end and count what the rulebook's symptoms find.

        Raises InputError when a source cannot be read to its end.
        """
        detector = compile_detector(rulebook, compiled=_worth_compiling(sources))
        # Events that are kept are kept with their quotes; else those are cut that are shown, and no others.
        deferred = options.keep is None
        quotes = Quotes.of(fields_looked_at(rulebook), redacted=options.redacted, deferred=deferred)
        kernel = Kernel(detector, quotes, identifying(options.join))
        return count_fed(Detecting(sources, kernel, options), detector, rulebook, options)


def count_kept(files: Sequence[EventsFile], rulebook: Rulebook, options: CountOptions) -> Counted:
    """Count the events that earlier runs kept, as if all their logs were read now, in the order of `files`.

    They must be of this rulebook. Raises InputError when a file cannot be read to its end.
    """
    return count_fed(Rereading(files, options.progress), compile_detector(rulebook), rulebook, options)


def count_fed(feed: Feed, detector: Detector, rulebook: Rulebook, options: CountOptions) -> Counted:
    """What an engine gives back, once the events of `feed` are gathered and counted."""
    rules, symptoms = keyed_rules(rulebook), len(detector.symptoms)
    known, quotable = customers_for(options.join, options.rejected), Quotable(symptoms, redacted=options.redacted)
    with (
        keeping(options, detector, rulebook) as writer,
        gathered_from(feed, symptoms, quotable, options, known, writer) as incidents,
    ):
        witnesses = Witnesses(detector, rules, incidents.paths, quotable)
        tally = _counted(incidents, rules, incidents.counting(detector.symptoms), witnesses)
        evidence = witnesses.quoted(tally.evidence, redacted=options.redacted, workers=options.workers)
        return incidents.counted(replace(tally, evidence=evidence))


def _worth_compiling(sources: Sequence[OpenSource]) -> bool | None:
    """Whether compiled code is to be loaded at once, so that all processes share it; if None, whoever reads decides."""
    files = ((Path(source.path), _PACKED.get(source.format, 1)) for source in sources)
    large = sum(file.stat().st_size * times for file, times in files if file.is_file()) >= _LARGE
    return True if large and can_compile() else None


def _counted(incidents: Gathered, rules: KeyedRules, counting: Counting, witnesses: Witnesses) -> Tally:
    """The tally of all incidents, after what the history tells has joined their profiles."""

    def with_history(parts: Iterator[pa.Table]) -> _Part:
        told = ((mark_repeats(part, rules.repeats), count_customers(part, rules.textual)) for part in parts)
        return _part(
            ((_alone(marked, rules, by_resolution), customers) for marked, customers in told), counting, witnesses
        )

    def with_resolution(parts: Iterator[pa.Table]) -> _Part:
        return _part(((mark_shared(part, rules.shared), Customers()) for part in parts), counting, witnesses)

    with Shuffle("resolution") as by_resolution:
        first = incidents.worked(with_history, [by_resolution])
        then = worked_in_runs(by_resolution, with_resolution, [], incidents.workers)
        counters = []
        for counter, uncut in chain(first, then):
            counters.append(counter)
            witnesses.add(uncut)
    whole, *others = counters
    for counter in others:
        whole.add_all(counter)
    return whole.tally()


def _part(told: Iterable[tuple[pa.Table, Customers]], counting: Counting, witnesses: Witnesses) -> _Part:
    """What is counted of some incidents and customers, and what its quotes are yet to be cut from."""
    counter = TallyCounter(counting)
    for events, customers in told:
        counter.add(events, witnesses.of(events))
        counter.add_customers(customers)
    return counter, witnesses.uncut(counter.evidence)


def _alone(events: pa.Table, rules: KeyedRules, by_resolution: Shuffle) -> pa.Table:
    """The events without those that wait for others with their resolution."""
    if not rules.shared:
        return events
    # An incident without a resolution shares none, and need not meet the others.
    resolved = pc.not_equal(events["resolution"], pa.scalar(0, pa.uint64()))
    if pc.any(resolved).as_py():
        by_resolution.add(events.filter(resolved))
        events = events.filter(pc.invert(resolved))
    return mark_shared(events, rules.shared)
