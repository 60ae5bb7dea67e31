"""The errors a user can mend; anything else is a bug of ours and may crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from cxaudit.model import Violation


class CxauditError(Exception):
    """A fault the user can mend, told in one sentence that names the place and what to do."""

    exit_code: ClassVar[int] = 2

    def __str__(self) -> str:
        """The sentence on one line: what it repeats of a file may hold line ends, or signs that steer a terminal."""
        return "".join(sign if sign.isprintable() else " " for sign in super().__str__())


class UsageError(CxauditError):
    """An option, a configuration or an output that cannot be used as given (exit 2)."""


class RulebookError(CxauditError):
    """A rulebook with violations; all of them are carried, none hides another (exit 2)."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        self.violations = violations
        count = len(violations)
        super().__init__(f"the rulebook has {count} violation{'' if count == 1 else 's'}")


class InputError(CxauditError):
    """An input that could not be read, or not fully (exit 3)."""

    exit_code: ClassVar[int] = 3
