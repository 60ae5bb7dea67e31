"""Finds what the nodes of a YAML text do not hold: its comments, and the lines whose spaces belong to a value."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from cxaudit.configuration.decoding import place_of
from cxaudit.configuration.events import FASTEST_LOADER
from cxaudit.model import Location

_COMMENT = re.compile(r"#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment from its ``#`` to the end of its line; `alone` when nothing else stands on that line.

    `index` counts characters from the beginning of the text.
    """

    location: Location
    text: str
    alone: bool
    index: int


def find_comments(text: str, name: str) -> tuple[Comment, ...]:
    """The comments of `text`, which reports call `name`; none when it is no YAML. A ``#`` inside a value is no comment.

    A comment behind the ``|`` or ``>`` of a text block belongs to the block and is left out.
    """
    text = text.removeprefix("\ufeff")
    found: list[Comment] = []
    end = 0
    try:
        for token in yaml.scan(text, Loader=FASTEST_LOADER):
            found.extend(_between(text, end, token.start_mark.index, name))
            end = max(end, token.end_mark.index)
    except (yaml.YAMLError, ValueError, OverflowError):
        return ()
    found.extend(_between(text, end, len(text), name))
    return tuple(found)


def lines_inside_values(text: str) -> frozenset[int]:
    """Numbers, from 1, of the lines whose spaces and line ends belong to a value, so that nothing may touch them.

    Lines of `text` end with a line feed alone. Empty when it is no YAML.
    """
    found: set[int] = set()
    lines = text.removeprefix("\ufeff").split("\n")
    try:
        for token in yaml.scan(text.removeprefix("\ufeff"), Loader=FASTEST_LOADER):
            if isinstance(token, yaml.ScalarToken) and token.end_mark.line > token.start_mark.line:
                found.update(_lines_of(token, lines))
    except (yaml.YAMLError, ValueError, OverflowError):
        return frozenset()
    return frozenset(found)


def _lines_of(token: yaml.ScalarToken, lines: list[str]) -> range:
    """The lines of a value; empty ones behind a text block belong to it only where it says so, as ``|+`` does."""
    first, last = token.start_mark.line + 1, token.end_mark.line + 1
    if token.end_mark.column == 0:
        last -= 1
    is_block = token.style in {"|", ">"}
    keeps_end = "+" in lines[first - 1][token.start_mark.column :].partition("#")[0]
    while is_block and not keeps_end and last > first and not lines[last - 1].strip():
        last -= 1
    return range(first, last + 1)


def _between(text: str, start: int, end: int, name: str) -> list[Comment]:
    """The comments in a stretch that holds nothing else but spaces."""
    return [
        Comment(place_of(text, match.start(), name), match[0].rstrip(), _is_alone(text, match.start()), match.start())
        for match in _COMMENT.finditer(text, start, end)
    ]


def _is_alone(text: str, index: int) -> bool:
    line = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    return not text[line:index].strip()
