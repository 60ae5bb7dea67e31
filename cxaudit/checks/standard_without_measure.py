"""A right of the customer must say what is measured, with a number and a unit.

"We reply promptly" cannot be broken, so it cannot be kept. "Within 1 working day" can.

Bad:
    standards:
      - id: prompt-reply
        title: A prompt reply
        promise: You get an answer promptly
        measure: time to the first reply
        limit: promptly

Good:
    standards:
      - id: prompt-reply
        title: A prompt reply
        promise: You get an answer within a working day
        measure: time to the first reply
        limit: 1
        unit: working day
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def standard_without_measure(rulebook: Rulebook) -> Iterator[Violation]:
    """Standards that lack a measure, a number in their limit, or a unit."""
    for standard in rulebook.standards.values():
        has_number = any(sign.isdigit() for sign in standard.limit)
        parts = (("measure", standard.measure), ("number in 'limit'", has_number), ("unit", standard.unit))
        lacking = [name for name, there in parts if not there]
        if lacking:
            yield violation(
                "standard-without-measure",
                Severity.ERROR,
                standard,
                f"standard '{standard.id}' has no {' and no '.join(lacking)}",
                help="say what is measured, the number that keeps the promise, and its unit",
            )
