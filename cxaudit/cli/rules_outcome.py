"""The exit code that violations amount to."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.errors import NOT_LOOKED_AT, UsageError
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Violation

_PASSED = 0
_FAILED = 1
_NOT_CHECKED = 3

# The severities that fail a run, by the word for the least of them.
FAILING = MappingProxyType(
    {
        "error": frozenset({Severity.ERROR}),
        "warning": frozenset({Severity.ERROR, Severity.WARNING}),
        "note": frozenset(Severity),
        "never": frozenset[Severity](),
    }
)


def failing(word: str) -> frozenset[Severity]:
    """The severities that fail a run under `--fail-on word`. Raises UsageError when the word is none of `FAILING`."""
    if word not in FAILING:
        raise UsageError(f"--fail-on: '{word}' is none of {', '.join(FAILING)}; choose one")
    return FAILING[word]


def exit_code(
    violations: Iterable[Violation], fails: frozenset[Severity] = FAILING["error"], *, loaded: bool = True
) -> int:
    """0 passed, 1 a violation of a severity that fails, 3 not all could be checked; the highest that applies.

    Nothing of a rulebook that is not `loaded` passes, whatever fails: its checks as a whole have not run.
    """
    codes = [_code(violation, fails) for violation in violations]
    least = _PASSED if loaded or _FAILED in codes else _NOT_CHECKED
    return max(codes, default=least) or least


def _code(violation: Violation, fails: frozenset[Severity]) -> int:
    if violation.severity is Severity.ERROR and violation.check in NOT_LOOKED_AT:
        return _NOT_CHECKED
    return _FAILED if violation.severity in fails else _PASSED
