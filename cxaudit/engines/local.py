"""The local engine: one pass over the rows, a keyed pass over their history, and the tally."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.detection import compile_detector
from cxaudit.engines.detecting import Detecting
from cxaudit.engines.events_file import Rereading, keeping
from cxaudit.engines.gathering import gathered_from
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.rules import KeyedRules, keyed_rules
from cxaudit.engines.witnesses import Witnesses
from cxaudit.matchers import fields_used
from cxaudit.tally import Counting, Shuffle, add, count, count_customers, mark_repeats, mark_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection import Detector
    from cxaudit.engines.events_file import EventsFile
    from cxaudit.engines.gathering import Gathered
    from cxaudit.engines.inputs import Feed
    from cxaudit.engines.result import Counted, CountOptions
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook, Tally


class LocalEngine:
    """Counts on this machine."""

    def count(self, sources: Sequence[OpenSource], rulebook: Rulebook, options: CountOptions) -> Counted:
        """Read `sources` to their end and count what the rulebook's symptoms find.

        Raises InputError when a source cannot be read to its end.
        """
        detector = compile_detector(rulebook)
        kernel = Kernel(detector, Quotes.of(_fields(rulebook), redacted=options.redacted))
        return _counted(Detecting(sources, kernel, options), detector, rulebook, options)


def count_kept(files: Sequence[EventsFile], rulebook: Rulebook, options: CountOptions) -> Counted:
    """Count the events that earlier runs kept, as if all their logs were read now, in the order of `files`.

    They must be of this rulebook. Raises InputError when a file cannot be read to its end.
    """
    return _counted(Rereading(files, options.progress), compile_detector(rulebook), rulebook, options)


def _counted(feed: Feed, detector: Detector, rulebook: Rulebook, options: CountOptions) -> Counted:
    """What an engine gives back, once the events of `feed` are gathered and counted."""
    rules, symptoms = keyed_rules(rulebook), len(detector.symptoms)
    with (
        keeping(options, detector, rulebook) as writer,
        gathered_from(feed, symptoms, symptoms, options.dimensions, writer) as incidents,
    ):
        witnesses = Witnesses(detector, rules, incidents.paths)
        counting = incidents.counting(detector.symptoms)
        tallies = list(_tallies(incidents, rules, counting, witnesses))
        return incidents.counted(add(tallies) if tallies else count(incidents.schema.empty_table(), counting))


def _tallies(incidents: Gathered, rules: KeyedRules, counting: Counting, witnesses: Witnesses) -> Iterator[Tally]:
    """One tally a partition, after what the history tells has joined each incident's profile."""
    symptoms = len(counting.symptoms)
    with Shuffle("resolution", incidents.schema) as by_resolution:
        for part in incidents.by_customer.partitions():
            customers = count_customers(part, rules.textual)
            marked = mark_repeats(part, rules.repeats, symptoms)
            if rules.shared:
                by_resolution.add(marked)
                yield replace(count(incidents.schema.empty_table(), counting), customers=customers)
            else:
                yield count(marked, counting, witnesses.of(marked), customers)
        for part in by_resolution.partitions():
            marked = mark_shared(part, rules.shared, symptoms)
            yield count(marked, counting, witnesses.of(marked))


def _fields(rulebook: Rulebook) -> tuple[tuple[str, ...], ...]:
    """The columns that each symptom's field conditions look at."""
    return tuple(tuple(sorted(fields_used(symptom.detect))) for symptom in rulebook.symptoms.values())
