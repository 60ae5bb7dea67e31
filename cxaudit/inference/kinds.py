"""Which symptoms are read from the text, which from fields, and which from the log as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.matchers import Expression, Near, Phrase, Repeat, Series, leaves

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Symptom, Tally


def observable_symptoms(rulebook: Rulebook, tally: Tally) -> tuple[str, ...]:
    """Symptoms that an incident of this log can show: not findings about the log, and seen or silent somewhere."""
    seen = tally.observable()
    return tuple(
        sorted(
            symptom
            for symptom, incidents in seen.items()
            if incidents > 0 and symptom in rulebook.symptoms and not is_series(rulebook.symptoms[symptom])
        )
    )


def is_series(symptom: Symptom) -> bool:
    """Whether it is a finding about the log as a whole, never about one incident."""
    return isinstance(symptom.detect, Series)


def follows_others(symptom: Symptom) -> bool:
    """Whether it takes another symptom of the same incident to show it, as coming back with the same problem does."""
    return any(isinstance(leaf, Repeat) and leaf.same_symptom for leaf in leaves(symptom.detect))


def reads_text(symptom: Symptom) -> bool:
    """Whether it rests, at least in part, on what was written; otherwise on fields or on a customer's history."""
    return any(isinstance(leaf, Phrase | Near | Expression) for leaf in leaves(symptom.detect))
