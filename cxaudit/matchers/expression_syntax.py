"""The syntax of regular expressions: text to a tree over folded characters, or a located fault.

Supported is what can be searched for in time linear in the text: literals, ``.``, classes, ``\\d \\w \\s \\b`` and
their opposites, groups, alternatives, repetition (greedy or lazy), ``^`` and ``$``, and the flags ``i s m``. Lookaround,
backreferences, atomic groups and possessive repetition are not: a fault says what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from cxaudit.matchers.expression_classes import LAST, CharacterSet, class_of_escape, folded_range
from cxaudit.matchers.expression_tree import Anchor, AnchorKind, Choice, Repeat, Row, Tree
from cxaudit.matchers.characters import fold, is_accent
from cxaudit.matchers.reference_text import Accents

REPEAT_LIMIT = 1000
DEPTH_LIMIT = 50

_ESCAPED_CONTROLS = {"n": "\n", "t": " ", "r": "\n", "f": "\n", "v": "\n"}
_ANCHORS = {"b": AnchorKind.BOUNDARY, "B": AnchorKind.NO_BOUNDARY, "A": AnchorKind.TEXT_START, "z": AnchorKind.TEXT_END}
_NOT_LINEAR = {
    "?=": "a lookahead '(?=': use 'all' with two conditions, or 'near'",
    "?!": "a negative lookahead '(?!': use 'unless'",
    "?<=": "a lookbehind '(?<=': write what stands before as part of the expression",
    "?<!": "a negative lookbehind '(?<!': use 'unless' or 'negation'",
    "?>": "an atomic group '(?>': a plain group '(?:' does the same here",
    "?(": "a conditional '(?(': write the cases as separate expressions",
    "?P=": "a backreference '(?P=': write the repeated text out",
}


class FaultKind(StrEnum):
    """What is wrong with an expression; the names are those of the checks."""

    INVALID = "invalid-expression"
    NOT_LINEAR = "non-linear-expression"


class ExpressionFault(Exception):  # noqa: N818 - it is the fault found, and never leaves this room
    """A fault at `position`, counted in characters from 0."""

    def __init__(self, kind: FaultKind, position: int, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.kind, self.position, self.message, self.advice = kind, position, message, advice


def parse_tree(text: str, accents: Accents) -> Tree:
    """The tree of an expression; raises ExpressionFault."""
    parser = _Parser(unicodedata.normalize("NFC", text), accents)
    tree = parser.choice(_Flags(), 0)
    if parser.place < len(parser.text):
        raise parser.invalid("a closing parenthesis without an opening one")
    return tree


@dataclass(frozen=True, slots=True)
class _Flags:
    dot_takes_newline: bool = False
    lines: bool = False


class _Parser:
    """A recursive descent over the text; `place` is the next character."""

    def __init__(self, text: str, accents: Accents) -> None:
        self.text, self.accents, self.place = text, accents, 0

    def invalid(self, message: str, advice: str = "") -> ExpressionFault:
        return ExpressionFault(FaultKind.INVALID, self.place, message, advice)

    def choice(self, flags: _Flags, depth: int) -> Tree:
        if depth > DEPTH_LIMIT:
            raise self.invalid(f"more than {DEPTH_LIMIT} groups inside each other")
        row, flags = self.row(flags, depth)
        options = [row]
        while self.take("|"):
            row, flags = self.row(flags, depth)
            options.append(row)
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def row(self, flags: _Flags, depth: int) -> tuple[Tree, _Flags]:
        items: list[Tree] = []
        while self.place < len(self.text) and self.text[self.place] not in "|)":
            if self.take("(?"):
                self.place -= 2
                changed = self.flag_group(flags)
                if changed is not None:
                    flags = changed
                    continue
            items.append(self.repeated(self.atom(flags, depth)))
        return (items[0] if len(items) == 1 else Row(tuple(items))), flags

    def atom(self, flags: _Flags, depth: int) -> Tree:
        if self.take("("):
            return self.group(flags, depth)
        if self.take("["):
            return self.character_class()
        if self.take("."):
            newline = () if flags.dot_takes_newline else ((10, 10),)
            return CharacterSet(newline, negated=True)
        if self.take("^"):
            return Anchor(AnchorKind.LINE_START if flags.lines else AnchorKind.TEXT_START)
        if self.take("$"):
            return Anchor(AnchorKind.LINE_END if flags.lines else AnchorKind.TEXT_END)
        if self.take("\\"):
            return self.escape()
        if self.text[self.place] in "*+?":
            raise self.invalid(f"'{self.text[self.place]}' repeats nothing", "write '\\' before it to mean the sign itself")
        self.place += 1
        return self.literal(self.text[self.place - 1])

    def literal(self, character: str) -> Tree:
        return _row([_single(part) for part in self.folded(character)])

    def folded(self, character: str) -> str:
        parts = fold(character)
        if self.accents is Accents.AS_WRITTEN:
            return parts
        return "".join(part for part in parts if not is_accent(part))

    def group(self, flags: _Flags, depth: int) -> Tree:
        start = self.place - 1
        if self.take("?"):
            flags = self.group_head(flags)
        inner = self.choice(flags, depth + 1)
        if not self.take(")"):
            self.place = start
            raise self.invalid("an opening parenthesis without a closing one")
        return inner

    def group_head(self, flags: _Flags) -> _Flags:
        """Reads what stands between ``(?`` and the content of a group."""
        rest = self.text[self.place - 1 :]
        for sign, advice in _NOT_LINEAR.items():
            if rest.startswith(sign):
                raise ExpressionFault(FaultKind.NOT_LINEAR, self.place - 2, *_told(advice))
        if self.take("P<") or self.take("<"):
            end = self.text.find(">", self.place)
            if end < 0 or not self.text[self.place : end].isidentifier():
                raise self.invalid("a group with a name that is not a word")
            self.place = end + 1
            return flags
        changed = self.flags(flags)
        if not self.take(":"):
            raise self.invalid("a group that begins with '(?' in a way that is not known", "write '(?:' or '('")
        return changed

    def flag_group(self, flags: _Flags) -> _Flags | None:
        """Flags for the rest of the group, as in ``(?s)``; None when it is a group with content."""
        start = self.place
        self.place += 2
        letters = self.place
        try:
            changed = self.flags(flags)
        except ExpressionFault:
            self.place = start
            return None
        if self.place > letters and self.take(")"):
            return changed
        self.place = start
        return None

    def flags(self, flags: _Flags) -> _Flags:
        on = True
        while self.place < len(self.text) and self.text[self.place] in "ismU-":
            letter = self.text[self.place]
            if letter == "U":
                raise self.invalid("the flag U", "write '?' behind each repetition that should be lazy")
            if letter == "-":
                on = False
            if letter == "s":
                flags = _Flags(on, flags.lines)
            if letter == "m":
                flags = _Flags(flags.dot_takes_newline, on)
            self.place += 1
        return flags

    def repeated(self, item: Tree) -> Tree:
        start = self.place
        bounds = self.bounds()
        if bounds is None:
            return item
        if isinstance(item, Anchor):
            self.place = start
            raise self.invalid("a repetition of a place, which has no length")
        lazy = self.take("?")
        if self.place < len(self.text) and self.text[self.place] == "+":
            advice = "a possessive repetition '+': leave the second sign out"
            raise ExpressionFault(FaultKind.NOT_LINEAR, self.place, *_told(advice))
        again = self.place
        if self.bounds() is not None:
            self.place = again
            raise self.invalid("a repetition of a repetition", "put the first into a group: '(?:a+)*'")
        return Repeat(item, bounds[0], bounds[1], lazy=lazy)

    def bounds(self) -> tuple[int, int | None] | None:
        """The least and greatest count of a repetition sign, or None when there is none."""
        for sign, pair in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return pair
        end = self.text.find("}", self.place)
        if self.place >= len(self.text) or self.text[self.place] != "{" or end < 0:
            return None
        low, comma, high = self.text[self.place + 1 : end].partition(",")
        if not _is_count(low) or not (high == "" or _is_count(high)):
            return None
        least, most = int(low), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > REPEAT_LIMIT or (most is not None and most < least):
            raise self.invalid(f"a repetition '{self.text[self.place : end + 1]}' out of order or above {REPEAT_LIMIT}")
        self.place = end + 1
        return least, most

    def escape(self) -> Tree:
        letter = self.text[self.place : self.place + 1]
        if not letter:
            raise self.invalid("a backslash at the end", "write two to mean the sign itself")
        if letter in _ANCHORS:
            self.place += 1
            return Anchor(_ANCHORS[letter])
        known = class_of_escape(letter)
        if known is not None:
            self.place += 1
            return known
        if letter == "Q":
            end = self.text.find("\\E", self.place)
            quoted = self.text[self.place + 1 : end if end >= 0 else None]
            self.place = end + 2 if end >= 0 else len(self.text)
            return _row([self.literal(character) for character in quoted])
        return self.literal(self.escaped_character())

    def escaped_character(self) -> str:
        """The character an escape stands for; `place` is behind the backslash."""
        letter = self.text[self.place]
        if letter in "123456789":
            advice = f"a backreference '\\{letter}': write the repeated text out"
            raise ExpressionFault(FaultKind.NOT_LINEAR, self.place - 1, *_told(advice))
        self.place += 1
        if letter in _ESCAPED_CONTROLS:
            return _ESCAPED_CONTROLS[letter]
        if letter == "x":
            return self.hexadecimal()
        if letter.isalnum():
            advice = "write \\w, \\d, \\s, \\b, or the characters themselves"
            self.place -= 1
            raise self.invalid(f"an escape '\\{letter}' that is not known", advice)
        return letter

    def hexadecimal(self) -> str:
        if self.take("{"):
            end = self.text.find("}", self.place)
            digits, self.place = self.text[self.place : end], end + 1
        else:
            digits, self.place = self.text[self.place : self.place + 2], self.place + 2
        if not re.fullmatch("[0-9A-Fa-f]{1,6}", digits) or int(digits, 16) > LAST:
            raise self.invalid("an escape '\\x' without the digits of a character", "write \\x{20AC}")
        return chr(int(digits, 16))

    def character_class(self) -> Tree:
        start = self.place - 1
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        word = not_word = False
        first = True
        while first or not self.take("]"):
            first = False
            if self.place >= len(self.text):
                self.place = start
                raise self.invalid("a class '[' without its ']'")
            if self.text.startswith("[:", self.place):
                raise self.invalid("a named class '[:'", "write \\w, \\d, \\s or the characters themselves")
            known = self.class_escape()
            if known is not None:
                ranges.extend(known.as_ranges())
                word, not_word = word or known.word, not_word or known.not_word
                continue
            ranges.extend(self.class_range())
        return CharacterSet(tuple(sorted(set(ranges))), word=word, not_word=not_word, negated=negated)

    def class_escape(self) -> CharacterSet | None:
        known = class_of_escape(self.text[self.place + 1 : self.place + 2]) if self.text[self.place] == "\\" else None
        if known is not None:
            self.place += 2
        return known

    def class_range(self) -> list[tuple[int, int]]:
        low = self.class_character()
        if self.text[self.place : self.place + 1] == "-" and self.text[self.place + 1 : self.place + 2] not in ("]", ""):
            self.place += 1
            high = self.class_character()
            if ord(high) < ord(low):
                raise self.invalid(f"a range '{low}-{high}' that goes backwards")
            return folded_range(low, high, self.folded)
        parts = self.folded(low)
        if len(parts) > 1:
            advice = f"write (?:{low}|…) beside the class"
            raise self.invalid(f"'{low}' in a class, which stands for the {len(parts)} characters '{parts}'", advice)
        return [(ord(part), ord(part)) for part in parts]

    def class_character(self) -> str:
        if self.take("\\"):
            if self.place >= len(self.text):
                raise self.invalid("a backslash at the end")
            if self.take("b"):
                raise self.invalid("a word boundary '\\b' in a class", "write it outside the brackets")
            return self.escaped_character()
        self.place += 1
        return self.text[self.place - 1 : self.place]

    def take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.place):
            self.place += len(sign)
            return True
        return False


def _row(items: list[Tree]) -> Tree:
    return items[0] if len(items) == 1 else Row(tuple(items))


def _single(character: str) -> CharacterSet:
    return CharacterSet(((ord(character), ord(character)),))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


def _told(text: str) -> tuple[str, str]:
    """The message and the advice of a line of `_NOT_LINEAR`."""
    message, _, advice = text.partition(": ")
    return message, advice
