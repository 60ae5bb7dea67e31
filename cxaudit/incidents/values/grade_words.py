"""What people say instead of a number when they are asked how satisfied they are, in the languages that are read.

The words of a language are put together of adverbs and adjectives, so that whatever can be said of the good can be said
of the bad: a language of which only the good words are known makes every business look well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.incidents.values.grade_phrases import (
    BAD,
    BEST,
    FACES,
    GOOD,
    LANGUAGES,
    MIDDLE,
    TYPED_FACES,
    UNANSWERED,
    WORST,
    Language,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


# What stands between good and bad, of the adjectives: "neither satisfied nor dissatisfied".
_NEITHER = (
    ("neither", "nor"),
    ("not", "nor"),
    ("weder", "noch"),
    ("ni", "ni"),
    ("ne", "ne"),
    ("nem", "nem"),
    ("niet", "niet"),
    ("noch", "noch"),
)
_PAINTED = re.compile("[\ufe0e\ufe0f\u200d\u2640\u2642\U0001f3fb-\U0001f3ff\\s]")  # colour and kind of a sign, spaces
_BENT = re.compile(r"\(\w{1,2}\)|(?<=\w{3})[/·.\-]\(?[aeons]{1,2}\)?(?!\w)")  # the other forms, as in "satisfait(e)"
_PRAISE = frozenset({"satisfied", "happy", "pleased", "easy", "simple"})
_BLAME = ("dissatisfied", "unsatisfied", "unhappy", "difficult", "hard", "complicated")
_ONE_SIDED = ("not at all", "not so", "not very", "not particularly")
# Where nobody can be dissatisfied, but only satisfied more or less, what says "a little" is no praise.
_OF_ONE_SIDE = MappingProxyType(
    {"somewhat": MIDDLE, "moderately": MIDDLE, "slightly": BAD, "a little": BAD, "a bit": BAD, "very": GOOD}
)


def word_grade(text: str) -> float | None:
    """The grade from 1 (worst) to 5 (best) that a word, a phrase, a face or a thumb stands for; None for others."""
    return WORDS.get(plain_words(text)) or _face(text)


def one_sided(text: str, *, plain: bool = False) -> float | None:
    """The grade of a phrase on a scale from "not at all satisfied" to "extremely satisfied", where it differs."""
    words = text if plain else plain_words(text)
    adverb, _, adjective = words.rpartition(" ")
    return _OF_ONE_SIDE.get(adverb) if adjective in _PRAISE else None


def is_one_sided(texts: list[str]) -> bool:
    """Whether texts are of a scale on which nobody is dissatisfied, but at worst not at all satisfied."""
    words = {plain_words(text) for text in texts}
    denied = any(word.startswith(_ONE_SIDED) for word in words)
    return denied and not any(blame in word for word in words for blame in _BLAME)


def answers_nothing(text: str) -> bool:
    """Whether a text says that no grade was given."""
    return plain_words(text) in UNANSWERED


def phrases(language: Language) -> Iterator[tuple[str, float]]:
    """Every word and phrase of a language as `plain_words` writes it, with its grade from 1 (worst) to 5 (best)."""
    pleased, displeased = _each(language.pleased), _each(language.displeased)
    yield from ((word, GOOD) for word in pleased)
    yield from ((word, BAD) for word in displeased)
    adverbs = (
        (language.strongly, BEST, WORST),
        (language.mildly, GOOD, BAD),
        (language.moderately, MIDDLE, BAD),
        (language.hardly, BAD, MIDDLE),
        (language.by_no_means, WORST, BEST),
    )
    for words, good, bad in adverbs:
        for adverb in _each(words):
            yield from ((f"{adverb} {word}", good) for word in pleased)
            yield from ((f"{adverb} {word}", bad) for word in displeased)
    for (neither, nor), one, other in product(_NEITHER, pleased, displeased):
        yield f"{neither} {one} {nor} {other}", MIDDLE
        yield f"{neither} {other} {nor} {one}", MIDDLE
    for words, grade in (
        (language.best, BEST),
        (language.good, GOOD),
        (language.middle, MIDDLE),
        (language.bad, BAD),
        (language.worst, WORST),
    ):
        yield from ((word, grade) for word in _each(words))


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """The words of a text in lower case without accents, apart by one space: ``Très  satisfait(e)`` and the like."""
    letters = unicodedata.normalize("NFKD", _BENT.sub("", text.casefold()).replace("ß", "ss"))
    bare = "".join(letter if letter.isalpha() else " " for letter in letters if unicodedata.category(letter) != "Mn")
    return " ".join(bare.split())


def _face(text: str) -> float | None:
    """The grade of a face, typed or drawn; of several the same."""
    signs = _PAINTED.sub("", text)
    graded = {FACES.get(sign) for sign in signs}
    return graded.pop() if len(graded) == 1 and None not in graded else TYPED_FACES.get(signs.casefold())


def _each(words: str) -> list[str]:
    return words.split(", ") if words else []


# The grade of every word and phrase, as `plain_words` writes them.
WORDS = MappingProxyType({word: grade for language in LANGUAGES.values() for word, grade in phrases(language)})
