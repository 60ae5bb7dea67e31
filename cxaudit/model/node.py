"""Values of a configuration file that know where they stand; independent of the YAML library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from cxaudit.model.location import Location, Severity, Violation


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A scalar as it was written: always text, typed later by whoever reads it."""

    text: str
    location: Location
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping in file order, its keys unique."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    location: Location

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


Node: TypeAlias = "ScalarNode | SequenceNode | MappingNode"


@dataclass(slots=True)
class Report:
    """Gathers violations while something is read, so that all are told at once."""

    violations: list[Violation] = field(default_factory=list)
    owner: str = ""

    def error(  # noqa: PLR0913 - a violation has this many parts
        self,
        check: str,
        location: Location,
        message: str,
        *,
        help: str = "",  # noqa: A002 - the word users read
        related: tuple[Location, ...] = (),
        subject: str = "",
        replacement: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a violation of `check` at `location`."""
        parts = (location, check, severity, message, help, related, subject, self.owner, replacement)
        self.violations.append(Violation(*parts))
