"""What one text says of a condition: shown, denied, hidden or nothing; used by the plain reference matcher."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from cxaudit.model import Location


class State(IntEnum):
    """What an incident says of a condition; the numbers are those of `Detections.state`."""

    SILENT = 0
    ASSERTED = 1
    DENIED = 2
    HIDDEN = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state of a condition in one incident, and its first match.

    `start` and `end` are offsets into the text, in characters, -1 without a match in the text; `rule` is the place of
    the leaf condition that matched; `pattern` the place of the phrase or expression in it; `parts` the outcomes of
    the conditions inside, in the order of the rulebook.
    """

    state: State
    location: Location
    start: int = -1
    end: int = -1
    rule: Location | None = None
    pattern: Location | None = None
    parts: tuple[Outcome, ...] = ()

    @property
    def place(self) -> tuple[bool, int, int]:
        """What orders matches: those in the text first, by where they start and end."""
        return self.start < 0, self.start, self.end


@dataclass(frozen=True, slots=True)
class Match:
    """One match of a leaf: offsets into the original text, whether a negator stands before it, and the pattern."""

    start: int
    end: int
    negated: bool
    pattern: Location


def outcome_of_matches(location: Location, matches: list[Match]) -> Outcome:
    """Asserted by the first match no negator stands before; denied when negators stand before all."""
    standing = [match for match in matches if not match.negated]
    if not matches:
        return Outcome(State.SILENT, location)
    first = min(standing or matches, key=lambda match: (match.start, match.end))
    state = State.ASSERTED if standing else State.DENIED
    return Outcome(state, location, first.start, first.end, location, first.pattern)
