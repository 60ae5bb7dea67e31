"""Text that is safe in Markdown: whatever a log or a rulebook holds is shown as it stands, and never becomes markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape as escape_html
from typing import Literal

_SPECIAL = re.compile(r"([\\`*_\[\]|~$]|<(?=[a-zA-Z/!?]))")
_LINK = re.compile(r"(?<=[a-zA-Z]):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_LEADING = re.compile(r"^(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|[-=]+$|>|\d{1,9}(?=[.)](?:\s|$)))")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
# Control characters, and marks that change the direction of the text around them.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_WIDEST_PADDED = 72  # characters; wider columns are not padded, so that the source stays readable
_MERMAID = re.compile(r"[^\w .,:'’%()/+–—-]")

Align = Literal["left", "right"]


class Markdown(str):
    """Text that is Markdown already, and is written as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: headers, how each column is aligned, and cells (text is escaped, Markdown is not)."""

    headers: tuple[str, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.rows)


def visible(text: str) -> str:
    """The text as one line, without characters that command a terminal or turn its direction."""
    return " ".join(_INVISIBLE.sub("", text).split())


def escape(text: str, *, within_line: bool = False) -> Markdown:
    """The text as one line of Markdown that shows exactly it; Markdown passes through unchanged.

    `within_line` says that something precedes it on its line, so that nothing in it can begin a heading or a list.
    """
    if isinstance(text, Markdown):
        return text
    line = visible(text)
    line = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", line))
    line = _LINK.sub(lambda match: f"\\{match.group()}", line)
    leading = None if within_line else _LEADING.match(line)
    if leading:
        at = leading.end() if leading.group()[0].isdigit() else 0
        line = f"{line[:at]}\\{line[at:]}"
    return Markdown(line)


def code(text: str) -> Markdown:
    """The text as inline code, for paths, hashes and ids."""
    line = visible(text)
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return Markdown(f"{fence}{padding}{line}{padding}{fence}")


def html(text: str) -> Markdown:
    """The text for the inside of an HTML element, where Markdown's escapes mean nothing."""
    return Markdown(escape_html(visible(text)))


def quoted(text: str, start: int, end: int) -> Markdown:
    """The text with its characters `start` to `end` in bold; bold must begin and end with a letter or a digit."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    if start >= end:
        return escape(text)
    before, match, after = text[:start], text[start:end], text[end:]
    parts = (
        _inner(before, within_line=False),
        "**",
        escape(match, within_line=True),
        "**",
        _inner(after, within_line=True),
    )
    return Markdown("".join(parts))


def table(grid: Grid) -> Markdown:
    """A GitHub-flavoured table, its columns aligned in the source too where they are narrow."""
    cells = [tuple(cell(text) for text in row) for row in (grid.headers, *grid.rows)]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(grid.headers))]
    rules = [
        ("-" * (width - 1) + ":" if align == "right" else "-" * width) if width <= _WIDEST_PADDED else _rule(align)
        for width, align in zip(widths, grid.aligns, strict=True)
    ]
    lines = [_line(row, widths, grid.aligns) for row in cells]
    return Markdown("\n".join([lines[0], f"| {' | '.join(rules)} |", *lines[1:]]))


def cell(text: str) -> Markdown:
    """The text for the inside of a table's cell."""
    return Markdown(_BARE_PIPE.sub(r"\\|", escape(text, within_line=True)))


def mermaid_label(text: str) -> Markdown:
    """The text inside the quotes of a Mermaid label; what could end it is written as an entity."""
    return Markdown(_MERMAID.sub(lambda match: f"#{ord(match.group())};", visible(text)))


def _inner(text: str, *, within_line: bool) -> str:
    """Escaped, with the spaces at its edges kept."""
    if not text.strip():
        return " " if text else ""
    return (
        f"{' ' if text[0].isspace() else ''}{escape(text, within_line=within_line)}{' ' if text[-1].isspace() else ''}"
    )


def _rule(align: Align) -> str:
    return "--:" if align == "right" else "---"


def _line(row: tuple[str, ...], widths: list[int], aligns: tuple[Align, ...]) -> str:
    padded = [
        cell if width > _WIDEST_PADDED else cell.rjust(width) if align == "right" else cell.ljust(width)
        for cell, width, align in zip(row, widths, aligns, strict=True)
    ]
    return f"| {' | '.join(padded)} |"
