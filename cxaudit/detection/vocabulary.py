"""The distinct words of a block, and which word choices of the rules each of them fits.

A wildcard is matched against each distinct word once, however often the word stands in the block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxaudit.detection.hashing import PrefixSums, hash_of, word_hashes
from cxaudit.detection.ragged import Ragged, positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers import WordChoice, WordPattern
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The distinct words of a layer: `words` numbers the word at each place, the rest describes each number.

    `text` holds the distinct words one behind the other, each followed by a newline, from `starts` to `ends`.
    """

    words: Integers
    counts: Integers
    hashes: Hashes
    text: Codes
    starts: Integers
    ends: Integers

    def word(self, number: int) -> str:
        """One of the distinct words."""
        return self.text[self.starts[number] : self.ends[number]].tobytes().decode("utf-32-le")


def vocabulary_of(layer: BlockLayer) -> Vocabulary:
    """The distinct words of a layer of a block."""
    codes = layer.codes
    encoded = pa.array(word_hashes(codes, layer.word_starts, layer.word_ends)).dictionary_encode()
    words = encoded.indices.to_numpy().astype(np.int64)
    hashes = encoded.dictionary.to_numpy()
    example = np.zeros(len(hashes), dtype=np.int64)
    example[words] = np.arange(len(words))
    sizes = layer.word_ends[example] - layer.word_starts[example]
    starts = np.cumsum(sizes + 1) - (sizes + 1)
    text = np.full(int((sizes + 1).sum()), ord("\n"), dtype=np.uint32)
    text[positions(starts, sizes)] = codes[positions(layer.word_starts[example], sizes)]
    return Vocabulary(words, np.bincount(words, minlength=len(hashes)), hashes, text, starts, starts + sizes)


class ChoiceIndex:
    """Word choices, indexed so that the words of a vocabulary find theirs; `numbers` are the numbers to report."""

    def __init__(self, choices: Sequence[tuple[int, WordChoice]]) -> None:
        owners: dict[WordPattern, list[int]] = {}
        for number, choice in choices:
            for option in choice.options:
                if not option.is_any:
                    owners.setdefault(option, []).append(number)
        exact = [pattern for pattern in owners if pattern.is_exact]
        self._exact = _HashIndex([pattern.parts[0] for pattern in exact], [owners[pattern] for pattern in exact])
        wild = [pattern for pattern in owners if not pattern.is_exact]
        self._beginnings = _edge_indexes([pattern for pattern in wild if pattern.parts[0]], 0, owners)
        self._endings = _edge_indexes(
            [pattern for pattern in wild if not pattern.parts[0] and pattern.parts[-1]], -1, owners
        )
        self._inner = [(p, owners[p]) for p in wild if not p.parts[0] and not p.parts[-1]]

    def fits(self, vocabulary: Vocabulary) -> tuple[Integers, Integers]:
        """Pairs of choice and distinct word that fit."""
        found = [self._exact.find(vocabulary.hashes, np.arange(len(vocabulary.hashes)))]
        if self._beginnings or self._endings:
            sums = PrefixSums.of(vocabulary.text)
            sizes = vocabulary.ends - vocabulary.starts
            for size, index in self._beginnings:
                words = np.flatnonzero(sizes >= size)
                starts = vocabulary.starts[words]
                found.append(index.checked(vocabulary, sums.hashes(starts, starts + size), words))
            for size, index in self._endings:
                words = np.flatnonzero(sizes >= size)
                ends = vocabulary.ends[words]
                found.append(index.checked(vocabulary, sums.hashes(ends - size, ends), words))
        found.extend(self._containing(vocabulary))
        choices, words = (np.concatenate(side) for side in zip(*found, strict=True))
        return choices, words

    def _containing(self, vocabulary: Vocabulary) -> list[tuple[Integers, Integers]]:
        """Words that fit patterns with neither a fixed beginning nor a fixed end."""
        found = []
        text = vocabulary.text.tobytes().decode("utf-32-le") if self._inner else ""
        for pattern, owners in self._inner:
            words = []
            place = text.find(pattern.parts[1])
            while place >= 0:
                number = int(np.searchsorted(vocabulary.ends, place, side="right"))
                if pattern.matches(vocabulary.word(number)):
                    words.append(number)
                place = text.find(pattern.parts[1], int(vocabulary.ends[number]))
            found.append(
                (
                    np.repeat(np.array(owners, dtype=np.int64), len(words)),
                    np.tile(np.array(words, dtype=np.int64), len(owners)),
                )
            )
        return found


class _HashIndex:
    """Numbers by the hash of a text."""

    def __init__(self, texts: list[str], numbers: list[list[int]]) -> None:
        hashes = hash_of(texts)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._numbers = Ragged.of([numbers[place] for place in order.tolist()])

    def find(self, hashes: Hashes, words: Integers) -> tuple[Integers, Integers]:
        """The numbers of each hash that is known, with the word beside it."""
        if not len(self._hashes):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = np.flatnonzero(self._hashes[places] == hashes)
        owner, numbers = self._numbers.taken(places[known])
        return numbers, words[known][owner]


class _EdgeIndex:
    """Wildcards with beginnings (or ends) of one length; what more they ask for is checked word by word."""

    def __init__(self, patterns: list[WordPattern], side: int, owners: dict[WordPattern, list[int]]) -> None:
        edges: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            edges.setdefault(pattern.parts[side], []).append(number)
        self._index = _HashIndex(list(edges), list(edges.values()))
        self._patterns = patterns
        self._needs_check = np.array([len([part for part in pattern.parts if part]) > 1 for pattern in patterns])
        self._owners = Ragged.of([owners[pattern] for pattern in patterns])

    def checked(self, vocabulary: Vocabulary, hashes: Hashes, words: Integers) -> tuple[Integers, Integers]:
        """Pairs of choice and word that fit, given the hashes of the edges of some words."""
        patterns, words = self._index.find(hashes, words)
        kept = np.ones(len(patterns), dtype=bool)
        for place in np.flatnonzero(self._needs_check[patterns]).tolist():
            kept[place] = self._patterns[int(patterns[place])].matches(vocabulary.word(int(words[place])))
        owner, choices = self._owners.taken(patterns[kept])
        return choices, words[kept][owner]


def _edge_indexes(
    patterns: list[WordPattern], side: int, owners: dict[WordPattern, list[int]]
) -> list[tuple[int, _EdgeIndex]]:
    """The wildcards by the length of what they begin (or end) with."""
    sizes = sorted({len(pattern.parts[side]) for pattern in patterns})
    return [
        (size, _EdgeIndex([pattern for pattern in patterns if len(pattern.parts[side]) == size], side, owners))
        for size in sizes
    ]
