"""Satisfaction on any scale, brought to 1 (worst) to 5 (best)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.values.ease import ease_grade
from cxaudit.incidents.values.grade_phrases import BEST, LIKELIHOODS, WORST
from cxaudit.incidents.values.grade_words import (
    answers_nothing,
    is_one_sided,
    one_sided,
    plain_words,
    word_grade,
)
from cxaudit.incidents.values.numbers import NUMBER, number
from cxaudit.incidents.values.texts import by_distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Lowest and highest grade of each scale.
SCALES = MappingProxyType(
    {"1-5": (1.0, 5.0), "0-1": (0.0, 1.0), "1-2": (1.0, 2.0), "1-3": (1.0, 3.0), "1-4": (1.0, 4.0), "0-5": (0.0, 5.0)}
    | {"1-6": (1.0, 6.0), "1-7": (1.0, 7.0), "1-10": (1.0, 10.0), "0-10": (0.0, 10.0), "0-100": (0.0, 100.0)}
)

_FULL_STARS, _EMPTY_STARS, _HALF_STARS = "⭐★🌟✭✮✪", "☆✩✰", "½⯪⯨✬"
_STARS = re.compile(rf"[{_FULL_STARS}{_EMPTY_STARS}{_HALF_STARS}\ufe0f\s]+")
_STAR = re.compile(rf"[{_FULL_STARS}]\ufe0f?")
# A number and what it means: "5 - Very satisfied", "Extremely likely (10)", "⭐ 4".
_LABELLED = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w.,%]*\d)")
_NEUTRAL = 3.0  # the grade in the middle
_EASIEST, _FIVE = 7.0, 5.0  # the highest numbers of the usual scales of effort
_LONGEST_LABEL = 80  # characters; more is a remark that happens to hold a number


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a column: its ends, and what to tell the user about it.

    On one that is `turned` the lowest number is the best, as its labels show; on one that is `one_sided` nobody is
    dissatisfied, but at worst not at all satisfied, so that somewhat satisfied is no praise. Words on one `of_ease`
    say how easy it was.
    """

    low: float
    high: float
    note: str = ""
    turned: bool = False
    one_sided: bool = False
    of_ease: bool = False


def scale_of(texts: Sequence[str]) -> Scale:
    """The scale that grades such as `texts` are most likely on."""
    distinct = list(dict.fromkeys(texts))
    one_side = is_one_sided(distinct)
    read = {text: value for text in distinct if (value := labelled_number(text)) is not None}
    if not read:
        return Scale(1.0, 5.0, "words read as grades from 1 to 5" if texts else "", one_sided=one_side)
    name = _likely(min(read.values()), max(read.values()))
    low, high = SCALES[name]
    turned = _is_turned(read, (low + high) / 2, word_grade)
    note = "" if name == "1-5" else f"taken to be on a scale of {name.replace('-', ' to ')}, brought to 1 to 5"
    if turned:
        note = "; ".join(filter(None, (note, f"{low:g} is the best, as its labels say")))
    return Scale(low, high, note, turned, one_side)


def ease_scale_of(texts: Sequence[str]) -> Scale | None:
    """The scale of effort that answers in words such as `texts` are most likely on; None where none is in words."""
    said = {text: grade for text in dict.fromkeys(texts) if (grade := ease_grade(text)) is not None}
    if not said:
        return None
    read = {text: value for text in said if (value := labelled_number(text)) is not None}
    top = max(read, key=lambda text: read[text], default="")
    # Where the highest number is not the end of what can be said, the scale goes on beyond it.
    whole = read.get(top, _EASIEST) <= _FIVE and said.get(top) in {BEST, WORST}
    turned = _is_turned(read, (1 + (_FIVE if whole else _EASIEST)) / 2, ease_grade)
    note = "words read as ease from 1 (hard) to 7 (easy)"
    return Scale(1.0, _FIVE if whole else _EASIEST, note, turned, is_one_sided(list(said)), of_ease=True)


def grades(column: pa.Array, scale: Scale, values: Mapping[str, str]) -> tuple[pa.Array, pa.Array]:
    """Grades from 1 to 5, null where unreadable or off the scale; and where a null is no fault, but no answer."""
    distinct = [text for text in pc.unique(column).to_pylist() if text is not None]
    silent = [text for text in distinct if values.get(text.casefold()) == "" or answers_nothing(text)]
    unanswered = pc.is_in(column, value_set=pa.array(silent, pa.string()))
    answered = pc.if_else(unanswered, pa.scalar(None, pa.string()), column)
    return by_distinct(answered, lambda text: _grade(text, scale, values), NUMBER), unanswered


def doubt_of(lost: pa.Array, scale: Scale) -> str:
    """What grades that could not be read tell of the others: a number beyond the scale is of another; empty if none."""
    read = (labelled_number(text) for text in pc.unique(lost).to_pylist() if text is not None)
    if not any(value is not None and value > scale.high for value in read):
        return ""
    return (
        f"some are beyond the scale of {scale.low:g} to {scale.high:g} that was taken for theirs, and if it is another,"
        " the rest is misread: name it with scale in a file for --map"
    )


def labelled_number(text: str) -> float | None:
    """The number that a text is, or that it stands for: ``4``, ``4/5``, ``4 - Satisfied``, ``Good (4)``, ``★★★★``."""
    stars = _stars(text)
    if stars is not None:
        return stars
    if len(text) > _LONGEST_LABEL:
        return None
    plain = number(_STAR.sub("", text))
    if plain is not None:
        return plain
    found = _LABELLED.findall(text)
    return number(found[0]) if len(found) == 1 else None


def likelihood(text: str) -> float | None:
    """How likely it is, from 0 to 10, as a number or in the words of either end."""
    plain = labelled_number(text)
    return LIKELIHOODS.get(plain_words(text)) if plain is None else plain


def is_grade(text: str) -> bool:
    """Whether a text is plainly one, whatever the scale."""
    return word_grade(text) is not None or labelled_number(text) is not None or answers_nothing(text)


def _grade(text: str, scale: Scale, values: Mapping[str, str]) -> float | None:
    meant = values.get(text.casefold())
    said = text if meant is None else meant
    painted = _share_of_stars(said)
    if painted is not None:
        return 1 + 4 * painted
    plain = labelled_number(said)
    if meant is not None and plain is not None and 1 <= plain <= 5:
        # What a value is said to mean is on the scale of 1 to 5 already.
        return plain
    if plain is not None and scale.low <= plain <= scale.high:
        share = (plain - scale.low) / (scale.high - scale.low)
        return 1 + 4 * (1 - share if scale.turned else share)
    if plain is not None and number(said) is not None:
        return None  # off the scale
    words = one_sided(said) if scale.one_sided else None
    if words is not None:
        return words
    return ease_grade(said) if scale.of_ease else word_grade(said)


def _stars(text: str) -> float | None:
    """How many stars are painted, of five or an unknown number."""
    if not _STARS.fullmatch(text):
        return None
    full, half = (sum(text.count(sign) for sign in signs) for signs in (_FULL_STARS, _HALF_STARS))
    return full + half / 2 if full or half else None


def _share_of_stars(text: str) -> float | None:
    """Which part of the way from one star to all of them is gone, where those that are missing are painted too."""
    if not _STARS.fullmatch(text):
        return None
    empty = sum(text.count(sign) for sign in _EMPTY_STARS)
    half = sum(text.count(sign) for sign in _HALF_STARS)
    full = sum(text.count(sign) for sign in _FULL_STARS)
    total = full + half + empty
    return max(0.0, full + half / 2 - 1) / (total - 1) if empty and total > 1 else None


def _is_turned(read: Mapping[str, float], middle: float, worded: Callable[[str], float | None]) -> bool:
    """Whether the labels beside numbers say that the low ones are good."""
    pairs = [(value - middle, grade - _NEUTRAL) for text, value in read.items() if (grade := worded(text))]
    return sum(value * grade for value, grade in pairs) < 0


def _likely(low: float, top: float) -> str:
    if top <= 1 and low < 1:  # yes and no, or shares of a whole, such as percentages in a spreadsheet
        return "0-1"
    if top <= 5:
        return "1-5"
    if top <= 7:
        return "1-7"
    if top <= 10:
        return "0-10" if low < 1 else "1-10"
    return "0-100"
