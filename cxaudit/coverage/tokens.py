"""The words of documents as numbers, in arrays: the same words and sentences that rules see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.coverage.wording import without_addresses
from cxaudit.detection.vocabulary import vocabulary_of
from cxaudit.matchers import Accents
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import text_block

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers = NDArray[np.int64]

_BLOCK_TEXTS = 2048  # texts worked at once
_BLOCK_CHARACTERS = 1 << 20


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every word of every document, in order: its number in `words`, its document, and its sentence (of all)."""

    words: tuple[str, ...]
    word: Integers
    document: Integers
    sentence: Integers


def tokens_of(documents: Sequence[str]) -> Tokens:
    """The words of the documents, addresses left out; numbers follow the words' hashes, whatever the order."""
    tables = {Accents.FOLDED: FoldingTable(keep_accents=False)}
    hashes: list[NDArray[np.uint64]] = [np.empty(0, dtype=np.uint64)]
    places, documents_of, sentences = [], [], []
    spelled: dict[int, str] = {}
    sentence = 0
    for first, last in _blocks(documents):
        block = text_block([without_addresses(text) for text in documents[first:last]], tables)
        vocabulary = vocabulary_of(block.layers[Accents.FOLDED])
        for number, name in enumerate(vocabulary.hashes.tolist()):
            if name not in spelled:
                spelled[name] = vocabulary.word(number)
        hashes.append(vocabulary.hashes)
        places.append(vocabulary.hashes[vocabulary.words])
        documents_of.append(block.word_texts.astype(np.int64) + first)
        sentences.append(block.sentences.astype(np.int64) + sentence)
        sentence += int(block.sentences[-1]) + 1 if block.words else 0
    distinct = np.unique(np.concatenate(hashes))
    if not places:
        empty = np.empty(0, dtype=np.int64)
        return Tokens((), empty, empty, empty)
    word = np.searchsorted(distinct, np.concatenate(places))
    names = tuple(spelled[name] for name in distinct.tolist())
    return Tokens(names, word, np.concatenate(documents_of), np.concatenate(sentences))


def _blocks(documents: Sequence[str]) -> list[tuple[int, int]]:
    blocks, first, size = [], 0, 0
    for place, text in enumerate(documents):
        if place > first and (place - first == _BLOCK_TEXTS or size + len(text) > _BLOCK_CHARACTERS):
            blocks.append((first, place))
            first, size = place, 0
        size += len(text)
    return [*blocks, (first, len(documents))] if documents else []
