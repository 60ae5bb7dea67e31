"""Finds the comments of a YAML text, which its nodes do not hold."""

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


def _between(text: str, start: int, end: int, name: str) -> list[Comment]:
    """The comments in a stretch that holds nothing else but spaces."""
    return [
        Comment(place_of(text, match.start(), name), match[0].rstrip(), _is_alone(text, match.start()), match.start())
        for match in _COMMENT.finditer(text, start, end)
    ]


def _is_alone(text: str, index: int) -> bool:
    line = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    return not text[line:index].strip()
