"""The tree of a regular expression, whether it can match nothing, and where it matches, the slow way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from cxaudit.matchers.expression_classes import CharacterSet

if TYPE_CHECKING:
    from cxaudit.matchers.reference_text import Layer

MATCH_LIMIT = 100  # matches of one expression in one text that are weighed for negation


class AnchorKind(StrEnum):
    """A place between characters."""

    TEXT_START = "text start"
    TEXT_END = "text end"
    LINE_START = "line start"
    LINE_END = "line end"
    BOUNDARY = "word boundary"
    NO_BOUNDARY = "no word boundary"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that must hold, without length. A word boundary lies where one side is in a word and the other not."""

    kind: AnchorKind

    def holds(self, layer: Layer, place: int) -> bool:
        """Whether it holds before the character `place`."""
        text = layer.characters
        before = place > 0 and layer.in_word[place - 1]
        after = place < len(text) and layer.in_word[place]
        held = {
            AnchorKind.TEXT_START: place == 0,
            AnchorKind.TEXT_END: place == len(text),
            AnchorKind.LINE_START: place == 0 or text[place - 1] == "\n",
            AnchorKind.LINE_END: place == len(text) or text[place] == "\n",
            AnchorKind.BOUNDARY: before != after,
            AnchorKind.NO_BOUNDARY: before == after,
        }
        return held[self.kind]


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, the first that leads to a match."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Several times, as often as possible, or as rarely when lazy."""

    item: Tree
    low: int
    high: int | None
    lazy: bool = False


Tree: TypeAlias = "CharacterSet | Anchor | Row | Choice | Repeat"


def can_be_empty(tree: Tree) -> bool:
    """Whether a match without any character is possible."""
    match tree:
        case CharacterSet():
            return False
        case Anchor():
            return True
        case Row(items):
            return all(can_be_empty(item) for item in items)
        case Choice(options):
            return any(can_be_empty(option) for option in options)
        case Repeat(item, low):
            return low == 0 or can_be_empty(item)


def matches_in(tree: Tree, layer: Layer) -> list[tuple[int, int]]:
    """The first matches that do not overlap, each the first in order of preference: leftmost, then as written."""
    found: list[tuple[int, int]] = []
    search = _Search(layer)
    place = 0
    while place < len(layer.characters) and len(found) < MATCH_LIMIT:
        ends = search.ends(tree, place)
        if ends and ends[0] > place:
            found.append((place, ends[0]))
            place = ends[0]
        else:
            place += 1
    return found


class _Search:
    """All ends of a part of the tree from a place, in order of preference, each once: polynomial in the text."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.known: dict[tuple[int, int], tuple[int, ...]] = {}

    def ends(self, tree: Tree, place: int) -> tuple[int, ...]:
        key = (id(tree), place)
        if key not in self.known:
            self.known[key] = tuple(dict.fromkeys(self._ends(tree, place)))
        return self.known[key]

    def _ends(self, tree: Tree, place: int) -> list[int]:
        match tree:
            case CharacterSet():
                text = self.layer.characters
                fits = place < len(text) and tree.contains(ord(text[place]), self.layer.in_word[place])
                return [place + 1] if fits else []
            case Anchor():
                return [place] if tree.holds(self.layer, place) else []
            case Choice(options):
                return [end for option in options for end in self.ends(option, place)]
            case Row(items):
                ends = [place]
                for item in items:
                    ends = list(dict.fromkeys(end for start in ends for end in self.ends(item, start)))
                return ends
            case Repeat():
                return self._repeated(tree, place)

    def _repeated(self, tree: Repeat, place: int) -> list[int]:
        """Ends after `low` rounds, then after each further round; a round without length adds nothing."""
        starts = [place]
        for _ in range(tree.low):
            starts = list(dict.fromkeys(end for start in starts for end in self.ends(tree.item, start)))
        further = None if tree.high is None else tree.high - tree.low
        ends: list[int] = []
        for start in starts:
            ends.extend(self._further(tree, start, further))
        return list(dict.fromkeys(ends))

    def _further(self, tree: Repeat, start: int, rounds: int | None) -> list[int]:
        """Depth first without recursion: a round more before stopping here, or after it when lazy."""
        ends: list[int] = []
        seen: set[tuple[int, int]] = set()
        stack: list[tuple[int, int, bool]] = [(start, 0, False)]
        while stack:
            place, done, is_end = stack.pop()
            if is_end:
                ends.append(place)
                continue
            depth = 0 if rounds is None else done
            if (place, depth) in seen:
                continue
            seen.add((place, depth))
            more = [] if rounds is not None and done >= rounds else self.ends(tree.item, place)
            onward = [(end, done + 1, False) for end in more if end > place]
            here = (place, 0, True)
            stack.extend([*reversed(onward), here] if tree.lazy else [here, *reversed(onward)])
        return ends
