"""Suggests symptoms from what no rule matched; a person decides about each."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from cxaudit import __version__
from cxaudit.coverage.mining import MinedPhrase, mine
from cxaudit.coverage.reading import read_rows, share_of
from cxaudit.coverage.sentences import Sentences, condition_of
from cxaudit.errors import InputError
from cxaudit.render.suggestions_report import NearCause, SeenIncident, SuggestedSymptom, SuggestionsReport

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cxaudit.coverage.texts import Texts
    from cxaudit.model import Rulebook

_SHOWN = 5  # incidents shown for each suggestion
_LOOKED_AT = 20  # sentences of which the shortest become examples
_EXAMPLES = 3  # sentences that must match, and as many that must not
_CAUSES = 3  # causes proposed
_LEAST_WITH_SYMPTOM = 2  # incidents with phrase and symptom, before the symptom's causes are proposed
_LEAST_DEVIATIONS = 2.0  # standard deviations (of a Poisson count) by which these exceed chance, likewise
_NOT_ID = re.compile(r"[^a-z0-9]+")


def suggest(rulebook: Rulebook, texts: Texts, top: int, *, redacted: bool = True) -> SuggestionsReport:
    """At most `top` candidate symptoms, the best first. Raises InputError when the log has no text."""
    if not texts.documents:
        names = ", ".join(source.path for source in texts.sources)
        raise InputError(f"{names}: no row has a text to learn from; name its column with --column text=COLUMN")
    writer = _Writer(rulebook, texts, Sentences(texts, redacted=redacted))
    mined = mine(texts, top, writer.sentences.shows)
    return SuggestionsReport(
        program=f"cxaudit {__version__}",
        rulebook=f"{rulebook.name} {rulebook.version}".strip(),
        content_hash=rulebook.content_hash,
        rows=read_rows(texts.sources, texts.rejections),
        texts=len(texts.documents),
        unread=len(texts.documents) - int(texts.matched.sum()),
        incidents=int(texts.incidents.sum()),
        unmatched=int(texts.incidents[~texts.matched].sum()),
        suggestions=writer.written(mined),
        sampled=texts.sampled,
    )


class _Writer:
    """Makes suggestions of phrases."""

    def __init__(self, rulebook: Rulebook, texts: Texts, sentences: Sentences) -> None:
        self.sentences = sentences
        self._rulebook = rulebook
        self._texts = texts
        self._unmatched = int(texts.incidents[~texts.matched].sum())
        self._usual = np.bincount(texts.shown_symptom, minlength=len(texts.symptoms)) / texts.incidents.sum()

    def written(self, phrases: Iterable[MinedPhrase]) -> tuple[SuggestedSymptom, ...]:
        taken = {*self._rulebook.symptoms, *self._rulebook.causes, *self._rulebook.remedies}
        found = []
        for phrase in phrases:
            name = _free_id(phrase.text, taken)
            taken.add(name)
            found.append(self._suggestion(name, phrase))
        return tuple(found)

    def _suggestion(self, name: str, phrase: MinedPhrase) -> SuggestedSymptom:
        condition = condition_of(phrase.text)
        quoted = [
            (document, self.sentences.holding(document, condition))
            for document in phrase.documents[:_LOOKED_AT].tolist()
        ]
        held = [(document, sentence) for document, sentence in quoted if sentence]
        return SuggestedSymptom(
            id=name,
            title=f"Customers write “{phrase.text}”",
            phrase=phrase.text,
            share=share_of(int(self._texts.incidents[phrase.documents].sum()), self._unmatched),
            texts=len(phrase.documents),
            matched_texts=len(phrase.elsewhere),
            seen=tuple(SeenIncident(self._name(document), sentence) for document, sentence in held[:_SHOWN]),
            match=_shortest(sentence for _, sentence in held),
            no_match=_shortest(self.sentences.nearly(phrase)),
            causes=self._causes(phrase),
        )

    def _name(self, document: int) -> str:
        """The id of an incident with this text: of several the one that sorts first."""
        column = self._texts.rows["document"].to_numpy()
        first, last = np.searchsorted(column, [document, document + 1]).tolist()
        rows = self._texts.rows.slice(first, last - first)
        ids = sorted(name for name in rows["id"].to_pylist() if name)
        places = zip(rows["source"].to_pylist(), rows["row"].to_pylist(), strict=True)
        return ids[0] if ids else "{} row {}".format(*min(places))

    def _causes(self, phrase: MinedPhrase) -> tuple[NearCause, ...]:
        """Causes of the symptoms that show with the phrase more often than chance has it."""
        holders = np.concatenate([phrase.documents, phrase.elsewhere])
        inside = np.isin(self._texts.shown_document, holders)
        together = np.bincount(self._texts.shown_symptom[inside], minlength=len(self._texts.symptoms))
        expected = self._texts.incidents[holders].sum() * self._usual
        excess = together - expected
        telling = (together >= _LEAST_WITH_SYMPTOM) & (excess >= _LEAST_DEVIATIONS * np.sqrt(expected))
        weight: defaultdict[str, float] = defaultdict(float)
        because: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        for place in np.flatnonzero(telling).tolist():
            symptom = self._rulebook.symptoms[self._texts.symptoms[place]]
            for link in symptom.caused_by:
                part = float(excess[place]) * link.strength
                weight[link.cause] += part
                because[link.cause].append((-part, symptom.id))
        best = sorted(weight, key=lambda cause: (-weight[cause], cause))[:_CAUSES]
        return tuple(
            NearCause(cause, self._rulebook.causes[cause].title, tuple(name for _, name in sorted(because[cause])[:3]))
            for cause in best
        )


def _free_id(phrase: str, taken: Collection[str]) -> str:
    """The phrase as an id that nothing else in the rulebook has."""
    name = _NOT_ID.sub("-", phrase.replace("'", "")).strip("-")
    name = name if name[:1].isalpha() else f"says-{name}".strip("-")
    candidates = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 3))
    return next(candidate for candidate in candidates if candidate not in taken)


def _shortest(sentences: Iterable[str]) -> tuple[str, ...]:
    """A few of the first sentences, the short ones, which say it without much else."""
    first = dict.fromkeys(sentence for sentence, _ in zip(sentences, range(_LOOKED_AT), strict=False))
    return tuple(sorted(first, key=lambda sentence: (len(sentence), sentence))[:_EXAMPLES])
