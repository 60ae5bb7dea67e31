"""What was recognised in an input, for people at a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxaudit.render.markdown_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cxaudit.model import InspectedColumn, Inspection

_BETWEEN = "  "
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.0+)?Z?")
_HOW = {"mapped": "as told", "shape": "known export", "name": "by name", "content": "guessed"}
_LONGEST_NAME = 28  # characters of a column's name


def render(inspections: Iterable[Inspection], width: int = 100) -> str:
    """One section an input, its lines at most `width` characters where the names of columns allow it."""
    return "\n".join("\n".join(_section(inspection, width)) + "\n" for inspection in inspections)


def _section(inspection: Inspection, width: int) -> Iterator[str]:
    source = inspection.source
    yield f"{visible(source.path)}: {source.format}, recognised as {source.shape}"
    counted = "row" if source.read == 1 else "rows"
    yield f"{source.read:,} {counted} read = {source.used:,} that can be used + {source.rejected:,} rejected"
    for reason, count in inspection.rejections.items():
        yield f"  {visible(reason)}: {count:,}"
    used = [entry for entry in inspection.columns if entry.column]
    aside = [entry for entry in inspection.columns if not entry.column]
    if used:
        yield ""
        rows = [_row(entry, source.read) for entry in used]
        yield from _table(("read as", "column", "how", "filled", "different", "examples"), rows, width)
    if inspection.doubts:
        yield from ("", "Doubts and notes")
        yield from (f"  - {visible(doubt)}" for doubt in inspection.doubts)
    if aside:
        yield ""
        rows = [("", *_row(entry, source.read)[1:]) for entry in aside]
        yield from _table(("left aside", "column", "", "filled", "different", "examples"), rows, width)
    if inspection.missing:
        yield from ("", "Not found, and what cannot be told without it")
        longest = max(len(entry.column) for entry in inspection.missing)
        for entry in inspection.missing:
            yield f"  {entry.column:{longest}}  {entry.costs}"


def _row(entry: InspectedColumn, rows: int) -> tuple[str, ...]:
    share = f"{entry.filled / rows:.0%}" if rows else "–"
    share += f", {entry.unread:,} unread" if entry.unread else ""
    distinct = "many" if entry.distinct is None else f"{entry.distinct:,}"
    return (entry.column, _cut(entry.original), _HOW.get(entry.how, ""), share, distinct, _examples(entry))


def _examples(entry: InspectedColumn) -> str:
    """Some values as they stand, what the first that changed became, and which became nothing."""
    became = entry.read_as or entry.examples
    shown, told = [], False
    for value, read in zip(entry.examples, became, strict=True):
        changed = bool(read) and read not in _spellings(value)
        shown.append(f"{value} → nothing" if not read else f"{value} → {read}" if changed and not told else value)
        told = told or changed
    return " · ".join(dict.fromkeys(shown))


def _spellings(value: str) -> tuple[str, ...]:
    """A value as it stands, and a time in ISO 8601 as times are shown: that it is so spelled tells nobody anything."""
    iso = _ISO.fullmatch(value)
    return (value, f"{iso[1]} {iso[2]}" if iso else f"{value} 00:00:00")


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    shown = [tuple(map(visible, row)) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(headers, *shown, strict=True)]
    taken = sum(widths[:-1]) + len(_BETWEEN) * (len(widths) - 1)
    room = max(20, width - taken)
    for row in (tuple(headers), *shown):
        cells = [cell.ljust(size) for cell, size in zip(row[:-1], widths[:-1], strict=True)]
        last = row[-1] if len(row[-1]) <= room else f"{row[-1][: room - 1]}…"
        yield _BETWEEN.join((*cells, last)).rstrip()


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
