"""A cause must be reachable from something that can be seen.

No log can ever point to a cause that stands behind no symptom and takes none for a signal: it is dead weight that
looks like coverage.

Bad:
    causes:
      - id: no-owner
        title: Nobody owns the case

Good:
    symptoms:
      - id: passed-around
        title: The customer was passed around
        caused_by: {no-owner: often}
    causes:
      - id: no-owner
        title: Nobody owns the case
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import causes_reached, violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def unreachable_cause(rulebook: Rulebook) -> Iterator[Violation]:
    """Causes that no symptom or signal leads to."""
    reached = causes_reached(rulebook)
    for cause in rulebook.causes.values():
        if cause.id not in reached:
            yield violation(
                "unreachable-cause",
                Severity.ERROR,
                cause,
                f"no symptom leads to cause '{cause.id}'",
                help="name it under the 'caused_by' of what it produces, or give it 'signals'",
            )
