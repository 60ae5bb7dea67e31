"""A symptom should have at least one example that shows it and one that does not.

The example that must not match is the one that finds mistakes: a rule is easily made wide enough for every example
that must.

Bad:
    symptoms:
      - id: rude-staff
        title: Staff were rude
        detect: {phrase: [rude]}
        examples:
          match: [The clerk was rude to me]

Good:
    symptoms:
      - id: rude-staff
        title: Staff were rude
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


def too_few_examples(rulebook: Rulebook) -> Iterator[Violation]:
    """Symptoms without an example of one sort or both; stable ones are left to `stable-without-examples`."""
    for symptom in rulebook.symptoms.values():
        if symptom.status is Status.STABLE or not takes_examples(symptom) or has_both_sorts(symptom):
            continue
        sorts = {example.matches for example in symptom.examples}
        lacking = [name for name, sort in (("match", True), ("no_match", False)) if sort not in sorts]
        yield violation(
            "too-few-examples",
            Severity.WARNING,
            symptom,
            f"symptom '{symptom.id}' has no example under {' and '.join(lacking)}",
            help="add " + " and ".join(f"one under 'examples: {name}'" for name in lacking),
        )
