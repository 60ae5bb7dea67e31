"""Conversations over the cluster: the messages of each are brought to one executor, which makes an incident of them."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import reduce
from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.engines.spark.executors.conversations import Learning, Learnt, Logs, Uniting
from cxaudit.engines.spark.executors.messages import Answering, Spreading
from cxaudit.engines.spark.executors.shares import RECORD_SCHEMA, streamed, unstreamed
from cxaudit.errors import InputError
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.turns.threads import threads_of
from cxaudit.model import ROW, ROWS_PER_SOURCE, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import DataFrame

    from cxaudit.engines.spark.driver.reading import Reading
    from cxaudit.engines.spark.executors.shares import Sharing
    from cxaudit.incidents import OpenSource

# Messages that are united together: fewer keep more executors busy, more are packed better.
_FEWEST, _MOST = 20_000, 500_000
_PARTS = 500  # that are enough, as long as no part holds more
_MOST_ANSWERS = 32 << 20  # bytes that each executor is told of which message answers which


def places_of_rows(numbers: Sequence[int]) -> int:
    """The places that a row of logs with these numbers takes, which share their conversations.

    One for itself, one for an incident that begins there, and where a message may stand in several logs one as a copy.
    """
    return 2 if len(numbers) == 1 else 3


def conversations(
    reading: Reading, sources: Mapping[int, OpenSource], before: Mapping[int, int], sharing: Sharing
) -> DataFrame:
    """The shares of sources, by their numbers, that share their conversations; they hold at least one record.

    `before` counts the places taken before each source.
    """
    numbers = tuple(sources)
    records = tuple(reading.records(number) for number in numbers)
    parts = max(1, min(-(-sum(records) // _FEWEST), _PARTS), -(-sum(records) // _MOST))
    spreading = Spreading(sharing, numbers, parts, _threads(reading, sources, before, sharing))
    frame = reduce(lambda one, other: one.union(other), reading.worked(numbers, before, spreading))
    logs = Logs(
        numbers,
        tuple(source.path for source in sources.values()),
        records,
        before[numbers[0]] + sum(records),
        schema_of(sources.values(), sharing.keep),
        sources[numbers[0]].desk.same_ids,
    )
    if len(numbers) > 1:
        # All messages are read beforehand, for what only all of them tell.
        learnt = frame.repartition(1).mapInArrow(Learning(logs, sharing), RECORD_SCHEMA).toArrow()
        logs = settled(logs, learnt.to_batches())
    return frame.repartitionById(parts, "part").mapInArrow(Uniting(logs, sharing), RECORD_SCHEMA)


def settled(logs: Logs, records: Iterable[pa.RecordBatch]) -> Logs:
    """The logs in turn, by the only one of the records that `Learning` gave."""
    ((payload,),) = (batch["payload"].to_pylist() for batch in records)
    learnt: Learnt = pickle.loads(payload)  # noqa: S301 - our own work, which Spark brings
    return replace(
        logs,
        numbers=tuple(logs.numbers[place] for place in learnt.turn),
        paths=tuple(logs.paths[place] for place in learnt.turn),
        records=tuple(logs.records[place] for place in learnt.turn),
        anew=learnt.anew,
    )


def schema_of(sources: Iterable[OpenSource], keep: frozenset[str]) -> pa.Schema:
    """The columns that messages of any of the sources have, as their first rows show."""
    schemas = []
    for source in sources:
        for raw in source.raws(keep):
            batch = source.converted(raw, Ledger(), keep).batch
            schemas.append(batch.drop_columns([SOURCE]).schema)
            break
    return pa.unify_schemas(schemas)


def _threads(reading: Reading, sources: Mapping[int, OpenSource], before: Mapping[int, int], sharing: Sharing) -> bytes:
    """The conversations of messages that only tell which one they answer; found here, as it takes all of them."""
    numbers = [number for number, source in sources.items() if source.by_replies]
    frames = reading.worked(numbers, before, Answering(sharing))
    found = sorted((row for frame in frames for row in frame.toLocalIterator()), key=attrgetter("place"))
    if not found:
        return b""
    logs, tables = list(sources), []
    for row in found:
        messages = pickle.loads(row.payload)  # noqa: S301 - our own work, which Spark brings
        rows = unstreamed(messages.rows)
        place = pc.add(rows[ROW], pa.scalar(logs.index(messages.number) * ROWS_PER_SOURCE))
        tables.append(rows.set_column(rows.schema.get_field_index(ROW), ROW, place))
    threads = threads_of(batch for table in tables for batch in table.to_batches())
    own = pa.chunked_array([chunk for table in tables for chunk in table["id"].chunks])
    others = pc.not_equal(threads.conversation, own.combine_chunks())
    table = pa.table({"row": threads.row, "conversation": threads.conversation}).filter(others)
    packed = streamed([table])
    if len(packed) > _MOST_ANSWERS:
        paths = ", ".join(sources[number].path for number in numbers)
        raise InputError(
            f"{paths}: messages only say which one they answer, and {table.num_rows:,} answers are more than executors"
            " can be told of; add a column with the number of the conversation, or leave out --engine spark"
        )
    return packed
