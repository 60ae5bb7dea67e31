"""Cuts from the texts of a log the sentences that hold a phrase, or nearly hold it, without personal data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.coverage.function_words import FUNCTION_WORDS
from cxaudit.coverage.texts import NAME_COLUMNS, Texts
from cxaudit.matchers import State, match_text, parse_condition
from cxaudit.model import Location, MappingNode, Report, ScalarNode, SequenceNode
from cxaudit.redaction import Redactor
from cxaudit.render.markdown_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.coverage.mining import MinedPhrase
    from cxaudit.model import Condition

_NOWHERE = Location("", 0, 0)
_READ_AROUND = 500  # characters on each side of a phrase that are looked through for personal data
_AROUND = 120  # characters shown on each side of it
_TRIED = 20  # texts looked at to see whether a phrase is personal
_SEARCHED = 3_000  # texts looked at for a sentence that nearly holds a phrase
_STEM = 4  # letters that two words of one family share at least
_ANY = re.compile(r"\w+")
_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of the texts of a log."""

    texts: Texts
    redacted: bool = True

    def shows(self, phrase: MinedPhrase) -> bool:
        """Whether the phrase is still there once personal data is taken out; a name of somebody is not."""
        tried = phrase.documents[:_TRIED].tolist()
        condition = condition_of(phrase.text)
        kept = sum(self.holding(document, condition) != "" for document in tried)
        return 2 * kept > len(tried)

    def holding(self, document: int, condition: Condition) -> str:
        """The sentence of a document that meets the condition; empty when none does once it is redacted."""
        text = self.texts.documents[document]
        outcome = match_text(condition, text)
        if outcome.state is not State.ASSERTED:
            return ""
        sentence = self._around(document, outcome.start, outcome.end)
        return sentence if match_text(condition, sentence).state is State.ASSERTED else ""

    def nearly(self, phrase: MinedPhrase) -> Iterator[str]:
        """Sentences without the phrase: first those with a word of it, or one of its family, then any others.

        Those of texts that no rule matched come first, so that no other symptom fires on them.
        """
        condition = condition_of(phrase.text)
        telling = [word for word in phrase.words if word not in FUNCTION_WORDS]
        stems = "|".join(re.escape(word[: max(_STEM, len(word) - 2)]) for word in telling)
        order = np.argsort(self.texts.matched, kind="stable")[:_SEARCHED].tolist()
        for wanted in (re.compile(rf"\b(?:{stems})\w*", re.IGNORECASE), _ANY):
            for document in order:
                text = self.texts.documents[document]
                found = wanted.search(text)
                if found and match_text(condition, text).state is State.SILENT:
                    sentence = self._around(document, *found.span())
                    if wanted.search(sentence):
                        yield sentence

    def _around(self, document: int, start: int, end: int) -> str:
        """The sentence around a stretch of a text, of modest length, in one line."""
        text = self.texts.documents[document]
        first, last = max(0, start - _READ_AROUND), min(len(text), end + _READ_AROUND)
        text, start, end = text[first:last], start - first, end - first
        if self.redacted:
            # More than is shown is redacted, so that nothing cut in half escapes.
            text, start, end = Redactor(self._names(document)).redact_with_span(text, start, end)
        begins = max((found.end() for found in _END.finditer(text, 0, start)), default=0)
        ending = _END.search(text, end)
        ends = ending.end() if ending else len(text)
        begins, ends = _shortened(text, (begins, start), (end, ends))
        return visible(text[begins:ends])

    def _names(self, document: int) -> list[str]:
        rows = self.texts.rows
        column = rows["document"].to_numpy()
        first, last = np.searchsorted(column, [document, document + 1]).tolist()
        found = rows.slice(first, last - first).select(NAME_COLUMNS)
        return sorted({name for values in found.columns for name in values.to_pylist() if name})


def condition_of(phrase: str) -> Condition:
    """The condition that ``detect: {phrase: [...]}`` stands for."""
    words = SequenceNode((ScalarNode(phrase, _NOWHERE, quoted=True),), _NOWHERE)
    condition = parse_condition(MappingNode(((ScalarNode("phrase", _NOWHERE), words),), _NOWHERE), Report())
    assert condition is not None
    return condition


def _shortened(text: str, before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    """Where to begin and end so that no more than a little is shown on each side, cut at spaces."""
    begins, start = before
    end, ends = after
    if start - begins > _AROUND:
        space = text.find(" ", start - _AROUND, start)
        begins = space + 1 if space >= 0 else start
    if ends - end > _AROUND:
        space = text.rfind(" ", end, end + _AROUND)
        ends = space if space >= 0 else end
    return begins, ends
