"""Reads the distinct texts of a log, and which symptoms each shows.

Texts of equal words count as one document, so that an automatic mail sent a thousand times is no topic. Of a log with
very many texts those with the smallest hash are kept, a sample that does not depend on the order of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxaudit.coverage.wording import hash_of_text, normalised
from cxaudit.detection import compile_detector
from cxaudit.incidents import every_chunk
from cxaudit.matchers import Expression, Near, Phrase, leaves
from cxaudit.model import ROW, ROWS_PER_SOURCE, Source
from cxaudit.tally import keep_last_state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxaudit.detection import Detections, Detector
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rejection, Rulebook

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MOST_DOCUMENTS = 200_000  # distinct texts kept; more say no more
_ASSERTED = 1
NAME_COLUMNS = ("customer_name", "agent", "customer")


@dataclass(frozen=True, slots=True)
class Texts:
    """The distinct texts of a log, in order of their hash.

    `rows` has one row an incident with a text, in the order of its document: `document` (the index of its text), `id`,
    `source`, `row`, and the columns of `NAME_COLUMNS`. `matched` says which documents show a symptom that is read from
    words. `shown_document` and `shown_symptom` (an index into `symptoms`) are the symptoms of any kind that incidents
    show. `rejections` counts the rows not used by reason. `sampled` says that only some of the texts were kept.
    """

    documents: tuple[str, ...]
    matched: Booleans
    rows: pa.Table
    symptoms: tuple[str, ...]
    shown_document: Integers
    shown_symptom: Integers
    sources: tuple[Source, ...]
    rejections: Mapping[str, int]
    sampled: bool = False
    incidents: Integers = field(init=False)  # incidents with each text

    def __post_init__(self) -> None:
        counts = np.bincount(self.rows["document"].to_numpy(), minlength=len(self.documents))
        object.__setattr__(self, "incidents", counts.astype(np.int64))


def read_texts(
    sources: Sequence[OpenSource],
    rulebook: Rulebook,
    progress: Callable[[str, int], None] = lambda _path, _rows: None,
    most: int = MOST_DOCUMENTS,
) -> Texts:
    """Read the sources to their end; `most` distinct texts are kept.

    Raises InputError when a source cannot be read to its end.
    """
    detector = compile_detector(rulebook)
    gathered = _Gathered(detector, _read_from_words(rulebook), most)
    for number, chunk in every_chunk(sources, detector.columns):
        progress(sources[number].path, chunk.batch.num_rows + len(chunk.rejected))
        gathered.reject(chunk.rejected)
        gathered.add(chunk.batch, number)
    return gathered.texts(tuple(source.finished() for source in sources))


class _Gathered:
    """Rows with a text, gathered while a log streams by."""

    def __init__(self, detector: Detector, textual: Booleans, most: int) -> None:
        self._detector = detector
        self._textual = textual
        self._most = most
        self._tables: list[pa.Table] = []
        self._rows = 0
        self._sampled = False
        self._rejections: Counter[str] = Counter()

    def reject(self, rejections: tuple[Rejection, ...]) -> None:
        """Count rows that are not used."""
        self._rejections.update(entry.reason for entry in rejections)

    def add(self, batch: pa.RecordBatch, source: int) -> None:
        """Take in the rows of a batch that have a text."""
        if not batch.num_rows or "text" not in batch.schema.names:
            return
        texts = batch["text"].to_pylist()
        hashes = np.fromiter(
            (hash_of_text(normalised(text)) if text else 0 for text in texts), dtype=np.uint64, count=len(texts)
        )
        found = self._detector.detect(batch)
        order = np.asarray(batch[ROW], dtype=np.int64) + source * ROWS_PER_SOURCE
        columns = {
            "order": pa.array(order),
            "key": pa.array(_keys(batch, source)),
            "updated": _updated(batch),
            "hash": pa.array(hashes),
            "text": pa.array(texts, pa.string()),
            "id": _strings(batch, "id"),
            "matched": pa.array(self._matched(found, batch.num_rows)),
            "shown": pa.array(_shown(found, batch.num_rows), pa.list_(pa.int32())),
        }
        columns |= {name: _strings(batch, name) for name in NAME_COLUMNS}
        table = pa.table(columns).filter(pa.array(hashes != 0))
        self._tables.append(table)
        self._rows += table.num_rows
        if self._rows > 4 * self._most:
            self._thin()

    def texts(self, sources: tuple[Source, ...]) -> Texts:
        """All that was gathered, the last state of each incident only."""
        if not self._tables:
            return _nothing(self._detector.symptoms, sources, self._rejections)
        self._thin()
        table, _ = keep_last_state(self._joined())
        hashes = table["hash"].to_numpy()
        distinct, document = np.unique(hashes, return_inverse=True)
        table = table.append_column("document", pa.array(document.astype(np.int64)))
        table = table.take(pa.array(np.lexsort((table["order"].to_numpy(), document))))
        document = table["document"].to_numpy()
        first = np.searchsorted(document, np.arange(len(distinct)))
        matched = np.zeros(len(distinct), dtype=np.bool_)
        matched[document[table["matched"].to_numpy()]] = True
        shown_document, shown_symptom = _pairs(table["shown"], document)
        order = table["order"].to_numpy()
        rows = pa.table(
            {
                "document": table["document"],
                "id": table["id"],
                "source": pa.array([sources[number].path for number in (order // ROWS_PER_SOURCE).tolist()]),
                "row": pa.array(order % ROWS_PER_SOURCE),
                **{name: table[name] for name in NAME_COLUMNS},
            }
        )
        documents = tuple(_smallest_spelling(table["text"], document, first))
        return Texts(
            documents,
            matched,
            rows,
            self._detector.symptoms,
            shown_document,
            shown_symptom,
            sources,
            self._rejections,
            self._sampled,
        )

    def _matched(self, found: Detections, rows: int) -> Booleans:
        matched = np.zeros(rows, dtype=np.bool_)
        matched[found.row[(found.state == _ASSERTED) & self._textual[found.symptom]]] = True
        return matched

    def _joined(self) -> pa.Table:
        return pa.concat_tables(self._tables).combine_chunks()

    def _thin(self) -> None:
        """Keep the rows of the texts with the smallest hashes."""
        table = self._joined()
        distinct = np.unique(table["hash"].to_numpy())
        if len(distinct) > self._most:
            table = table.filter(pc.less(table["hash"], pa.scalar(int(distinct[self._most]), pa.uint64())))
            self._sampled = True
        self._tables, self._rows = [table], 0


def _read_from_words(rulebook: Rulebook) -> Booleans:
    """Which symptoms look at the text."""
    return np.array(
        [
            any(isinstance(leaf, Phrase | Near | Expression) for leaf in leaves(symptom.detect))
            for symptom in rulebook.symptoms.values()
        ],
        dtype=np.bool_,
    )


def _keys(batch: pa.RecordBatch, source: int) -> NDArray[np.uint64]:
    """A hash of each row's id and source; a row without an id is an incident of its own."""
    homes, numbers = np.divmod(np.asarray(batch[ROW], dtype=np.int64) + source * ROWS_PER_SOURCE, ROWS_PER_SOURCE)
    rows = zip(homes.tolist(), numbers.tolist(), strict=True)
    ids = batch["id"].to_pylist() if "id" in batch.schema.names else [None] * batch.num_rows
    names = (
        f"{home} id {name.strip()}" if name and name.strip() else f"{home} row {row}"
        for name, (home, row) in zip(ids, rows, strict=True)
    )
    return np.fromiter((hash_of_text(name) for name in names), dtype=np.uint64, count=batch.num_rows)


def _updated(batch: pa.RecordBatch) -> pa.Array:
    times = [
        batch[name].cast(pa.timestamp("us")).cast(pa.int64())
        for name in ("updated_at", "closed_at")
        if name in batch.schema.names
    ]
    return pc.coalesce(*times) if times else pa.nulls(batch.num_rows, pa.int64())


def _strings(batch: pa.RecordBatch, name: str) -> pa.Array:
    return batch[name].cast(pa.string()) if name in batch.schema.names else pa.nulls(batch.num_rows, pa.string())


def _shown(found: Detections, rows: int) -> pa.Array:
    """The asserted symptoms of each row."""
    asserted = found.state == _ASSERTED
    offsets = np.searchsorted(found.row[asserted], np.arange(rows + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(found.symptom[asserted], pa.int32()))


def _pairs(shown: pa.ChunkedArray, document: Integers) -> tuple[Integers, Integers]:
    """The document and the symptom, for each symptom of each incident."""
    owner = document[np.asarray(pc.list_parent_indices(shown.combine_chunks()))]
    symptom = np.asarray(pc.list_flatten(shown)).astype(np.int64)
    return owner, symptom


def _smallest_spelling(texts: pa.ChunkedArray, document: Integers, first: Integers) -> list[str]:
    """The text of each document; of several spellings the one that sorts first, whatever the order of the rows."""
    spelled: list[str] = texts.take(pa.array(first)).to_pylist()
    again = np.flatnonzero(np.diff(document, prepend=-1) == 0)
    for place, text in zip(document[again].tolist(), texts.take(pa.array(again)).to_pylist(), strict=True):
        spelled[place] = min(spelled[place], text)
    return spelled


def _nothing(symptoms: tuple[str, ...], sources: tuple[Source, ...], rejections: Mapping[str, int]) -> Texts:
    empty = np.empty(0, dtype=np.int64)
    names = {name: pa.array([], pa.string()) for name in ("id", "source", *NAME_COLUMNS)}
    rows = pa.table({"document": pa.array([], pa.int64()), "row": pa.array([], pa.int64()), **names})
    return Texts((), np.empty(0, dtype=np.bool_), rows, symptoms, empty, empty, sources, rejections)
