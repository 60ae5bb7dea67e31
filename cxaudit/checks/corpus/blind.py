"""A symptom should be able to show in the log it is used on.

No combination of the words the log has fits the rule, or the column it looks at is empty. Such a symptom is silent
whatever happens, and silence looks like good service.

Log:
    200 incidents: My parcel came three days after you said

Bad:
    symptoms:
      - {id: tardy-delivery, title: It came late, detect: {phrase: [tardy, behind schedule]}}

Good:
    symptoms:
      - {id: tardy-delivery, title: It came late, detect: {phrase: [tardy, days after]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.checks.corpus.corpus import Corpus
    from cxaudit.model import Rulebook, Violation

_WORDS = "add the words that customers of this log use"
_COLUMNS = "name the column with --column if the log has it; else this log cannot tell"


def blind(rulebook: Rulebook, corpus: Corpus) -> Iterator[Violation]:
    """Symptoms that need words or columns which the log never has."""
    observable = corpus.tally.observable()
    for symptom in corpus.dead(rulebook):
        lack = corpus.lacks.get(symptom.id)
        if lack is None and observable.get(symptom.id, 0):
            continue
        reason = str(lack) if lack else "no incident has the columns it needs"
        yield violation(
            "blind",
            Severity.WARNING,
            symptom,
            f"symptom '{symptom.id}' cannot show in this log: {reason}",
            help=_WORDS if lack and lack.words else _COLUMNS,
        )
