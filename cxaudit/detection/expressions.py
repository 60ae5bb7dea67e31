"""Regular expressions over a block: only texts that have the words an expression requires are searched."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.finders import finder_of
from cxaudit.detection.presented import Excerpt
from cxaudit.detection.windows import Windows
from cxaudit.matchers import Accents
from cxaudit.matchers.expression_alphabet import (
    Alphabet,
    Ranges,
    alphabet_of,
    compiled,
    told_apart,
)
from cxaudit.matchers.expression_tree import MATCH_LIMIT, Anchor, AnchorKind, Choice, Repeat, Row, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.finders import Find
    from cxaudit.matchers.text_block import BlockLayer, TextBlock


Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Searcher:
    """One expression, and how it is run.

    `limit` is the number of matches wanted of each text; `can_scan` says that texts need not be taken apart for it.
    """

    tree: Tree
    accents: Accents
    alphabet: Alphabet
    limit: int
    can_scan: bool

    def finder(self) -> Find:
        """What finds its next match in a part of a text, or −1; what lies around the part is seen."""
        program = compiled(self.tree, self.alphabet)
        assert program is not None, "an expression that was parsed can be compiled"
        return finder_of(program)


@dataclass(frozen=True, slots=True)
class Matches:
    """Where expressions match in one layer, in characters of the buffer; `owners` are their numbers."""

    accents: Accents
    owners: Integers
    texts: Integers
    starts: Integers
    ends: Integers


def searchers(trees: Sequence[tuple[Tree, Accents, bool]]) -> list[Searcher]:
    """Expressions (tree, accents, whether all matches are wanted) ready to run.

    Neighbours share an alphabet as long as they fit into one, because a text is presented once in each.
    """
    ready = []
    for group, alphabet in _alphabets([tree for tree, _, _ in trees]):
        for number in group:
            tree, accents, wants_all = trees[number]
            limit = MATCH_LIMIT if wants_all else 1
            ready.append(Searcher(tree, accents, alphabet, limit, can_scan=not _has_text_anchor(tree)))
    return ready


class Search:
    """Searches blocks for all expressions; `free` are the numbers of those that can match in any text."""

    def __init__(self, ready: Sequence[Searcher], free: Sequence[int]) -> None:
        self._ready = ready
        self._finders: dict[int, Find] = {}  # by number; made when a text first asks for one
        groups: dict[tuple[Accents, Alphabet, bool], list[int]] = {}
        for number, searcher in enumerate(ready):
            groups.setdefault((searcher.accents, searcher.alphabet, searcher.can_scan), []).append(number)
        self._groups = list(groups)
        self._free = [[number for number in members if number in free] for members in groups.values()]
        self._group_of = np.zeros(len(ready), dtype=np.int64)
        for group, members in enumerate(groups.values()):
            self._group_of[members] = group

    def matches(self, windows: Windows, block: TextBlock) -> Iterator[Matches]:
        """The first matches of each expression in each text, as many as are wanted.

        `windows` are where expressions can match that are not free.
        """
        group_of = self._group_of[windows.owners]
        for group, (accents, alphabet, can_scan) in enumerate(self._groups):
            layer, free = block.layers[accents], self._free[group]
            some = windows.taken(np.flatnonzero(group_of == group))
            if can_scan:
                if not len(some.owners) and not free:
                    continue
                excerpt = Excerpt.of(layer, alphabet, some, whole=bool(free))
                yield self._close(some, excerpt, accents)
                for number in free:
                    yield self._scanned(number, excerpt.content, layer)
            else:
                some = Windows.joined([some.whole_texts(layer), *(Windows.all_of(layer, number) for number in free)])
                if len(some.owners):
                    yield self._apart(some, Excerpt.of(layer, alphabet, some, whole=False), accents)

    def _finder(self, number: int) -> Find:
        if number not in self._finders:
            self._finders[number] = self._ready[number].finder()
        return self._finders[number]

    def _close(self, windows: Windows, excerpt: Excerpt, accents: Accents) -> Matches:
        """The first matches in windows, whose surroundings are seen."""
        found: list[int] = []
        content, shifts = excerpt.content, excerpt.shifts
        ends, lasts = (windows.ends - shifts).tolist(), (windows.lasts - shifts).tolist()
        bounds = list(zip(windows.texts.tolist(), excerpt.starts.tolist(), ends, lasts, strict=True))
        borders, owners = _runs(windows.owners)
        for owner, (first, last) in zip(owners, pairwise(borders), strict=True):
            find, limit = self._finder(owner), self._ready[owner].limit
            text, left = -1, 0
            for window in range(first, last):
                in_text, place, end, late = bounds[window]
                if in_text != text:
                    text, left = in_text, limit
                while left and place < late:
                    start, place = find(content, place, end)
                    if start < 0:
                        break
                    found += (window, start, place)
                    left -= 1
        return _matches(found, windows, shifts, accents)

    def _apart(self, windows: Windows, excerpt: Excerpt, accents: Accents) -> Matches:
        """The first matches in windows that are whole texts, each looked at by itself."""
        found: list[int] = []
        ends = (windows.ends - excerpt.shifts).tolist()
        bounds = zip(windows.owners.tolist(), excerpt.starts.tolist(), ends, strict=True)
        for window, (owner, first, last) in enumerate(bounds):
            find, text, place = self._finder(owner), excerpt.content[first:last], 0
            for _ in range(self._ready[owner].limit):
                start, place = find(text, place, len(text))
                if start < 0:
                    break
                found += (window, start, place)
        return _matches(found, windows, excerpt.starts + excerpt.shifts, accents)

    def _scanned(self, number: int, content: bytes, layer: BlockLayer) -> Matches:
        """One pass over the block; after as many matches of a text as are wanted, on to the next text."""
        find, limit = self._finder(number), self._ready[number].limit
        everywhere = Windows.all_of(layer, number)
        borders, size = layer.text_starts.tolist(), len(content)
        found: list[int] = []
        place, text, count = 0, -1, 0
        while True:
            start, place = find(content, place, size)
            if start < 0:
                return _matches(found, everywhere, np.zeros_like(everywhere.starts), self._ready[number].accents)
            if text < 0 or start >= borders[text + 1]:
                text, count = bisect_right(borders, start) - 1, 0
            found += (text, start, place)
            count += 1
            if count == limit:
                place = borders[text + 1]


def _matches(found: list[int], windows: Windows, shifts: Integers, accents: Accents) -> Matches:
    """Matches, given for each the window, the first character and one past the last, short of the window's shift."""
    where, starts, ends = np.array(found, dtype=np.int64).reshape(-1, 3).T
    texts = windows.texts[where].astype(np.int64)
    return Matches(accents, windows.owners[where], texts, starts + shifts[where], ends + shifts[where])


def _runs(owners: Integers) -> tuple[list[int], list[int]]:
    """Where each run of equal numbers begins, one past the last, and the number of each."""
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    return [*first.tolist(), len(owners)], owners[first].tolist()


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
