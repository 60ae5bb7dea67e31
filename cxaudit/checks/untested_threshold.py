"""A threshold should have an example exactly at it.

Whether `<= 2` should have been `< 2` shows at 2 and nowhere else. An example with the value itself settles it.

Bad:
    symptoms:
      - id: unhappy
        detect: {field: {satisfaction: "<= 2"}}
        examples:
          match: [{text: Bad, satisfaction: 1}]
          no_match: [{text: Good, satisfaction: 5}]

Good:
    symptoms:
      - id: unhappy
        detect: {field: {satisfaction: "<= 2"}}
        examples:
          match: [{text: Bad, satisfaction: 2}]
          no_match: [{text: Fair, satisfaction: 3}]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import takes_examples, violation
from cxaudit.matchers import Ask, Field, leaves
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Location, Rulebook, Symptom, Violation


def untested_threshold(rulebook: Rulebook) -> Iterator[Violation]:
    """Numbers that a symptom compares a column with, and that no example of it has in that column."""
    for symptom in rulebook.symptoms.values():
        if not takes_examples(symptom) or not symptom.examples:
            continue
        for (column, threshold), place in sorted(_thresholds(symptom).items()):
            if not any(_has(example.fields.get(column, ""), threshold) for example in symptom.examples):
                yield violation(
                    "untested-threshold",
                    Severity.WARNING,
                    symptom,
                    f"no example of symptom '{symptom.id}' has {column} {threshold:g}, where its rule turns",
                    help=f"add one: {{text: …, {column}: {threshold:g}}}",
                    place=place,
                    subject=f"{column} {threshold:g}",
                )


def _thresholds(symptom: Symptom) -> dict[tuple[str, float], Location]:
    """Each column and the number it is compared with, and the first condition that does so."""
    found: dict[tuple[str, float], Location] = {}
    for leaf in (leaf for leaf in leaves(symptom.detect) if isinstance(leaf, Field)):
        for predicate in (predicate for predicate in leaf.predicates if predicate.ask is Ask.NUMBER):
            for bound in (predicate.low, predicate.high):
                if bound is not None:
                    found.setdefault((predicate.column, bound), leaf.location)
    return found


def _has(value: str, threshold: float) -> bool:
    try:
        return float(value) == threshold
    except ValueError:
        return False
