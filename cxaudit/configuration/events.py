"""The stream of parsing events of a YAML text, with faults of syntax told as violations."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import yaml
from yaml.events import StreamEndEvent

from cxaudit.configuration.decoding import place_of
from cxaudit.model import Location, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

    Loader: TypeAlias = type[yaml.SafeLoader | yaml.CSafeLoader]

# libyaml's parser is some ten times faster; both yield the same events.
FASTEST_LOADER: Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_EXOTIC_BREAKS = frozenset("\x85\u2028\u2029")  # line ends to YAML 1.1 but to no editor
_LINE_START = re.compile("\r\n|\r|\n")


class _Mark(Protocol):
    """A place as the YAML library tells it: all three from 0, in characters."""

    index: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Places:
    """Turns marks of the YAML library (from 0) into locations (from 1, lines as editors count them)."""

    name: str
    line_starts: tuple[int, ...] | None  # character offsets, only where the library counts lines differently

    @classmethod
    def of(cls, text: str, name: str) -> Places:
        """Places of `text`, which reports call `name`."""
        if _EXOTIC_BREAKS.isdisjoint(text):
            return cls(name, None)
        return cls(name, (0, *(found.end() for found in _LINE_START.finditer(text))))

    def at(self, mark: _Mark | None) -> Location:
        """The location of `mark`; the beginning of the file when the library gives none."""
        if mark is None:
            return Location(self.name, 1, 1)
        if self.line_starts is None:
            return Location(self.name, mark.line + 1, mark.column + 1)
        line = bisect_right(self.line_starts, mark.index)
        return Location(self.name, line, mark.index - self.line_starts[line - 1] + 1)


def events(text: str, places: Places, report: Report, loader: Loader = FASTEST_LOADER) -> Iterator[Event | None]:
    """The events of `text`; a fault of syntax goes into `report`, yields None and ends the stream."""
    try:
        # As `yaml.parse` does it, without asking before each event whether there is one; that is a third of its time.
        next_event = loader(text).get_event
        while not isinstance(event := next_event(), StreamEndEvent):
            yield event
    except yaml.MarkedYAMLError as fault:
        _report_syntax(fault, text, places, report)
        yield None
    except yaml.reader.ReaderError as fault:
        place = place_of(text, min(fault.position, len(text)), places.name)
        report.error("encoding", place, f"the text cannot be read: {fault.reason}", help="save the file as UTF-8")
        yield None
    except (ValueError, OverflowError):
        # The fallback parser lets an escape such as "\UFFFFFFFF" through to chr().
        report.error("syntax", Location(places.name, 1, 1), "an escape between double quotes names no character")
        yield None


def _report_syntax(fault: yaml.MarkedYAMLError, text: str, places: Places, report: Report) -> None:
    mark = fault.problem_mark or fault.context_mark
    message = fault.problem or fault.context or "not YAML"
    character = text[mark.index : mark.index + 1] if mark else ""
    started = fault.context_mark
    # By index, because at the end of a text without a last line break libyaml counts a line that is not there.
    place = place_of(text, min(mark.index, len(text)), places.name) if mark else places.at(mark)
    report.error(
        "syntax",
        place,
        f"{message} ({fault.context})" if fault.context and fault.context != message else message,
        help=_what_to_do(message, character),
        related=(places.at(started),) if started and mark and started.index != mark.index else (),
        subject=character.strip(),
    )


def _what_to_do(message: str, character: str) -> str:
    if character == "\t":
        return "indent with spaces, never with tabs"
    if character and character in "@`%":
        return f"a text that begins with {character} must stand between quotes"
    if "mapping values are not allowed" in message:
        return "a text that holds ': ' must stand between quotes"
    if "did not find expected" in message or "could not find expected" in message:
        return "look at the indentation here and in the line before, and for a bracket or quote left open"
    if "escape" in message:
        return "between double quotes a backslash begins an escape; use single quotes for an expression"
    return ""
