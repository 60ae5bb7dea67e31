"""A comparison as GitHub-flavoured Markdown, for a pull request: the verdict first, quotes folded away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.render.comparison_view import NOTHING
from cxaudit.render.markdown_text import code, escape, html, quoted, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Evidence
    from cxaudit.render.comparison_view import Block, Fold, View
    from cxaudit.render.markdown_text import Grid


def render(view: View) -> str:
    """The whole view."""
    return "\n".join(_lines(view)).strip() + "\n"


def _lines(view: View) -> Iterator[str]:
    yield f"### {escape(view.title, within_line=True)}"
    yield from ("", f"**{escape(view.verdict)}**")
    if view.notices:
        yield ""
        yield from (f"- **{kind.capitalize()}**: {escape(text, within_line=True)}" for kind, text in view.notices)
    for block in view.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    yield from ("", f"#### {escape(block.title, within_line=True)}")
    if block.grid:
        yield from ("", table(_with_code(block.grid)))
    if block.lines:
        yield ""
        yield from (f"- {escape(line)}" for line in block.lines)
    for fold in block.folds:
        yield from ("", f"<details><summary>{html(fold.summary)}</summary>", "")
        yield from _inside(fold)
        yield from ("", "</details>")


def _inside(fold: Fold) -> Iterator[str]:
    if fold.grid:
        yield table(_with_code(fold.grid))
    yield from (f"- {escape(line)}" for line in fold.lines)
    yield from (f"- {_quote(quote)}" for quote in fold.quotes)


def _quote(quote: Evidence) -> str:
    incident = f"incident {code(quote.incident)}, " if quote.incident else ""
    place = f"{incident}{escape(quote.source, within_line=True)} row {quote.row}"
    return f"{quoted(quote.quote, quote.start, quote.end)} ({place}, by {code(str(quote.rule))})"


def _with_code(grid: Grid) -> Grid:
    """The ids of the first column as code."""
    rows = tuple((row[0] if row[0] == NOTHING else code(row[0]), *row[1:]) for row in grid.rows)
    return replace(grid, rows=rows)
