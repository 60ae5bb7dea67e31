"""Regular expressions over a block: only texts that have the words an expression requires are searched."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

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
from cxaudit.matchers.folding_table import IS_APOSTROPHE
from cxaudit.matchers.text_block import BlockLayer, TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Integers = npt.NDArray[np.int64]
Found: TypeAlias = tuple[int, int, int, int]  # leaf, text, first and one past the last character in the buffer

_SIGNS = bytes(UNDERSCORE if code == ord("_") else code for code in range(256))
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


def search(searcher: Searcher, leaf: int, texts: Integers, presented: Presented) -> list[Found]:
    """The first matches in each text, found for a leaf.

    `texts` are those in which there may be a match.
    """
    block = presented.block
    buffer = presented.buffer(searcher.accents, searcher.alphabet)
    borders = block.layers[searcher.accents].text_starts
    if searcher.can_scan and len(texts) * _SCAN_SHARE > block.count:
        return list(_scanned(searcher, leaf, buffer, borders))
    bounds = zip(texts.tolist(), borders[texts].tolist(), (borders[texts + 1] - 1).tolist(), strict=True)
    return [match for text, first, last in bounds for match in _searched(searcher, leaf, buffer, (text, first, last))]


def _searched(searcher: Searcher, leaf: int, buffer: bytes, where: tuple[int, int, int]) -> Iterator[Found]:
    """The first matches in one text: its number, its first character and one past its last."""
    text, base, end = where
    for match in islice(searcher.program.finditer(buffer[base:end]), searcher.limit):
        start, finish = match.span()
        yield leaf, text, base + start, base + finish


def _scanned(searcher: Searcher, leaf: int, buffer: bytes, borders: Integers) -> Iterator[Found]:
    """One pass over the block; after as many matches of a text as are wanted, on to the next text."""
    place, text, count = 0, -1, 0
    while (match := searcher.program.search(buffer, place)) is not None:
        start, place = match.span()
        if text < 0 or start >= borders[text + 1]:
            text, count = int(np.searchsorted(borders, start, side="right")) - 1, 0
        yield leaf, text, start, place
        count += 1
        if count == searcher.limit:
            place = int(borders[text + 1])


def _presented(layer: BlockLayer, alphabet: Alphabet) -> bytes:
    plain = bytearray(layer.folded.text.tobytes().translate(_SIGNS))
    shown = np.frombuffer(plain, dtype=np.uint8)
    apostrophes = np.flatnonzero(layer.folded.flags & IS_APOSTROPHE)
    shown[apostrophes[layer.in_word[apostrophes]]] = INNER_APOSTROPHE
    wide, codes = layer.folded.wide, layer.folded.wide_codes
    interval = np.searchsorted(np.array(alphabet.starts), codes, side="right") - 1
    group = np.array(alphabet.groups)[interval]
    shown[wide] = np.where(layer.in_word[wide], alphabet.letter(0) - group, alphabet.sign(0) + group)
    shown[layer.text_starts - 1] = SEPARATOR
    return bytes(plain)


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
