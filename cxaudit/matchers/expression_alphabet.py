"""Turns expressions into what RE2 runs on text of one byte a character, where its ASCII word boundary is exact.

RE2 knows words of ASCII letters only. So text is presented to it in an alphabet of its own: ASCII characters are
themselves; since folded text has no capitals, capitals stand for what belongs to words otherwise: ``A`` for an
apostrophe inside a word, ``Z``, ``Y``, … for letters that are not ASCII, one for each group of letters that the
expressions can tell apart. Bytes from 0x80 stand in the same way for what does not belong to words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import re2

from cxaudit.matchers.expression_classes import LAST, CharacterSet
from cxaudit.matchers.expression_tree import Anchor, AnchorKind, Choice, Repeat, Row, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATOR = 0xFF  # stands between texts; no expression matches it
INNER_APOSTROPHE = ord("A")
UNDERSCORE = 0x80  # RE2 takes the sign itself for a letter
_LAST_LETTER, _FIRST_LETTER = ord("Z"), ord("B")
_FIRST_SIGN, _LAST_SIGN = 0x81, 0xFE
_MEMORY = 4 << 20  # bytes; bounds the program and its automaton

_ANCHORS = {
    AnchorKind.TEXT_START: r"\A",
    AnchorKind.TEXT_END: r"\z",
    AnchorKind.LINE_START: "(?m:^)",
    AnchorKind.LINE_END: "(?m:$)",
    AnchorKind.BOUNDARY: r"\b",
    AnchorKind.NO_BOUNDARY: r"\B",
}

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How characters are presented: all codes from `starts[i]` on are the group `groups[i]`; below 128 there is none.

    The byte of a group is ``Z`` minus its number inside words, and 0x81 plus its number outside of them.
    """

    starts: tuple[int, ...]
    groups: tuple[int, ...]

    def letter(self, group: int) -> int:
        """The byte of a character of this group inside a word."""
        return _LAST_LETTER - group

    def sign(self, group: int) -> int:
        """The byte of a character of this group outside of words."""
        return _FIRST_SIGN + group


def told_apart(tree: Tree) -> frozenset[Ranges]:
    """The sets of characters beyond ASCII that an expression tells apart."""
    return frozenset(_beyond_ascii(leaf.ranges) for leaf in _character_sets(tree)) - {()}


def alphabet_of(sets: frozenset[Ranges]) -> Alphabet | None:
    """The alphabet in which all these sets can be told apart, or None if 256 bytes are not enough."""
    edges = {edge for ranges in sets for low, high in ranges for edge in (low, high + 1)}
    starts = sorted(({128} | edges) - {LAST + 1})
    told = sorted(sets)
    numbers: dict[tuple[bool, ...], int] = {}
    groups = []
    for start in starts:
        signature = tuple(any(low <= start <= high for low, high in ranges) for ranges in told)
        groups.append(numbers.setdefault(signature, len(numbers)))
    last = len(numbers) - 1
    if _LAST_LETTER - last < _FIRST_LETTER or _FIRST_SIGN + last > _LAST_SIGN:
        return None
    return Alphabet(tuple(starts), tuple(groups))


def compiled(tree: Tree, alphabet: Alphabet) -> Any | None:
    """The expression as RE2 runs it on bytes of the alphabet, or None when it is too large."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(_written(tree, alphabet).encode("latin-1"), options)
    except re2.error:
        return None


def _character_sets(tree: Tree) -> Iterator[CharacterSet]:
    """All leaves of a tree that are sets of characters."""
    match tree:
        case CharacterSet():
            yield tree
        case Row(parts) | Choice(parts):
            for part in parts:
                yield from _character_sets(part)
        case Repeat(item):
            yield from _character_sets(item)


def _beyond_ascii(ranges: Ranges) -> Ranges:
    clipped = tuple((max(low, 128), high) for low, high in ranges if high >= 128)
    return () if clipped == ((128, LAST),) else clipped


def _written(tree: Tree, alphabet: Alphabet) -> str:
    match tree:
        case CharacterSet():
            return _class(tree, alphabet)
        case Anchor(kind):
            return _ANCHORS[kind]
        case Row(items):
            return "(?:" + "".join(_written(item, alphabet) for item in items) + ")"
        case Choice(options):
            return "(?:" + "|".join(_written(option, alphabet) for option in options) + ")"
        case Repeat(item, low, high, lazy):
            count = f"{{{low},{'' if high is None else high}}}"
            return f"(?:{_written(item, alphabet)}){count}{'?' if lazy else ''}"


@lru_cache(maxsize=1024)
def _class(characters: CharacterSet, alphabet: Alphabet) -> str:
    """All bytes of the alphabet that stand for characters of the set, as a class of RE2."""
    members = sorted(byte for byte, code, in_word in _symbols(alphabet) if characters.contains(code, in_word))
    if not members:
        return r"[^\x00-\xff]"
    pieces: list[list[int]] = []
    for byte in members:
        if pieces and pieces[-1][1] == byte - 1:
            pieces[-1][1] = byte
        else:
            pieces.append([byte, byte])
    if len(members) == 1:
        return f"\\x{members[0]:02x}"
    return "[" + "".join(f"\\x{low:02x}-\\x{high:02x}" for low, high in pieces) + "]"


@lru_cache(maxsize=16)
def _symbols(alphabet: Alphabet) -> tuple[tuple[int, int, bool], ...]:
    """Every byte of the alphabet with a character it stands for, and whether that is inside a word."""
    plain = [code for code in range(128) if chr(code) != "_" and not "A" <= chr(code) <= "Z"]
    symbols = [(code, code, chr(code).isalnum()) for code in plain]
    symbols += [(INNER_APOSTROPHE, ord("'"), True), (UNDERSCORE, ord("_"), False)]
    for start, group in dict(zip(alphabet.starts, alphabet.groups, strict=True)).items():
        symbols += [(alphabet.letter(group), start, True), (alphabet.sign(group), start, False)]
    return tuple(dict.fromkeys(symbols))
