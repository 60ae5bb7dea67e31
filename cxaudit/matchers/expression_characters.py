"""Reads single characters, escapes and classes of a regular expression."""

from __future__ import annotations

import re
from enum import StrEnum

from cxaudit.matchers.characters import fold, is_accent
from cxaudit.matchers.expression_classes import LAST, CharacterSet, class_of_escape, folded_range
from cxaudit.matchers.reference_text import Accents

_ESCAPED_CONTROLS = {"n": "\n", "t": " ", "r": "\n", "f": "\n", "v": "\n"}


class FaultKind(StrEnum):
    """What is wrong with an expression; the names are those of the checks."""

    INVALID = "invalid-expression"
    NOT_LINEAR = "non-linear-expression"
    EMPTY = "matches-empty"


class ExpressionFault(Exception):  # noqa: N818 - it is the fault found, and never leaves this room
    """A fault at `position`, counted in characters from 0."""

    def __init__(self, kind: FaultKind, position: int, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.kind, self.position, self.message, self.advice = kind, position, message, advice


class CharacterReader:
    """A place in the text of an expression; `place` is the next character. What is read is folded."""

    def __init__(self, text: str, accents: Accents) -> None:
        self.text, self.accents, self.place = text, accents, 0

    def invalid(self, message: str, advice: str = "") -> ExpressionFault:
        """What is wrong at this place."""
        return ExpressionFault(FaultKind.INVALID, self.place, f"has {message}", advice)

    def not_linear(self, message: str, advice: str, position: int) -> ExpressionFault:
        """What would take more than linear time."""
        return ExpressionFault(FaultKind.NOT_LINEAR, position, f"has {message}", advice)

    def take(self, sign: str) -> bool:
        """Whether the sign stands here; it is then behind us."""
        if self.text.startswith(sign, self.place):
            self.place += len(sign)
            return True
        return False

    def folded(self, character: str) -> str:
        """A character as it stands in folded text: none, one or several."""
        parts = fold(character)
        if self.accents is Accents.AS_WRITTEN:
            return parts
        return "".join(part for part in parts if not is_accent(part))

    def escaped_character(self) -> str:
        """The character an escape stands for; `place` is behind the backslash."""
        letter = self.text[self.place]
        if letter in "123456789":
            raise self.not_linear(f"a backreference '\\{letter}'", "write the repeated text out", self.place - 1)
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
        r"""The character of an escape ``\\x``; `place` is behind the letter."""
        if self.take("{"):
            end = self.text.find("}", self.place)
            digits, self.place = self.text[self.place : end], end + 1
        else:
            digits, self.place = self.text[self.place : self.place + 2], self.place + 2
        if not re.fullmatch("[0-9A-Fa-f]{1,6}", digits) or int(digits, 16) > LAST:
            raise self.invalid("an escape '\\x' without the digits of a character", "write \\x{20AC}")
        return chr(int(digits, 16))

    def character_class(self) -> CharacterSet:
        """A class; `place` is behind its opening bracket."""
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
        """The set of an escape inside a class, if there is one here."""
        known = class_of_escape(self.text[self.place + 1 : self.place + 2]) if self.text[self.place] == "\\" else None
        if known is not None:
            self.place += 2
        return known

    def class_range(self) -> list[tuple[int, int]]:
        """The characters of one item of a class: a character or a range."""
        low = self.class_character()
        if self.text[self.place : self.place + 1] == "-" and self.text[self.place + 1 : self.place + 2] not in (
            "]",
            "",
        ):
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
        """One character of a class, not yet folded."""
        if self.take("\\"):
            if self.place >= len(self.text):
                raise self.invalid("a backslash at the end")
            if self.take("b"):
                raise self.invalid("a word boundary '\\b' in a class", "write it outside the brackets")
            return self.escaped_character()
        self.place += 1
        return self.text[self.place - 1 : self.place]
