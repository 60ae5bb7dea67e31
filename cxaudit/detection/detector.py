"""Compiles a rulebook into a detector: a batch of incidents in, symptoms and where they were found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxaudit.compiling import can_compile
from cxaudit.detection.blocks import block_of, offsets_of, run_from
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
from cxaudit.matchers.room import Room
from cxaudit.model import Condition, Location, Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

Integers = npt.NDArray[np.int64]

_COMPILED = 64 << 20  # bytes of text after which compiled code has saved the time that it takes to be loaded
_TEXT = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Detector:
    """A rulebook ready to run.

    `symptoms` are all ids in rulebook order; `columns` those a batch should have; `rules` the places of the leaf
    conditions, `said_in` the columns whose words they look at. `keyed` and `series` are the symptoms, by index, that no
    single incident can show.
    """

    symptoms: tuple[str, ...]
    columns: frozenset[str]
    rules: tuple[Location, ...]
    keyed: tuple[tuple[int, Condition], ...]
    series: tuple[tuple[int, Condition], ...]
    said_in: tuple[str, ...]
    _kernel: _Kernel

    def detect(self, batch: pa.RecordBatch) -> Detections:
        """The symptoms of each incident of a batch; the same however incidents are put into batches.

        Memory grows with the rows of the batch times the symptoms that cannot be seen in them: a few thousand rows
        are best. It is not for several threads at once: what one batch wrote, the next writes over.
        """
        return self._kernel.detect(batch)


def compile_detector(rulebook: Rulebook, *, compiled: bool | None = None) -> Detector:
    """The detector of a rulebook.

    `compiled`: compiled code does the work; if that is None, where it can be had and pays. What it finds is the same.
    """
    symptoms = tuple(rulebook.symptoms)
    conditions = [(index, rulebook.symptoms[name].detect) for index, name in enumerate(symptoms)]
    single = [pair for pair in conditions if not isinstance(pair[1], Repeat | Shared | Series)]
    kernel = _Kernel(single, compiled=compiled)
    return Detector(
        symptoms,
        frozenset({_TEXT}).union(*(fields_used(condition) for _, condition in single)),
        kernel.rules,
        tuple(pair for pair in conditions if isinstance(pair[1], Repeat | Shared)),
        tuple(pair for pair in conditions if isinstance(pair[1], Series)),
        kernel.said_in,
        kernel,
    )


class _Kernel:
    """The compiled conditions; `conditions` are those that single incidents can show, with the symptom's number."""

    def __init__(self, conditions: list[tuple[int, Condition]], *, compiled: bool | None) -> None:
        self._forest = Forest([condition for _, condition in conditions])
        symptom_of_node = {
            int(root): symptom for root, (symptom, _) in zip(self._forest.roots, conditions, strict=True)
        }
        self._symptoms = np.array([symptom_of_node.get(node, -1) for node in range(self._forest.size)], dtype=np.int64)
        self.rules = tuple(leaf.location for _, leaf in self._forest.leaves)
        fields = [
            (place, node, leaf) for place, (node, leaf) in enumerate(self._forest.leaves) if isinstance(leaf, Field)
        ]
        self._fields = fields
        columns = (_TEXT, *_said_elsewhere(self._forest))
        self._customer, *staff = (_Words(self._forest, column, compiled=compiled) for column in columns)
        self._staff = tuple(staff)
        self.said_in = tuple(
            leaf.said_in if isinstance(leaf, Phrase | Near | Expression) else _TEXT for _, leaf in self._forest.leaves
        )
        mixed = {
            root
            for root, (_, condition) in zip(self._forest.roots.tolist(), conditions, strict=True)
            if any(_looks_beside_the_text(leaf) for leaf in leaves(condition))
        }
        root_of = self._forest.root_of(self._customer.nodes)
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
        matches, blank_rows = self._customer.matches(batch)
        hidden = self._customer.hidden(blank_rows, self._is_mixed)
        entries = Entries.joined([matches, hidden, *self._staff_entries(batch), *self._field_entries(batch)])
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

    def _staff_entries(self, batch: pa.RecordBatch) -> Iterator[Entries]:
        for words in self._staff:
            matches, blank_rows = words.matches(batch)
            yield matches
            yield words.hidden(blank_rows, np.ones(len(words.nodes), dtype=bool))

    def _field_entries(self, batch: pa.RecordBatch) -> Iterator[Entries]:
        states = FieldStates(batch)
        for place, node, leaf in self._fields:
            found = states.of(leaf)
            rows = np.flatnonzero(found)
            nowhere = np.full(len(rows), -1)
            told = found[rows].astype(np.int64)
            yield Entries(rows, np.full(len(rows), node), told, nowhere, nowhere, np.full(len(rows), place))


class _Words:
    """The leaves that look at the words of one column: where they stand, and what runs them."""

    def __init__(self, forest: Forest, column: str, *, compiled: bool | None) -> None:
        self.column = column
        texts = [
            (place, node, leaf)
            for place, (node, leaf) in enumerate(forest.leaves)
            if isinstance(leaf, Phrase | Near | Expression) and leaf.said_in == column
        ]
        self.places = np.array([place for place, _, _ in texts], dtype=np.int64)
        self.nodes = np.array([node for _, node, _ in texts], dtype=np.int64)
        self._compiled, self._read = compiled, 0
        self._room = Room()
        self._program = TextProgram([leaf for _, _, leaf in texts])
        self._tables = {
            accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN) for accents in self._program.accents
        }

    def matches(self, batch: pa.RecordBatch) -> tuple[Entries, Integers]:
        """Matches of the leaves, and the rows that have no such text; equal texts are read once."""
        if self.column not in batch.schema.names:
            return self._entries(LeafMatches.joined([]), Ragged.of([])), np.arange(batch.num_rows)
        column = batch.column(self.column)
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        texts = encoded.dictionary.cast(pa.large_string()).fill_null("")
        texts.validate(full=True)  # broken bytes would run into the next text
        offsets, first = offsets_of(texts)[1], 0
        found, blank = [], np.zeros(len(texts) + 1, dtype=bool)
        blank[-1] = True
        while first < len(texts):
            compiled = self._is_compiled()
            last = run_from(first, offsets, compiled=compiled)
            block = block_of(texts, (first, last), self._tables, self._room if compiled else None)
            blank[first:last] = block.blank()
            found.append(self._program.run(block, compiled=compiled).outside(blank[first:last]).shifted(first))
            self._read += int(offsets[last] - offsets[first])
            first = last
        number = np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)
        return self._entries(LeafMatches.joined(found), _rows_of(number, len(texts))), np.flatnonzero(blank[number])

    def _is_compiled(self) -> bool:
        return self._read >= _COMPILED and can_compile() if self._compiled is None else self._compiled

    def _entries(self, matches: LeafMatches, rows_of: Ragged) -> Entries:
        """The matches of texts as entries of all rows with that text."""
        owner, rows = rows_of.taken(matches.texts)
        leaf = matches.leaves[owner]
        return Entries(
            rows,
            self.nodes[leaf],
            matches.states[owner],
            matches.starts[owner],
            matches.ends[owner],
            self.places[leaf],
        )

    def hidden(self, rows: Integers, which: npt.NDArray[np.bool_]) -> Entries:
        """The leaves `which` as such that cannot be seen in `rows`, for symptoms that have more to go by."""
        nodes = np.tile(self.nodes[which], len(rows))
        places = np.tile(self.places[which], len(rows))
        nowhere = np.full(len(nodes), -1)
        states = np.full(len(nodes), int(State.HIDDEN))
        return Entries(np.repeat(rows, int(which.sum())), nodes, states, nowhere, nowhere, places)


def _rows_of(number: Integers, texts: int) -> Ragged:
    """The rows with each text, given the number of the text of each row, which is −1 where there is none."""
    if np.array_equal(number, np.arange(texts)):  # no text comes twice
        return Ragged(np.arange(texts + 1), number)
    rows = np.argsort(number, kind="stable")
    return Ragged.grouped(number[rows], rows, texts)


def _said_elsewhere(forest: Forest) -> list[str]:
    """The columns beside the text whose words some leaf looks at."""
    said = (leaf.said_in for _, leaf in forest.leaves if isinstance(leaf, Phrase | Near | Expression))
    return sorted(set(said) - {_TEXT})


def _looks_beside_the_text(leaf: Condition) -> bool:
    return isinstance(leaf, Field) or (isinstance(leaf, Phrase | Near | Expression) and leaf.said_in != _TEXT)
