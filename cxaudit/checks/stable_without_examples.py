"""A stable symptom must have examples of both sorts.

Stable means proven. Without a sentence that must match and one that must not, nothing has been proven, and the next
change to the rule breaks it in silence.

Bad:
    symptoms:
      - id: rude-staff
        title: Staff were rude
        status: stable
        detect: {phrase: [rude]}

Good:
    symptoms:
      - id: rude-staff
        title: Staff were rude
        status: stable
        detect: {phrase: [rude]}
        examples:
          match: [The clerk was rude to me]
          no_match: [The clerk was kind]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import has_both_sorts, takes_examples, violation
from cxaudit.model import Severity, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def stable_without_examples(rulebook: Rulebook) -> Iterator[Violation]:
    """Stable symptoms without an example that matches, or without one that does not."""
    for symptom in rulebook.symptoms.values():
        if symptom.status is Status.STABLE and takes_examples(symptom) and not has_both_sorts(symptom):
            yield violation(
                "stable-without-examples",
                Severity.ERROR,
                symptom,
                f"symptom '{symptom.id}' is stable but has no examples of both sorts",
                help="add 'examples' with 'match' and 'no_match', or make it experimental",
            )
