"""A symptom should show in some incident of a log that has all it needs.

The words and columns it looks for are there, and still nothing matched: the rule is too narrow, or this business has
no such trouble. Three divided by the number of incidents is, with 95 % certainty, the highest rate it can have.

Log:
    200 incidents: The parcel was late again

Bad:
    symptoms:
      - {id: late-again, title: It was late more than once, detect: {phrase: [again late]}}

Good:
    symptoms:
      - {id: late-again, title: It was late more than once, detect: {phrase: [late again]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.checks.corpus.corpus import Corpus
    from cxaudit.model import Rulebook, Violation

_RULE_OF_THREE = 3  # Hanley and Lippman-Hand 1983


def no_hits(rulebook: Rulebook, corpus: Corpus) -> Iterator[Violation]:
    """Symptoms that no incident shows though the log has what they look for."""
    observable = corpus.tally.observable()
    for symptom in corpus.dead(rulebook):
        seen = observable.get(symptom.id, 0)
        if symptom.id in corpus.lacks or not seen:
            continue
        highest = f"; its rate is below {_RULE_OF_THREE / seen:.2%}" if seen > _RULE_OF_THREE else ""
        yield violation(
            "no-hits",
            Severity.INFO,
            symptom,
            f"symptom '{symptom.id}' shows in none of the {seen:,} incidents that could show it{highest}",
            help="widen it, or keep it if this log has no such trouble",
        )
