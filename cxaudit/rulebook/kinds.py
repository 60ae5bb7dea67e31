"""The kinds of value a key can have: data only, read alike by the parser and by whatever documents the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people."""


@dataclass(frozen=True, slots=True)
class Slug:
    """Small letters, digits and hyphens, such as ``refund-delay``."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words; each maps to what it means."""

    allowed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`; with `below_high`, `high` itself is out; with `whole`, so is any fraction."""

    low: float
    high: float
    below_high: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Probability:
    """A word that stands for a probability, or a number above 0 and below 1."""

    words: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Truth:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of a definition: a ``symptom``, ``cause``, ``remedy``, ``standard`` or ``lens``."""

    to: str


@dataclass(frozen=True, slots=True)
class Days:
    """A whole number of days, such as ``90 days``."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, such as ``2030-01-31``."""


@dataclass(frozen=True, slots=True)
class Change:
    """A relative change, such as ``-30%``."""


@dataclass(frozen=True, slots=True)
class Range:
    """Three numbers ``[low, likely, high]`` that do not fall, from `low` to `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ConditionBlock:
    """What a symptom looks for; `matchers` reads it."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Keys of the definition that an override changes, with their new values; read as part of that definition."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one kind, `at_least` that many."""

    item: Kind
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping whose keys are of one kind and whose values are of another."""

    key: Reference | Text
    value: Kind


@dataclass(frozen=True, slots=True)
class Either:
    """A scalar for the usual case, or a table when there is more to say."""

    short: Kind
    long: Table


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """One value, or a list of them."""

    item: Kind


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: what it is called, what it may hold, and what it means."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with known keys. With `others`, any further key may stand beside them and holds that kind.

    Of the keys `one_of`, exactly one must stand.
    """

    name: str
    meaning: str
    keys: tuple[Key, ...]
    others: Kind | None = None
    one_of: tuple[str, ...] = ()

    def key(self, name: str) -> Key | None:
        """The key called `name`, or None."""
        return next((key for key in self.keys if key.name == name), None)


Kind: TypeAlias = (
    "Text | Slug | Word | Number | Probability | Truth | Reference | Days | Day | Change | Range | ConditionBlock"
    " | Replacement | ListOf | MappingOf | Either | OneOrMany | Table"
)
