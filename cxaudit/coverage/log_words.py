"""The distinct words of a log, and the columns that have something in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.detection.vocabulary import vocabulary_of
from cxaudit.incidents import every_chunk
from cxaudit.matchers import Accents, Expression, Near, Phrase, Repeat, Shared, fields_used, leaves
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import text_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from cxaudit.detection.vocabulary import Vocabulary
    from cxaudit.incidents import OpenSource
    from cxaudit.matchers import WordChoice
    from cxaudit.model import Condition

_CUSTOMER, _RESOLUTION, _CHANNEL, _OPENED, _TEXT = "customer", "resolution", "channel", "opened_at", "text"


@dataclass(frozen=True, slots=True)
class LogWords:
    """The distinct folded words of a log under each treatment of accents, and the columns with any value."""

    words: dict[Accents, frozenset[str]]
    columns: frozenset[str]

    def has(self, choice: WordChoice, accents: Accents) -> bool:
        """Whether some word of the log fits."""
        return choice.is_any or choice.is_in(self.words[accents])


def read_words(sources: Sequence[OpenSource], conditions: Sequence[Condition]) -> LogWords:
    """Read the log for the words and the columns that these conditions ask for."""
    parts = [leaf for condition in conditions for leaf in leaves(condition)]
    tables = {
        accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN)
        for accents in Accents
        if accents is Accents.FOLDED or _as_written(parts)
    }
    columns = {column for condition in conditions for column in columns_of(condition)}
    gathered = {accents: _Gathered() for accents in tables}
    filled: set[str] = set()
    for _, chunk in every_chunk(sources, frozenset(columns)):
        filled |= {name for name in columns - filled if _has_values(chunk.batch, name)}
        texts = _texts(chunk.batch)
        if texts:
            block = text_block(texts, tables)
            for accents, found in gathered.items():
                found.add(vocabulary_of(block.layers[accents]))
    words = {accents: frozenset(found.words) for accents, found in gathered.items()}
    return LogWords(words, frozenset(filled))


def columns_of(condition: Condition) -> frozenset[str]:
    """The columns without which a condition sees nothing."""
    match condition:
        case Repeat(other_channel=other_channel):
            return frozenset({_CUSTOMER, _OPENED, *([_CHANNEL] if other_channel else [])})
        case Shared():
            return frozenset({_RESOLUTION, _OPENED})
        case _:
            texts = any(isinstance(leaf, Phrase | Near | Expression) for leaf in leaves(condition))
            return fields_used(condition) | (frozenset({_TEXT}) if texts else frozenset())


class _Gathered:
    """Distinct words, each kept once; words that were seen are known by their hashes."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self._known = np.empty(0, dtype=np.uint64)

    def add(self, vocabulary: Vocabulary) -> None:
        """Take in the words of a block."""
        new = np.flatnonzero(~np.isin(vocabulary.hashes, self._known))
        self.words.update(vocabulary.word(number) for number in new.tolist())
        self._known = np.union1d(self._known, vocabulary.hashes[new])


def _as_written(parts: Sequence[Condition]) -> bool:
    patterns = (pattern for leaf in parts if isinstance(leaf, Phrase) for pattern in leaf.patterns)
    near = (pattern for leaf in parts if isinstance(leaf, Near) for group in leaf.groups for pattern in group)
    expressions = (leaf for leaf in parts if isinstance(leaf, Expression))
    treated = (*(part.accents for part in (*patterns, *near)), *(leaf.accents for leaf in expressions))
    return Accents.AS_WRITTEN in treated


def _has_values(batch: pa.RecordBatch, name: str) -> bool:
    return name in batch.schema.names and batch[name].null_count < batch.num_rows


def _texts(batch: pa.RecordBatch) -> list[str]:
    return batch[_TEXT].drop_null().to_pylist() if _TEXT in batch.schema.names else []
