"""Where something stands in a file, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text file; `line` and `column` count from 1, `column` in characters."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        """As editors and terminals link it: ``path:line:column``."""
        return f"{self.path}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How grave a violation is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault in a rulebook: where, which check found it, and how to mend it.

    `subject` is the offending text itself, so that a renderer can underline it; `owner` names the definition
    it stands in (``symptom refund-delay``) and is part of the fingerprint, which carries no line number.
    `replacement` is what to write in place of `subject` where that mends the fault for certain.
    """

    location: Location
    check: str
    severity: Severity
    message: str
    help: str = ""
    related: tuple[Location, ...] = ()
    subject: str = ""
    owner: str = ""
    replacement: str = ""
