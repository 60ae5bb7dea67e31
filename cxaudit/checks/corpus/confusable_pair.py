"""Two symptoms should not nearly always show together.

Causes are told apart by the symptoms they produce. Where one symptom hardly ever shows without the other, the second
tells nothing new and counts the same trouble twice. A pair is told from five incidents with both, when it is at least
twice as frequent as chance would have it.

Log:
    10 incidents: It came late and I am cross
    90 incidents: Thank you

Bad:
    symptoms:
      - {id: late-delivery, title: It came late, detect: {phrase: [came late]}}
      - {id: cross-customer, title: The customer is cross, detect: {phrase: [late and I am]}}

Good:
    symptoms:
      - {id: late-delivery, title: It came late, detect: {phrase: [came late, late and I am]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.checks.corpus.pairs import confusable_pairs
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.checks.corpus.corpus import Corpus
    from cxaudit.model import Rulebook, Violation


def confusable_pair(rulebook: Rulebook, corpus: Corpus) -> Iterator[Violation]:
    """Pairs of symptoms that mostly show in the same incidents, told at the rarer."""
    for pair in confusable_pairs(corpus.tally):
        yield violation(
            "confusable-pair",
            Severity.WARNING,
            rulebook.symptoms[pair.first],
            f"symptom '{pair.first}' shows with '{pair.second}' in {pair.together:,} of its {pair.first_hits:,}"
            f" incidents ('{pair.second}' shows in {pair.second_hits:,}; Jaccard {pair.jaccard:.2f})",
            help="narrow one of them by 'unless', or make them one symptom",
            related=(rulebook.symptoms[pair.second].location,),
        )
