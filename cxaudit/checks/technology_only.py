"""A cause should not have technology as its only remedy.

A system laid over a way of working that does not work makes it fail faster. Who owns it, which standard it serves and
what people stop doing must change with it. Causes that lie in technology themselves are left alone.

Bad:
    causes:
      - {id: wrong-answers, remedies: [answer-bot]}
    remedies:
      - {id: answer-bot, kind: technology, effect: {reduces: wrong-answers, by: [0.1, 0.2, 0.3]}}

Good:
    causes:
      - {id: wrong-answers, remedies: [answer-bot, one-answer-source]}
    remedies:
      - {id: answer-bot, kind: technology, effect: {reduces: wrong-answers, by: [0.1, 0.2, 0.3]}}
      - {id: one-answer-source, kind: process, effect: {reduces: wrong-answers, by: [0.3, 0.5, 0.7]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import remedies_by_cause, violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def technology_only(rulebook: Rulebook) -> Iterator[Violation]:
    """Causes outside the family of technology all of whose remedies are technology."""
    known = remedies_by_cause(rulebook)
    for cause in rulebook.causes.values():
        remedies = known[cause.id]
        if cause.family != "technology" and remedies and all(remedy.kind == "technology" for remedy in remedies):
            yield violation(
                "technology-only",
                Severity.WARNING,
                cause,
                f"technology is the only remedy of cause '{cause.id}'",
                help="add a remedy that changes the process, the standard or who decides",
                related=tuple(remedy.location for remedy in remedies),
                place=next(iter(cause.remedy_places.values()), None),
                subject=next(iter(cause.remedies), ""),
            )
