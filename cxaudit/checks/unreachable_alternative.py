"""A phrase should not stand beside another that finds all it finds.

It looks like coverage and adds nothing; most often one of the two was meant to say something else.

Bad:
    symptoms:
      - id: rude-staff
        detect: {phrase: [rude*, rude staff]}

Good:
    symptoms:
      - id: rude-staff
        detect: {phrase: [rude*, shouted at me]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import pattern_violation
from cxaudit.checks.coverage import covering
from cxaudit.matchers import Phrase, leaves
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def unreachable_alternative(rulebook: Rulebook) -> Iterator[Violation]:
    """Patterns of a phrase whose every row is found by another pattern of the same phrase."""
    for symptom in rulebook.symptoms.values():
        for leaf in leaves(symptom.detect):
            if not isinstance(leaf, Phrase) or len(leaf.patterns) < 2:
                continue
            for pattern, other in covering(leaf):
                yield pattern_violation(
                    "unreachable-alternative",
                    Severity.WARNING,
                    symptom,
                    pattern,
                    f"'{pattern.text}' finds nothing that '{other.text}' does not find",
                    help="take it out, or write what it was meant to add",
                    related=(other.location,),
                )
