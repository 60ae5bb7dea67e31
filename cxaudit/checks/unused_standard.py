"""A standard should be broken by some symptom.

A right that no symptom can break is promised but never watched: the report shows it as kept, which nobody knows.

Bad:
    standards:
      - {id: prompt-reply, title: A prompt reply, promise: We reply in a day, measure: reply time, limit: 1, unit: day}

Good:
    symptoms:
      - id: slow-reply
        title: The reply took too long
        breaks: [prompt-reply]
    standards:
      - {id: prompt-reply, title: A prompt reply, promise: We reply in a day, measure: reply time, limit: 1, unit: day}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def unused_standard(rulebook: Rulebook) -> Iterator[Violation]:
    """Standards that no symptom breaks."""
    broken = {name for symptom in rulebook.symptoms.values() for name in symptom.breaks}
    for standard in rulebook.standards.values():
        if standard.id not in broken:
            yield violation(
                "unused-standard",
                Severity.WARNING,
                standard,
                f"no symptom breaks standard '{standard.id}'",
                help="name it under the 'breaks' of the symptoms that show it is not kept",
            )
