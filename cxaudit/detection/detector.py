"""Compiles a rulebook into a detector: a batch of incidents in, symptoms and where they were found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxaudit.detection.detections import Detections
from cxaudit.detection.evaluation import Entries, Forest
from cxaudit.detection.field_states import FieldStates
from cxaudit.detection.leaf_matches import LeafMatches
from cxaudit.detection.ragged import Ragged
from cxaudit.detection.text_program import TextProgram
from cxaudit.matchers import (
    Accents,
    Expression,
    Field,
    Near,
    Phrase,
    Repeat,
    Series,
    Shared,
    State,
    fields_used,
    leaves,
)
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import text_block
from cxaudit.model import Condition, Location, Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

Integers = npt.NDArray[np.int64]

_BLOCK_TEXTS = 2048  # texts worked at once; more fall out of the cache and are slower
_BLOCK_CHARACTERS = 1 << 20
_TEXT = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Detector:
    """A rulebook ready to run.

    `symptoms` are all ids in rulebook order; `columns` those a batch should have; `rules` the places of the leaf
    conditions. `keyed` and `series` are the symptoms, by index, that no single incident can show.
    """

    symptoms: tuple[str, ...]
    columns: frozenset[str]
    rules: tuple[Location, ...]
    keyed: tuple[tuple[int, Condition], ...]
    series: tuple[tuple[int, Condition], ...]
    _kernel: _Kernel

    def detect(self, batch: pa.RecordBatch) -> Detections:
        """The symptoms of each incident of a batch; the same however incidents are put into batches.

        Memory grows with the rows of the batch times the symptoms that cannot be seen in them: a few thousand rows
        are best.
        """
        return self._kernel.detect(batch)


def compile_detector(rulebook: Rulebook) -> Detector:
    """The detector of a rulebook."""
    symptoms = tuple(rulebook.symptoms)
    conditions = [(index, rulebook.symptoms[name].detect) for index, name in enumerate(symptoms)]
    single = [pair for pair in conditions if not isinstance(pair[1], Repeat | Shared | Series)]
    kernel = _Kernel(single)
    return Detector(
        symptoms,
        frozenset({_TEXT}).union(*(fields_used(condition) for _, condition in single)),
        kernel.rules,
        tuple(pair for pair in conditions if isinstance(pair[1], Repeat | Shared)),
        tuple(pair for pair in conditions if isinstance(pair[1], Series)),
        kernel,
    )


class _Kernel:
    """The compiled conditions; `conditions` are those that single incidents can show, with the symptom's number."""

    def __init__(self, conditions: list[tuple[int, Condition]]) -> None:
        self._forest = Forest([condition for _, condition in conditions])
        symptom_of_node = {
            int(root): symptom for root, (symptom, _) in zip(self._forest.roots, conditions, strict=True)
        }
        self._symptoms = np.array([symptom_of_node.get(node, -1) for node in range(self._forest.size)], dtype=np.int64)
        self.rules = tuple(leaf.location for _, leaf in self._forest.leaves)
        fields = [
            (place, node, leaf) for place, (node, leaf) in enumerate(self._forest.leaves) if isinstance(leaf, Field)
        ]
        texts = [
            (place, node, leaf)
            for place, (node, leaf) in enumerate(self._forest.leaves)
            if isinstance(leaf, Phrase | Near | Expression)
        ]
        self._fields = fields
        self._text_places = np.array([place for place, _, _ in texts], dtype=np.int64)
        self._text_nodes = np.array([node for _, node, _ in texts], dtype=np.int64)
        self._program = TextProgram([leaf for _, _, leaf in texts])
        self._tables = {
            accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN) for accents in self._program.accents
        }
        mixed = {
            root
            for root, (_, condition) in zip(self._forest.roots.tolist(), conditions, strict=True)
            if any(isinstance(leaf, Field) for leaf in leaves(condition))
        }
        root_of = self._forest.root_of(self._text_nodes)
        self._is_mixed = np.isin(root_of, sorted(mixed))
        self._text_only = np.array(
            [
                symptom
                for root, (symptom, _) in zip(self._forest.roots.tolist(), conditions, strict=True)
                if root not in mixed
            ],
            dtype=np.int64,
        )

    def detect(self, batch: pa.RecordBatch) -> Detections:
        """The symptoms of each incident of a batch."""
        matches, blank_rows = self._text_matches(batch)
        entries = Entries.joined([matches, self._hidden(blank_rows), *self._field_entries(batch)])
        found = self._forest.evaluated(entries)
        symptoms = self._symptoms[found.nodes]
        unseen_rows = np.repeat(blank_rows, len(self._text_only))
        unseen = np.tile(self._text_only, len(blank_rows))
        nowhere = np.full(len(unseen), -1)
        return Detections.sorted(
            np.concatenate((found.rows, unseen_rows)),
            np.concatenate((symptoms, unseen)),
            np.concatenate((found.states, np.full(len(unseen), int(State.HIDDEN)))),
            np.concatenate((found.starts, nowhere)),
            np.concatenate((found.ends, nowhere)),
            np.concatenate((np.where(found.states == State.HIDDEN, -1, found.leaves), nowhere)),
        )

    def _text_matches(self, batch: pa.RecordBatch) -> tuple[Entries, Integers]:
        """Matches of the text leaves, and the rows that have no text; equal texts are read once."""
        if _TEXT not in batch.schema.names:
            return self._entries(LeafMatches.joined([]), Ragged.of([])), np.arange(batch.num_rows)
        column = batch.column(_TEXT)
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        number = np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)
        rows = np.argsort(number, kind="stable")
        texts = encoded.dictionary.to_pylist()
        rows_of = Ragged.grouped(number[rows], rows, len(texts))
        found, blank = [], np.zeros(len(texts) + 1, dtype=bool)
        blank[-1] = True
        for first, last in _blocks(texts):
            block = text_block(texts[first:last], self._tables)
            blank[first:last] = block.blank()
            found.append(self._program.run(block).outside(blank[first:last]).shifted(first))
        return self._entries(LeafMatches.joined(found), rows_of), np.flatnonzero(blank[number])

    def _entries(self, matches: LeafMatches, rows_of: Ragged) -> Entries:
        """The matches of texts as entries of all rows with that text."""
        owner, rows = rows_of.taken(matches.texts)
        leaf = matches.leaves[owner]
        return Entries(
            rows,
            self._text_nodes[leaf],
            matches.states[owner],
            matches.starts[owner],
            matches.ends[owner],
            self._text_places[leaf],
        )

    def _hidden(self, rows: Integers) -> Entries:
        """Text leaves that cannot be seen, of symptoms that have more to go by than the text."""
        nodes = np.tile(self._text_nodes[self._is_mixed], len(rows))
        places = np.tile(self._text_places[self._is_mixed], len(rows))
        nowhere = np.full(len(nodes), -1)
        states = np.full(len(nodes), int(State.HIDDEN))
        return Entries(np.repeat(rows, int(self._is_mixed.sum())), nodes, states, nowhere, nowhere, places)

    def _field_entries(self, batch: pa.RecordBatch) -> Iterator[Entries]:
        states = FieldStates(batch)
        for place, node, leaf in self._fields:
            found = states.of(leaf)
            rows = np.flatnonzero(found)
            nowhere = np.full(len(rows), -1)
            told = found[rows].astype(np.int64)
            yield Entries(rows, np.full(len(rows), node), told, nowhere, nowhere, np.full(len(rows), place))


def _blocks(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Runs of texts that are worked at once."""
    first = size = 0
    for place, text in enumerate(texts):
        if place > first and (place - first == _BLOCK_TEXTS or size + len(text) > _BLOCK_CHARACTERS):
            yield first, place
            first, size = place, 0
        size += len(text)
    if texts:
        yield first, len(texts)
