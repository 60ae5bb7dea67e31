"""A symptom must have a cause, or be a signal that a cause names.

A symptom that nothing explains is counted and then dropped: it can lead to no cause and no remedy, and its incidents
stay unexplained in every report. What is seen in the log as a whole needs no cause of its own once a cause lists it
under `signals`.

Bad:
    symptoms:
      - id: slow-reply
        title: The reply took too long
        caused_by: {}

Good:
    symptoms:
      - id: slow-reply
        title: The reply took too long
        caused_by: {too-few-people: often}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def symptom_without_cause(rulebook: Rulebook) -> Iterator[Violation]:
    """Symptoms that no cause produces and no cause takes for a signal."""
    signals = {symptom for cause in rulebook.causes.values() for symptom in cause.signals}
    for symptom in rulebook.symptoms.values():
        if not symptom.caused_by and symptom.id not in signals:
            yield violation(
                "symptom-without-cause",
                Severity.ERROR,
                symptom,
                f"symptom '{symptom.id}' has no cause",
                help="name causes under 'caused_by', or list it under the 'signals' of a cause",
            )
