"""Phrases that tell what no rule matched apart from what some rule did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.coverage.coherence import Space
from cxaudit.coverage.function_words import FUNCTION_WORDS, SAYS_LITTLE
from cxaudit.coverage.grams import Grams, frequent_grams
from cxaudit.coverage.keyness import keyness
from cxaudit.coverage.tokens import Tokens, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxaudit.coverage.texts import Texts

Integers = NDArray[np.int64]

LEAST_DOCUMENTS = 5  # unmatched documents that must hold a phrase
_LEAST_SHARE = 0.002  # of the unmatched documents, likewise, but never more than
_ENOUGH_DOCUMENTS = 50
_PHRASE_BONUS = 1.5  # for two words and more: they say what a word only hints at
_LOOKED_AT = 400  # phrases, the highest z first, of which the coherence is worked out
_MOST_SHARED = 0.5  # of a phrase's documents that one chosen before may hold
_LEAST_LETTERS = 3  # of at least one word: shorter ones are initials and debris
_DIGITS = 9  # of a score; further ones depend on the machine, and must not decide an order
_LETTERS = re.compile(r"[^\W\d_]")
_MASK = re.compile(r"x{2,}|\[.*")  # how exports hide what is personal


@dataclass(frozen=True, slots=True)
class MinedPhrase:
    """A phrase, its score, and the documents that hold it: unmatched ones in `documents`, the others in `elsewhere`."""

    words: tuple[str, ...]
    score: float
    documents: Integers
    elsewhere: Integers

    @property
    def text(self) -> str:
        """The words as a rule would write them."""
        return " ".join(self.words)


def mine(texts: Texts, wanted: int, accepts: Callable[[MinedPhrase], bool]) -> tuple[MinedPhrase, ...]:
    """At most `wanted` phrases that `accepts` takes, the best first; none shares most documents with an earlier one."""
    unmatched = len(texts.documents) - int(texts.matched.sum())
    least = max(LEAST_DOCUMENTS, min(_ENOUGH_DOCUMENTS, round(_LEAST_SHARE * unmatched)))
    if unmatched < least:
        return ()
    tokens = tokens_of(texts.documents)
    levels = frequent_grams(tokens, texts.matched, least)
    found = sorted(_scored(levels, texts, tokens), key=lambda phrase: (-phrase.score, phrase.words))
    return tuple(_apart(found, wanted, len(texts.documents), accepts))


def _scored(levels: Sequence[Grams], texts: Texts, tokens: Tokens) -> Iterator[MinedPhrase]:
    """The phrases with the highest z, scored by z × coherence² (× 1.5 for more than one word)."""
    matched = int(texts.matched.sum())
    unmatched = len(texts.documents) - matched
    z = [keyness(level.unmatched, level.matched, unmatched, matched) for level in levels]
    weighed = sorted(
        (-float(value) * _bonus(level), level.length, gram)
        for level, values in zip(levels, z, strict=True)
        for gram, value in enumerate(values.tolist())
        if value > 0 and _is_wording(_words(level, gram, tokens))
    )
    space = Space.of(levels[0], len(texts.documents)) if weighed else None
    for weight, length, gram in weighed[:_LOOKED_AT]:
        holders = levels[length - 1].documents(gram)
        documents = holders[~texts.matched[holders]]
        coherence = max(0.0, space.coherence(documents)) if space else 0.0
        if coherence > 0:
            words = _words(levels[length - 1], gram, tokens)
            yield MinedPhrase(words, round(-weight * coherence**2, _DIGITS), documents, holders[texts.matched[holders]])


def _apart(
    found: Sequence[MinedPhrase], wanted: int, documents: int, accepts: Callable[[MinedPhrase], bool]
) -> Iterator[MinedPhrase]:
    chosen: list[NDArray[np.bool_]] = []  # which documents hold each phrase chosen so far
    for phrase in found:
        if len(chosen) == wanted:
            return
        shared = (held[phrase.documents].sum() for held in chosen)
        if all(number <= _MOST_SHARED * len(phrase.documents) for number in shared) and accepts(phrase):
            held = np.zeros(documents, dtype=np.bool_)
            held[phrase.documents] = True
            chosen.append(held)
            yield phrase


def _bonus(level: Grams) -> float:
    return _PHRASE_BONUS if level.length > 1 else 1.0


def _words(level: Grams, gram: int, tokens: Tokens) -> tuple[str, ...]:
    return tuple(tokens.words[number] for number in level.words[gram].tolist())


def _is_wording(words: Sequence[str]) -> bool:
    """Whether it says something: no function word at its edges, no number, nothing hidden, no word twice."""
    if words[0] in FUNCTION_WORDS or words[-1] in FUNCTION_WORDS or len(set(words)) < len(words):
        return False
    if not any(len(word) >= _LEAST_LETTERS and word not in SAYS_LITTLE for word in words):
        return False
    return all(_LETTERS.search(word) and not _MASK.fullmatch(word) for word in words)
