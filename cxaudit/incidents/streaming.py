"""All inputs as one stream of incidents, in which conversations that go on from one input to another are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.source import Chunk
from cxaudit.incidents.turns.several import Gathering, MessageLog
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.incidents.turns.threads import Threads, threads_of
from cxaudit.incidents.values.times import TIME
from cxaudit.model import COLUMNS, ROW, ROWS_PER_SOURCE, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cxaudit.incidents.source import Desk, OpenSource

_STORED = {ColumnKind.TIME: TIME, ColumnKind.NUMBER: pa.float64(), ColumnKind.FLAG: pa.bool_()}


def every_chunk(sources: Sequence[OpenSource], keep: frozenset[str] = frozenset()) -> Iterator[tuple[int, Chunk]]:
    """The chunks of all sources, with the number of the source each is of.

    Incidents of conversations in several sources come with the number of the first of those. Raises InputError where a
    source turns out to be damaged.
    """
    for numbers in together(sources):
        yield from chunks_of(sources, numbers, keep)


def chunks_of(
    sources: Sequence[OpenSource], numbers: Sequence[int], keep: frozenset[str] = frozenset()
) -> Iterator[tuple[int, Chunk]]:
    """The same of those of the sources with these numbers, which must share their conversations, or be one alone."""
    if len(numbers) > 1:
        yield from _conversations({number: sources[number] for number in numbers}, keep)
    else:
        yield from ((numbers[0], chunk) for chunk in sources[numbers[0]].chunks(keep))


def together(sources: Sequence[OpenSource]) -> list[tuple[int, ...]]:
    """The numbers of the sources, those that share their conversations together, in the order of the first of each."""
    desks: dict[Desk, list[int]] = {}
    for number, source in enumerate(sources):
        desks.setdefault(source.desk, []).append(number)
    return [tuple(numbers) for numbers in desks.values()]


def _conversations(sources: Mapping[int, OpenSource], keep: frozenset[str]) -> Iterator[tuple[int, Chunk]]:
    """The chunks of several sources, by their numbers, that share their conversations.

    While rows are read there are no incidents, only rejections; the incidents follow at the end.
    """
    logs = [MessageLog(number, source.path, Ledger()) for number, source in sources.items()]
    threads = _threads(sources.values())
    with Spilled() as spilled:
        gathering = Gathering(
            logs, _schema(sources.values(), keep), spilled, same_ids=sources[logs[0].number].desk.same_ids
        )
        for place, log in enumerate(logs):
            source = sources[log.number]
            for raw in source.raws(keep):
                chunk = source.converted(raw, log.ledger, keep)
                gathering.add(place, _of_conversations(chunk.batch, threads, place))
                # Nothing comes of it yet, but what watches the progress sees the rows go by.
                yield log.number, Chunk(chunk.batch.slice(0, 0), chunk.rejected, chunk.rows)
        for batch, rejected in gathering.incidents():
            yield logs[0].number, Chunk(batch, rejected)
    for log in logs:
        others = [other.path for other in logs if other is not log]
        sources[log.number].settle(log.ledger, (log.note(others),))


def _of_conversations(batch: pa.RecordBatch, threads: Threads | None, place: int) -> pa.RecordBatch:
    """The messages, `id` saying which conversation each is of."""
    if threads is None:
        return batch
    rows = np.asarray(batch[ROW], dtype=np.int64) + place * ROWS_PER_SOURCE
    return batch.set_column(batch.schema.get_field_index("id"), "id", threads.of(rows.tolist(), batch["id"]))


def _threads(sources: Collection[OpenSource]) -> Threads | None:
    """Which messages belong together, where only what each answers tells it; read beforehand."""
    if not any(source.by_replies for source in sources):
        return None
    return threads_of(
        batch.set_column(batch.schema.get_field_index(ROW), ROW, pc.add(batch[ROW], pa.scalar(place * ROWS_PER_SOURCE)))
        for place, source in enumerate(sources)
        if source.by_replies
        for batch in source.answers()
    )


def _schema(sources: Collection[OpenSource], keep: frozenset[str]) -> pa.Schema:
    """The columns that messages of any of the sources have."""
    names = {name for source in sources for name in source.columns(keep)}
    canonical = [(name, _STORED.get(column.kind, pa.string())) for name, column in COLUMNS.items() if name in names]
    kept = [(name, pa.string()) for name in sorted(names.difference(COLUMNS))]
    return pa.schema([*canonical, *kept, (ROW, pa.int64())])
