r"""The syntax of regular expressions: text to a tree over folded characters, or a located fault.

Supported is what can be searched for in time linear in the text: literals, ``.``, classes, ``\\d \\w \\s \\b`` and
their opposites, groups, alternatives, repetition (greedy or lazy), ``^`` and ``$``, and the flags ``i s m``.
Lookaround, backreferences, atomic groups and possessive repetition are not: a fault says what to write instead.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers.expression_characters import CharacterReader, ExpressionFault
from cxaudit.matchers.expression_classes import CharacterSet, class_of_escape
from cxaudit.matchers.expression_tree import Anchor, AnchorKind, Choice, Repeat, Row, Tree

if TYPE_CHECKING:
    from cxaudit.matchers.reference_text import Accents

REPEAT_LIMIT = 1000
DEPTH_LIMIT = 50

_ANCHORS = {"b": AnchorKind.BOUNDARY, "B": AnchorKind.NO_BOUNDARY, "A": AnchorKind.TEXT_START, "z": AnchorKind.TEXT_END}
_NOT_LINEAR = {
    "?=": ("a lookahead", "use 'all' with two conditions, or 'near'"),
    "?!": ("a negative lookahead", "use 'unless'"),
    "?<=": ("a lookbehind", "write what stands before as part of the expression"),
    "?<!": ("a negative lookbehind", "use 'unless' or 'negation'"),
    "?>": ("an atomic group", "a plain group '(?:' does the same here"),
    "?(": ("a conditional", "write the cases as separate expressions"),
    "?P=": ("a backreference", "write the repeated text out"),
}


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


class _Parser(CharacterReader):
    """A recursive descent over the text."""

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
        signs = {
            "(": lambda: self.group(flags, depth),
            "[": self.character_class,
            ".": lambda: CharacterSet(() if flags.dot_takes_newline else ((10, 10),), negated=True),
            "^": lambda: Anchor(AnchorKind.LINE_START if flags.lines else AnchorKind.TEXT_START),
            "$": lambda: Anchor(AnchorKind.LINE_END if flags.lines else AnchorKind.TEXT_END),
            "\\": self.escape,
        }
        sign = self.text[self.place]
        if sign in "*+?":
            raise self.invalid(f"a '{sign}' with nothing to repeat", "write '\\' before it to mean the sign itself")
        self.place += 1
        return signs[sign]() if sign in signs else self.literal(sign)

    def literal(self, character: str) -> Tree:
        return _row([_single(part) for part in self.folded(character)])

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
        for sign, (message, advice) in _NOT_LINEAR.items():
            if rest.startswith(sign):
                raise self.not_linear(f"{message} '({sign}'", advice, self.place - 2)
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
            raise self.not_linear("a possessive repetition '+'", "leave the second sign out", self.place)
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


def _row(items: list[Tree]) -> Tree:
    return items[0] if len(items) == 1 else Row(tuple(items))


def _single(character: str) -> CharacterSet:
    return CharacterSet(((ord(character), ord(character)),))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6
