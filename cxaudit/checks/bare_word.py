r"""An expression should not be a bare word without a boundary.

`expression: rude` also finds crude and prudent, because an expression looks for letters and not for words. `phrase`
looks for words, and so does an expression between `\b`.

Bad:
    symptoms:
      - id: rude-staff
        detect: {expression: rude}

Good:
    symptoms:
      - id: rude-staff
        detect: {expression: '\brude\b'}
      - id: rude-manager
        detect: {phrase: rude manager}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import pattern_violation
from cxaudit.matchers import Expression, leaves
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation

_BOUNDARY = r"\b"


def bare_word(rulebook: Rulebook) -> Iterator[Violation]:
    """Expressions made of letters and spaces only."""
    for symptom in rulebook.symptoms.values():
        expressions = (leaf for leaf in leaves(symptom.detect) if isinstance(leaf, Expression))
        for pattern in (pattern for leaf in expressions for pattern in leaf.patterns):
            if pattern.text.replace(" ", "").isalpha():
                yield pattern_violation(
                    "bare-word",
                    Severity.WARNING,
                    symptom,
                    pattern,
                    f"the expression '{pattern.text}' also matches inside longer words",
                    help=f"write it as a phrase, or as '{_BOUNDARY}{pattern.text}{_BOUNDARY}'",
                )
