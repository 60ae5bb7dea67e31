"""Regular expressions over a block: only texts that have the words an expression requires are searched."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import re2

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
    from collections.abc import Callable, Iterator, Sequence

    from cxaudit.matchers.text_block import BlockLayer, TextBlock

    Find = Callable[[bytes, int, int], tuple[int, int]]

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Searcher:
    """One expression ready to run.

    `find` finds its next match in a part of a text, or −1; what lies around the part is seen. `limit` is the number of
    matches wanted of each text; `can_scan` says that texts need not be taken apart for it.
    """

    find: Find
    accents: Accents
    alphabet: Alphabet
    limit: int
    can_scan: bool


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
            program = compiled(tree, alphabet)
            assert program is not None, "an expression that was parsed can be compiled"
            limit = MATCH_LIMIT if wants_all else 1
            ready.append(Searcher(_finder(program), accents, alphabet, limit, can_scan=not _has_text_anchor(tree)))
    return ready


class Search:
    """Searches blocks for all expressions; `free` are the numbers of those that can match in any text."""

    def __init__(self, ready: Sequence[Searcher], free: Sequence[int]) -> None:
        self._ready = ready
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

    def _close(self, windows: Windows, excerpt: Excerpt, accents: Accents) -> Matches:
        """The first matches in windows, whose surroundings are seen."""
        found = _Found()
        texts = windows.texts.tolist()
        starts, shifts = excerpt.starts.tolist(), excerpt.shifts.tolist()
        ends, lasts = (windows.ends - excerpt.shifts).tolist(), (windows.lasts - excerpt.shifts).tolist()
        borders, owners = _runs(windows.owners)
        for owner, (first, last) in zip(owners, pairwise(borders), strict=True):
            searcher = self._ready[owner]
            find, limit = searcher.find, searcher.limit
            text, left = -1, 0
            for window in range(first, last):
                if texts[window] != text:
                    text, left = texts[window], limit
                place, end = starts[window], ends[window]
                while left and place < lasts[window]:
                    start, place = find(excerpt.content, place, end)
                    if start < 0:
                        break
                    found.add(window, start + shifts[window], place + shifts[window])
                    left -= 1
        return found.matches(windows, accents)

    def _apart(self, windows: Windows, excerpt: Excerpt, accents: Accents) -> Matches:
        """The first matches in windows that are whole texts, each looked at by itself."""
        found = _Found()
        bounds = zip(
            windows.owners.tolist(),
            excerpt.starts.tolist(),
            (windows.ends - excerpt.shifts).tolist(),
            excerpt.shifts.tolist(),
            strict=True,
        )
        for window, (owner, first, last, shift) in enumerate(bounds):
            find, text, place = self._ready[owner].find, excerpt.content[first:last], 0
            for _ in range(self._ready[owner].limit):
                start, place = find(text, place, len(text))
                if start < 0:
                    break
                found.add(window, start + first + shift, place + first + shift)
        return found.matches(windows, accents)

    def _scanned(self, number: int, content: bytes, layer: BlockLayer) -> Matches:
        """One pass over the block; after as many matches of a text as are wanted, on to the next text."""
        find, limit = self._ready[number].find, self._ready[number].limit
        everywhere = Windows.all_of(layer, number)
        borders, size = layer.text_starts.tolist(), len(content)
        found = _Found()
        place, text, count = 0, -1, 0
        while True:
            start, place = find(content, place, size)
            if start < 0:
                return found.matches(everywhere, self._ready[number].accents)
            if text < 0 or start >= borders[text + 1]:
                text, count = bisect_right(borders, start) - 1, 0
            found.add(text, start, place)
            count += 1
            if count == limit:
                place = borders[text + 1]


@dataclass(slots=True)
class _Found:
    """Matches as they are found: the window of each, its first character and one past its last."""

    windows: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, window: int, start: int, end: int) -> None:
        """One more."""
        self.windows.append(window)
        self.starts.append(start)
        self.ends.append(end)

    def matches(self, windows: Windows, accents: Accents) -> Matches:
        """All of them."""
        where = np.array(self.windows, dtype=np.int64)
        starts, ends = np.array(self.starts, dtype=np.int64), np.array(self.ends, dtype=np.int64)
        return Matches(accents, windows.owners[where], windows.texts[where].astype(np.int64), starts, ends)


def _finder(program: Any) -> Find:
    """What finds the next match of a program."""
    try:
        match, anywhere = program._regexp.Match, re2._Anchor.UNANCHORED  # noqa: SLF001 - its cover costs twice a search
    except AttributeError:

        def find(text: bytes, first: int, last: int) -> tuple[int, int]:
            found = program.search(text, first, last)
            return (-1, -1) if found is None else found.span()

    else:

        def find(text: bytes, first: int, last: int) -> tuple[int, int]:
            span: tuple[int, int] = match(anywhere, text, first, last)[0]
            return span

    return find


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
