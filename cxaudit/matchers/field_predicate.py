"""What a predicate asks of one column, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from cxaudit.matchers.field_values import (
    DAY,
    FieldValue,
    folded_value,
    is_day,
    is_missing,
    read_flag,
    read_number,
    read_time,
)
from cxaudit.matchers.node_values import as_scalar, as_scalars
from cxaudit.model import COLUMNS, ColumnKind, Node, Report, ScalarNode, SequenceNode

_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(.+)")
_RANGE = re.compile(r"(\S.*?)\s*\.\.\s*(\S.*)")
_HELP = 'write a value, a list of values, "not value", "<= 2", ">= 2025-01-01", 2..4, true, false, missing or present'


class Ask(StrEnum):
    """What is asked of the value."""

    PRESENCE = "presence"
    NUMBER = "number"  # between bounds, or one of `numbers`
    TIME = "time"  # between bounds, in microseconds since 1970, UTC
    FLAG = "flag"
    CATEGORY = "category"  # one of `choices`


@dataclass(frozen=True, slots=True)
class Predicate:
    """One question about one column; `text` is how it is written.

    Bounds: `low` ≤ value ≤ `high`, without equality where `above` or `below` is set; None is no bound.
    """

    column: str
    text: str
    ask: Ask
    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    numbers: tuple[float, ...] = ()
    choices: tuple[str, ...] = ()
    negated: bool = False

    def holds(self, value: FieldValue) -> bool | None:
        """Whether it holds of a value; None when the value is missing or cannot be read as what is asked."""
        if self.ask is Ask.PRESENCE:
            return is_missing(value) == self.negated
        if is_missing(value):
            return None
        held = self._holds(value)
        return None if held is None else held != self.negated

    def within(self, value: float) -> bool:
        """Whether a number, or a time in microseconds, is what is asked."""
        if self.numbers:
            return value in self.numbers
        if self.low is not None and (value < self.low or (self.above and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.below)

    def _holds(self, value: FieldValue) -> bool | None:
        match self.ask:
            case Ask.NUMBER:
                number = read_number(value)
                return None if number is None else self.within(number)
            case Ask.TIME:
                time = read_time(value)
                return None if time is None else self.within(time)
            case Ask.FLAG:
                return read_flag(value)
            case _:
                text = folded_value(value)
                values = [part.strip() for part in text.split(";")] if self.column == "tags" else [text]
                return any(part in self.choices for part in values)


def parse_predicate(key: ScalarNode, node: Node, report: Report) -> Predicate | None:
    """The question that a column and what stands behind it ask; None after a violation."""
    column = key.text.strip()
    if isinstance(node, SequenceNode):
        scalars = as_scalars(node, f"each value of column '{column}'", report)
        return _one_of(column, scalars, report) if scalars else None
    scalar = as_scalar(node, f"the predicate of column '{column}'", report)
    if scalar is None:
        return None
    text = scalar.text.strip()
    negated = text.startswith("not ")
    asked = _asked(column, text[4:].strip() if negated else text, quoted=scalar.quoted)
    if asked is None:
        kind = COLUMNS[column].kind if column in COLUMNS else "value"
        message = f"column '{column}' is a {kind}, and '{text}' cannot be asked of it"
        report.error("wrong-type", scalar.location, message, help=_HELP, subject=scalar.text)
        return None
    return replace(asked, text=text, negated=asked.negated != negated)


def _one_of(column: str, scalars: tuple[ScalarNode, ...], report: Report) -> Predicate | None:
    texts = [scalar.text for scalar in scalars]
    written = ", ".join(text.strip() for text in texts)
    kind = COLUMNS[column].kind if column in COLUMNS else ColumnKind.CATEGORY
    if kind in (ColumnKind.CATEGORY, ColumnKind.TEXT):
        return Predicate(column, written, Ask.CATEGORY, choices=tuple(folded_value(text) for text in texts))
    numbers = [read_number(text) for text in texts]
    known = tuple(number for number in numbers if number is not None)
    if kind is ColumnKind.NUMBER and len(known) == len(numbers):
        return Predicate(column, written, Ask.NUMBER, numbers=known)
    message = f"column '{column}' is a {kind}, and a list of '{written}' cannot be asked of it"
    report.error("wrong-type", scalars[0].location, message, help=_HELP, subject=scalars[0].text)
    return None


def _asked(column: str, text: str, *, quoted: bool) -> Predicate | None:
    """The question in a single value, not yet negated; None when it does not suit the column."""
    kind = COLUMNS[column].kind if column in COLUMNS else None
    if text in ("missing", "present"):
        return Predicate(column, text, Ask.PRESENCE, negated=text == "missing")
    bounded = _bounded(column, text)
    if bounded is not None:
        allowed = {ColumnKind.NUMBER: Ask.NUMBER, ColumnKind.TIME: Ask.TIME, ColumnKind.FLAG: Ask.FLAG}
        suits = kind is None or kind not in allowed or allowed[kind] is bounded.ask
        return bounded if suits else None
    if not text or text[0] in "<>":
        return None
    if kind is ColumnKind.FLAG or (kind is not ColumnKind.NUMBER and text in ("true", "false") and not quoted):
        flag = read_flag(text)
        return None if flag is None else Predicate(column, text, Ask.FLAG, negated=not flag)
    return _valued(column, text, kind)


def _valued(column: str, text: str, kind: ColumnKind | None) -> Predicate | None:
    """The question whether the value is this one."""
    if kind is ColumnKind.NUMBER:
        number = read_number(text)
        return None if number is None else Predicate(column, text, Ask.NUMBER, numbers=(number,))
    if kind is ColumnKind.TIME:
        return _range(column, text, text) if is_day(text) else None
    return Predicate(column, text, Ask.CATEGORY, choices=(folded_value(text),))


def _bounded(column: str, text: str) -> Predicate | None:
    """A comparison or a range, if it is one."""
    between = _RANGE.fullmatch(text)
    if between:
        return _range(column, between[1], between[2])
    compared = _COMPARISON.fullmatch(text)
    if compared is None:
        return None
    sign, operand = compared[1], compared[2]
    number, time = read_number(operand), read_time(operand)
    if number is None and time is None:
        return None
    ask = Ask.TIME if number is None else Ask.NUMBER
    bound: float = time if time is not None and number is None else number or 0.0
    if ask is Ask.TIME and is_day(operand) and sign in ("<=", ">"):
        bound, sign = bound + DAY, {"<=": "<", ">": ">="}[sign]
    if sign[0] == ">":
        return Predicate(column, text, ask, low=bound, above=sign == ">")
    return Predicate(column, text, ask, high=bound, below=sign == "<")


def _range(column: str, first: str, last: str) -> Predicate | None:
    text = f"{first}..{last}"
    low, high = read_number(first), read_number(last)
    if low is not None and high is not None:
        return Predicate(column, text, Ask.NUMBER, low=low, high=high)
    since, until = read_time(first), read_time(last)
    if since is None or until is None:
        return None
    if is_day(last):
        return Predicate(column, text, Ask.TIME, low=since, high=until + DAY, below=True)
    return Predicate(column, text, Ask.TIME, low=since, high=until)
