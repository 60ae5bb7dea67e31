"""The errors a user can mend; anything else is a bug of ours and may crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.model import Violation

# The checks whose violations mean that not all could be looked at: a file was not read, or nothing was there to check.
NOT_LOOKED_AT = frozenset(
    {"encoding", "no-examples", "no-files", "no-rules", "no-tests", "too-large", "unreadable"},
)
_NOT_CHECKED_CODE = 3


class CxauditError(Exception):
    """A fault the user can mend, told in one sentence that names the place and what to do."""

    exit_code: int = 2

    def __str__(self) -> str:
        """The sentence on one line: what it repeats of a file may hold line ends, or signs that steer a terminal."""
        return "".join(sign if sign.isprintable() else " " for sign in super().__str__())


class UsageError(CxauditError):
    """An option, a configuration or an output that cannot be used as given (exit 2)."""


class RulebookError(CxauditError):
    """A rulebook, or `what` else is written in YAML, with violations; all of them are carried, none hides another.

    Exit 2, and 3 where not all of it could be looked at.
    """

    def __init__(self, violations: tuple[Violation, ...], what: str = "the rulebook has") -> None:
        self.violations = violations
        if any(violation.check in NOT_LOOKED_AT for violation in violations):
            self.exit_code = _NOT_CHECKED_CODE
        count = len(violations)
        super().__init__(f"{what} {count} violation{'' if count == 1 else 's'}")


class InputError(CxauditError):
    """An input that could not be read, or not fully (exit 3)."""

    exit_code: int = _NOT_CHECKED_CODE
