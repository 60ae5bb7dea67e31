"""What was to be looked at again by a day should be looked at by that day.

The day was set when it was known that the world would have changed by then: a contract, a campaign, a new system.

Bad:
    symptoms:
      - {id: slow-reply, review_by: 2020-01-31}

Good:
    symptoms:
      - {id: slow-reply, review_by: 2999-01-31}
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cxaudit.checks.check import violation, with_lifecycle
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def review_date_passed(rulebook: Rulebook, today: date) -> Iterator[Violation]:
    """Symptoms, causes and remedies whose `review_by` lies before `today`."""
    for definition in with_lifecycle(rulebook):
        day = definition.lifecycle.review_by
        if day and date.fromisoformat(day) < today:
            yield violation(
                "review-date-passed",
                Severity.WARNING,
                definition,
                f"'{definition.id}' was to be looked at again by {day}",
                help="look whether it still holds, then set the next day under 'review_by'",
                place=definition.places.get("review_by"),
                subject=day,
            )
