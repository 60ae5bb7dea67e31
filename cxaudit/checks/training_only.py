"""A cause should not have training as its only remedy.

Training asks people to remember what the system could do for them; it fades, and it puts the blame on those who
serve. A cause that only training can cure has usually not been followed to its root.

Bad:
    causes:
      - id: wrong-answers
        title: Agents give wrong answers
        remedies: [train-agents]
    remedies:
      - id: train-agents
        title: Train the agents
        kind: training
        effect: {reduces: wrong-answers, by: [0.1, 0.2, 0.3]}

Good:
    causes:
      - id: wrong-answers
        title: Agents give wrong answers
        remedies: [train-agents, one-answer-source]
    remedies:
      - id: train-agents
        title: Train the agents
        kind: training
        effect: {reduces: wrong-answers, by: [0.1, 0.2, 0.3]}
      - id: one-answer-source
        title: Keep one source of answers
        kind: process
        effect: {reduces: wrong-answers, by: [0.3, 0.5, 0.7]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import remedies_by_cause, violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def training_only(rulebook: Rulebook) -> Iterator[Violation]:
    """Causes all of whose remedies are training."""
    known = remedies_by_cause(rulebook)
    for cause in rulebook.causes.values():
        remedies = known[cause.id]
        if remedies and all(remedy.kind == "training" for remedy in remedies):
            yield violation(
                "training-only",
                Severity.WARNING,
                cause,
                f"training is the only remedy of cause '{cause.id}'",
                help="add a remedy that changes the process, the standard or the tool",
                related=tuple(remedy.location for remedy in remedies),
                place=next(iter(cause.remedy_places.values()), None),
                subject=next(iter(cause.remedies), ""),
            )
