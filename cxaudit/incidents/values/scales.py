"""Satisfaction on any scale, brought to 1 (worst) to 5 (best)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.values.numbers import NUMBER, number
from cxaudit.incidents.values.texts import by_distinct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Lowest and highest grade of each scale.
SCALES = MappingProxyType(
    {"1-5": (1.0, 5.0), "0-1": (0.0, 1.0), "1-2": (1.0, 2.0), "1-3": (1.0, 3.0), "1-4": (1.0, 4.0), "0-5": (0.0, 5.0)}
    | {"1-6": (1.0, 6.0), "1-7": (1.0, 7.0), "1-10": (1.0, 10.0), "0-10": (0.0, 10.0), "0-100": (0.0, 100.0)}
)

# Words for grades, already on the scale of 1 to 5.
WORDS = MappingProxyType(
    {
        word: grade
        for grade, words in (
            (5.0, "good, great, excellent, very satisfied, extremely happy, very happy, amazing, awesome, thumbs up"),
            (
                5.0,
                "good with comment, goodwithcomment, positive, happy, sehr zufrieden, très satisfait, muy satisfecho",
            ),
            (4.0, "satisfied, somewhat satisfied, zufrieden, satisfait, satisfecho, soddisfatto, tevreden"),
            (3.0, "neutral, ok, okay, neither satisfied nor dissatisfied, average"),
            (2.0, "dissatisfied, somewhat dissatisfied, unsatisfied, unzufrieden, insatisfait, insatisfecho"),
            (1.0, "bad, terrible, poor, very dissatisfied, very unsatisfied, extremely unhappy, very unhappy, awful"),
            (
                1.0,
                "bad with comment, badwithcomment, negative, unhappy, sehr unzufrieden, très insatisfait, thumbs down",
            ),
        )
        for word in words.split(", ")
    }
)
# No answer is no grade, and nothing to complain of either.
UNANSWERED = frozenset({"offered", "unoffered", "not offered", "not rated", "no rating", "no response", "unrated"})


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a column: its ends, and what to tell the user about it."""

    low: float
    high: float
    note: str = ""


def scale_of(texts: Sequence[str]) -> Scale:
    """The scale that grades such as `texts` are most likely on."""
    found = [value for text in texts if (value := number(text)) is not None]
    if not found:
        return Scale(1.0, 5.0, "words read as grades from 1 to 5" if texts else "")
    top, low = max(found), min(found)
    name = _likely(low, top)
    note = "" if name == "1-5" else f"taken to be on a scale of {name.replace('-', ' to ')}, brought to 1 to 5"
    return Scale(*SCALES[name], note)


def grades(column: pa.Array, scale: Scale, values: Mapping[str, str]) -> tuple[pa.Array, pa.Array]:
    """Grades from 1 to 5, null where unreadable or off the scale; and where a null is no fault, but no answer."""
    spread = scale.high - scale.low

    def grade(text: str) -> float | None:
        lowered = values.get(text.casefold(), text).casefold()
        if lowered in WORDS and text.casefold() not in values:
            return WORDS[lowered]
        plain = number(lowered)
        if plain is None or (text.casefold() in values and 1 <= plain <= 5):
            # What a value is said to mean is on the scale of 1 to 5 already.
            return plain
        return 1 + 4 * (plain - scale.low) / spread if scale.low <= plain <= scale.high else None

    silent = {text for text, meaning in values.items() if not meaning} | UNANSWERED
    unanswered = pc.is_in(pc.utf8_lower(column), value_set=pa.array(sorted(silent), pa.string()))
    answered = pc.if_else(unanswered, pa.scalar(None, pa.string()), column)
    return by_distinct(answered, grade, NUMBER), unanswered


def _likely(low: float, top: float) -> str:
    if top <= 1 and low == 0:
        return "0-1"
    if top <= 5:
        return "1-5"
    if top <= 7:
        return "1-7"
    if top <= 10:
        return "0-10" if low < 1 else "1-10"
    return "0-100"
