"""Two symptoms should not share a pattern that is enough for either.

Both then appear together wherever it matches. Causes are told apart by the symptoms they produce, so a pattern in two
places counts one sentence twice.

Bad:
    symptoms:
      - {id: rude-staff, detect: {phrase: [rude, shouted at me]}}
      - {id: loud-staff, detect: {phrase: [shouted at me, so loud]}}

Good:
    symptoms:
      - {id: rude-staff, detect: {phrase: [rude]}}
      - {id: loud-staff, detect: {phrase: [shouted at me, so loud]}}
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cxaudit.checks.check import pattern_violation
from cxaudit.checks.conditions import sufficient_leaves
from cxaudit.matchers import Expression, Phrase
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from cxaudit.matchers import PhrasePattern
    from cxaudit.matchers.expression import Pattern
    from cxaudit.model import Condition, Rulebook, Symptom, Violation


def identical_patterns(rulebook: Rulebook) -> Iterator[Violation]:
    """Patterns that stand in an earlier symptom too, and are enough for both."""
    first: defaultdict[Hashable, dict[str, Pattern | PhrasePattern]] = defaultdict(dict)
    for symptom in rulebook.symptoms.values():
        for leaf in sufficient_leaves(symptom.detect):
            for key, pattern in _patterns(leaf):
                earlier = next(iter(first[key].items()), None)
                first[key].setdefault(symptom.id, pattern)
                if earlier and earlier[0] != symptom.id:
                    yield _violation(symptom, pattern, *earlier)


def _patterns(leaf: Condition) -> Iterator[tuple[Hashable, Pattern | PhrasePattern]]:
    """Each pattern of a leaf, with all that decides what it matches."""
    match leaf:
        case Phrase(patterns=phrases, negation=negation):
            yield from (((pattern.rows, pattern.accents, negation is None), pattern) for pattern in phrases)
        case Expression(patterns=expressions, accents=accents, negation=negation):
            yield from (((pattern.text, accents, negation is None), pattern) for pattern in expressions)


def _violation(
    symptom: Symptom, pattern: Pattern | PhrasePattern, name: str, other: Pattern | PhrasePattern
) -> Violation:
    return pattern_violation(
        "identical-patterns",
        Severity.WARNING,
        symptom,
        pattern,
        f"'{pattern.text}' shows symptom '{name}' as well",
        help="keep it in the symptom it tells most about, or join it with another condition under 'all'",
        related=(other.location,),
    )
