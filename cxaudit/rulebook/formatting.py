"""The one way to lay out a rulebook file, comments kept: what it says never changes, only how it looks.

Lines end as on Unix and hold no spaces at their ends; a comment has a space behind its ``#`` and two before it; the
lists of definitions stand two spaces deep; a definition has its keys in the order of the language, one empty line
before it, and none inside. What stands inside a value is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.configuration import find_comments, lines_inside_values, parse_text
from cxaudit.model import MappingNode, Report, SequenceNode
from cxaudit.rulebook.content_hash import node_hash
from cxaudit.rulebook.key_order import in_key_order
from cxaudit.rulebook.schema import NOUNS
from cxaudit.rulebook.written_lines import Line, block_from, lead_of, with_narrow_dash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import ScalarNode

_DEPTH = 2  # spaces before the dash of a definition
_EXOTIC_BREAKS = frozenset("\x85\u2028\u2029")  # line ends to YAML but to no editor: such a file is left as it is
_COMMENT = re.compile(r"#(?=[^\s#!])")


def format_text(source: str | bytes, name: str, report: Report) -> str | None:
    """The text in canonical form, or None when it cannot be read; what is wrong with it goes into `report`."""
    found = Report()
    root = parse_text(source, name, found)
    wrong = [violation for violation in found.violations if violation.check != "byte-order-mark"]
    report.violations.extend(wrong)
    if wrong or root is None:
        return None
    text = source.decode("utf-8") if isinstance(source, bytes) else source
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not isinstance(root, MappingNode) or not _is_block(root) or not _EXOTIC_BREAKS.isdisjoint(plain):
        return plain if plain.endswith("\n") else plain + "\n"
    lines = _tidied(plain, name)
    formatted = "".join(f"{line.text}\n" for line in _laid_out(lines, root))
    again = parse_text(formatted, name, Report())
    assert again is not None, "the formatted text can be read"
    assert node_hash(again) == node_hash(root), "formatting changes nothing of what a file says"
    return formatted


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that stay together; before `spaced` parts stands an empty line, unless they are `first` of their list."""

    lines: tuple[Line, ...]
    spaced: bool
    first: bool = False


def _is_block(root: MappingNode) -> bool:
    """Whether the keys of a file stand on lines of their own, at its left edge."""
    places = [key.location for key, _ in root.entries]
    lines = {place.line for place in places}
    return bool(places) and all(place.column == 1 for place in places) and len(lines) == len(places)


def _tidied(text: str, name: str) -> list[Line]:
    """The lines without spaces at their ends, comments set apart."""
    inside = lines_inside_values(text)
    comments = {comment.location.line: comment for comment in find_comments(text, name)}
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        written, is_fixed = line, number in inside
        comment = comments.get(number)
        if comment is not None:
            start = comment.location.column - 1
            before, words = line[:start], _COMMENT.sub("# ", comment.text, count=1)
            written = before + words if comment.alone else f"{before.rstrip()}  {words}"
        elif not is_fixed:
            written = line.rstrip()
        lines.append(Line(written, is_fixed))
    return lines


def _laid_out(lines: Sequence[Line], root: MappingNode) -> list[Line]:
    """The parts of the file, one below the other with empty lines where they belong."""
    laid: list[Line] = []
    for part in _parts(lines, root):
        kept = _without_empty_edges(part.lines)
        if part.spaced and not part.first and laid and laid[-1].text.strip():
            laid.append(Line("", is_fixed=False))
        laid.extend(_without_empty_runs(kept))
    return laid


def _parts(lines: Sequence[Line], root: MappingNode) -> Iterator[_Part]:
    starts = [lead_of(lines, key.location.line - 1) for key, _ in root.entries]
    ends = [*starts[1:], len(lines)]
    if starts[0] > 0:
        yield _Part(tuple(lines[: starts[0]]), spaced=False)
    for (key, value), start, end in zip(root.entries, starts, ends, strict=True):
        items = _items(key, value, lines)
        if not items:
            yield _Part(tuple(lines[start:end]), spaced=True, first=start == 0)
            continue
        heads = [lead_of(lines, item.location.line - 1) for item in items]
        yield _Part(tuple(lines[start : heads[0]]), spaced=True)
        yield from _definitions(key.text, items, [*heads, end], lines)


def _definitions(
    noun: str, items: Sequence[MappingNode], edges: Sequence[int], lines: Sequence[Line]
) -> Iterator[_Part]:
    """A part for each definition; those on one line each, like rows of a table, may stand close to each other."""
    shift = _DEPTH - min(_dash(item, lines) for item in items)
    previous_is_row = True
    for number, (item, start, end) in enumerate(zip(items, edges, edges[1:], strict=False)):
        block = in_key_order(block_from(lines, start, end), item, start, NOUNS[noun])
        moved = tuple(line.moved(shift) for line in with_narrow_dash(block))
        is_row = sum(bool(line.text.strip()) and not line.is_comment for line in moved) == 1
        is_apart = start > 0 and lines[start - 1].is_empty
        yield _Part(moved, spaced=is_apart or not (is_row and previous_is_row), first=number == 0)
        previous_is_row = is_row


def _items(key: ScalarNode, value: object, lines: Sequence[Line]) -> tuple[MappingNode, ...]:
    """The definitions listed below a key, if each begins on a line of its own behind a dash; else nothing."""
    if key.text not in NOUNS or not isinstance(value, SequenceNode):
        return ()
    items = tuple(item for item in value.items if isinstance(item, MappingNode))
    rows = {item.location.line for item in items}
    is_listed = all(lines[item.location.line - 1].text[: item.location.column - 1].strip() == "-" for item in items)
    return items if is_listed and len(rows) == len(value.items) and key.location.line not in rows else ()


def _dash(item: MappingNode, lines: Sequence[Line]) -> int:
    text = lines[item.location.line - 1].text
    return len(text) - len(text.lstrip())


def _without_empty_edges(lines: Sequence[Line]) -> list[Line]:
    kept = list(lines)
    while kept and kept[-1].is_empty:
        kept.pop()
    while kept and kept[0].is_empty:
        kept.pop(0)
    return kept


def _without_empty_runs(lines: Sequence[Line]) -> Iterator[Line]:
    """Of empty lines in a row only the first."""
    previous: Line | None = None
    for line in lines:
        if not (line.is_empty and previous is not None and previous.is_empty):
            yield line
        previous = line
