"""The exit code that violations amount to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Violation

_PASSED = 0
_FAILED = 1
_NOT_CHECKED = 3

# Violations after which it cannot be said that everything asked for was looked at.
_NOTHING_TO_LOOK_AT = frozenset({"unreadable", "no-files", "no-rules", "no-examples"})


def exit_code(violations: Iterable[Violation]) -> int:
    """0 passed, 1 an error, 3 not all could be checked; the highest that applies."""
    codes = (
        _NOT_CHECKED if violation.check in _NOTHING_TO_LOOK_AT else _FAILED
        for violation in violations
        if violation.severity is Severity.ERROR
    )
    return max(codes, default=_PASSED)
