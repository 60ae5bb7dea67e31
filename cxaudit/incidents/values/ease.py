"""What people say instead of a number when they are asked how easy it was, in the languages that are read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.incidents.values.grade_phrases import LANGUAGES
from cxaudit.incidents.values.grade_words import phrases, plain_words, word_grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.incidents.values.grade_phrases import Language

# What is easy, and what is not.
_EASY = MappingProxyType(
    {
        "en": (
            "easy, simple, effortless, straightforward, convenient, low effort, little effort",
            "difficult, hard, complicated, cumbersome, inconvenient, high effort, much effort, not easy, not simple",
        ),
        "de": (
            "einfach, leicht, unkompliziert, muhelos, bequem",
            "schwierig, schwer, kompliziert, umstandlich, aufwendig, aufwandig, muhsam",
        ),
        "fr": ("facile, simple, aise, aisee, pratique", "difficile, complique, compliquee, complexe, penible"),
        "es": (
            "facil, sencillo, sencilla, comodo, comoda",
            "dificil, complicado, complicada, complejo, compleja",
        ),
        "it": ("facile, semplice, agevole", "difficile, complicato, complicata, complesso, complessa, faticoso"),
        "pt": ("facil, simples, descomplicado", "dificil, complicado, complicada, complexo, trabalhoso"),
        "nl": ("makkelijk, gemakkelijk, eenvoudig, simpel", "moeilijk, lastig, ingewikkeld, omslachtig"),
    }
)
_NOTHING_ELSE = ("best", "good", "middle", "bad", "worst")


def ease_grade(text: str) -> float | None:
    """The grade from 1 (hardest) to 5 (easiest) that a phrase stands for, or how far it agrees; None for others."""
    found = _words().get(plain_words(text))
    return word_grade(text) if found is None else found


def _of_ease(language: Language, easy: str, hard: str) -> Language:
    """The same words that make adjectives stronger or weaker, of which moderately says less than wholly."""
    mildly = f"{language.mildly}, {language.moderately}"
    return replace(
        language, pleased=easy, displeased=hard, mildly=mildly, moderately="", **dict.fromkeys(_NOTHING_ELSE, "")
    )


@cache
def _words() -> Mapping[str, float]:
    """The grade of every phrase, as `plain_words` writes it."""
    said = (phrases(_of_ease(LANGUAGES[name], easy, hard)) for name, (easy, hard) in _EASY.items())
    return dict(chain.from_iterable(said))
