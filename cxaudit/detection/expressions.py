"""Regular expressions over a block: only texts that have the words an expression requires are searched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cxaudit.matchers import Accents
from cxaudit.matchers.expression_alphabet import (
    INNER_APOSTROPHE,
    SEPARATOR,
    UNDERSCORE,
    Alphabet,
    Ranges,
    alphabet_of,
    compiled,
    told_apart,
)
from cxaudit.matchers.expression_tree import MATCH_LIMIT, Anchor, AnchorKind, Choice, Repeat, Row, Tree
from cxaudit.matchers.text_block import BlockLayer, TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Integers = npt.NDArray[np.int64]

_SCAN_SHARE = 8  # one scan of the block is quicker once more than one in so many texts is to be searched


@dataclass(frozen=True, slots=True)
class Searcher:
    """One expression ready to run.

    `limit` is the number of matches wanted of each text; `can_scan` says that texts need not be taken apart for it.
    """

    program: Any
    accents: Accents
    alphabet: Alphabet
    limit: int
    can_scan: bool


@dataclass(slots=True)
class Presented:
    """The buffers of a block as bytes of the alphabets, made when first asked for."""

    block: TextBlock
    known: dict[tuple[Accents, Alphabet], bytes] = field(default_factory=dict)

    def buffer(self, accents: Accents, alphabet: Alphabet) -> bytes:
        """One byte a character, separators between texts."""
        key = (accents, alphabet)
        if key not in self.known:
            self.known[key] = _presented(self.block.layers[accents], alphabet)
        return self.known[key]


def searchers(trees: Sequence[tuple[Tree, Accents, bool]]) -> list[Searcher]:
    """Expressions (tree, accents, whether all matches are wanted) ready to run.

    Neighbours share an alphabet as long as they fit into one, because a block is presented once in each.
    """
    ready = []
    for group, alphabet in _alphabets([tree for tree, _, _ in trees]):
        for number in group:
            tree, accents, wants_all = trees[number]
            program = compiled(tree, alphabet)
            assert program is not None, "an expression that was parsed can be compiled"
            limit = MATCH_LIMIT if wants_all else 1
            ready.append(Searcher(program, accents, alphabet, limit, can_scan=not _has_text_anchor(tree)))
    return ready


def search(searcher: Searcher, texts: Integers, presented: Presented) -> tuple[Integers, Integers, Integers]:
    """The first matches in each text: the text, and the first and one past the last character in the layer's buffer.

    `texts` are those in which there may be a match.
    """
    block = presented.block
    buffer = presented.buffer(searcher.accents, searcher.alphabet)
    borders = block.layers[searcher.accents].text_starts
    if searcher.can_scan and len(texts) * _SCAN_SHARE > block.count:
        found = list(_scanned(searcher, buffer, borders))
    else:
        found = [match for text in texts.tolist() for match in _searched(searcher, buffer, borders, text)]
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _searched(searcher: Searcher, buffer: bytes, borders: Integers, text: int) -> Iterator[tuple[int, int, int]]:
    base = int(borders[text])
    content = buffer[base : int(borders[text + 1]) - 1]
    place = 0
    for _ in range(searcher.limit):
        match = searcher.program.search(content, place)
        if match is None:
            return
        start, place = match.span()
        yield text, base + start, base + place


def _scanned(searcher: Searcher, buffer: bytes, borders: Integers) -> Iterator[tuple[int, int, int]]:
    """One pass over the block; after as many matches of a text as are wanted, on to the next text."""
    place, text, count = 0, -1, 0
    while (match := searcher.program.search(buffer, place)) is not None:
        start, place = match.span()
        if text < 0 or start >= borders[text + 1]:
            text, count = int(np.searchsorted(borders, start, side="right")) - 1, 0
        yield text, start, place
        count += 1
        if count == searcher.limit:
            place = int(borders[text + 1])


def _presented(layer: BlockLayer, alphabet: Alphabet) -> bytes:
    plain = layer.codes.astype(np.uint8)
    plain[(layer.codes == ord("'")) & layer.in_word] = INNER_APOSTROPHE
    plain[layer.codes == ord("_")] = UNDERSCORE
    beyond = np.flatnonzero(layer.codes >= 128)
    interval = np.searchsorted(np.array(alphabet.starts), layer.codes[beyond], side="right") - 1
    group = np.array(alphabet.groups)[interval]
    plain[beyond] = np.where(layer.in_word[beyond], alphabet.letter(0) - group, alphabet.sign(0) + group)
    plain[layer.text_starts - 1] = SEPARATOR
    return plain.tobytes()


def _alphabets(trees: list[Tree]) -> Iterator[tuple[range, Alphabet]]:
    """The trees in runs that share an alphabet."""
    first, sets, shared = 0, frozenset[Ranges](), alphabet_of(frozenset())
    for number, tree in enumerate(trees):
        more = told_apart(tree)
        if more <= sets:
            continue
        wider = alphabet_of(sets | more)
        if wider is None:
            assert shared is not None, "one expression fits an alphabet"
            yield range(first, number), shared
            first, sets, wider = number, frozenset(), alphabet_of(more)
        sets, shared = sets | more, wider
    if trees:
        assert shared is not None, "one expression fits an alphabet"
        yield range(first, len(trees)), shared


def _has_text_anchor(tree: Tree) -> bool:
    match tree:
        case Anchor(kind):
            return kind not in (AnchorKind.BOUNDARY, AnchorKind.NO_BOUNDARY)
        case Row(parts) | Choice(parts):
            return any(_has_text_anchor(part) for part in parts)
        case Repeat(item):
            return _has_text_anchor(item)
        case _:
            return False
