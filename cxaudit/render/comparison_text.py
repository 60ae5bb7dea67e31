"""A comparison as plain text for terminals: the verdict first, then what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.markdown_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Evidence
    from cxaudit.render.comparison_view import Block, Fold, View
    from cxaudit.render.markdown_text import Grid


def render(view: View) -> str:
    """The whole view."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: View) -> Iterator[str]:
    yield visible(view.title)
    yield visible(view.verdict)
    yield from (f"{kind}: {visible(sentence)}" for kind, sentence in view.notices)
    for block in view.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    yield from ("", visible(block.title))
    if block.grid:
        yield from _table(block.grid, "  ")
    yield from (f"  {visible(line)}" for line in block.lines)
    for fold in block.folds:
        yield f"  {visible(fold.summary)}"
        yield from _inside(fold)


def _inside(fold: Fold) -> Iterator[str]:
    if fold.grid:
        yield from _table(fold.grid, "    ")
    yield from (f"    {visible(line)}" for line in fold.lines)
    for quote in fold.quotes:
        yield f"    {visible(_marked(quote))}"
        incident = f"incident {quote.incident}, " if quote.incident else ""
        yield f"      {visible(f'{incident}{quote.source} row {quote.row}, by {quote.rule}')}"


def _marked(quote: Evidence) -> str:
    """The quote with its match between guillemets."""
    text, start, end = quote.quote, quote.start, quote.end
    return f"{text[:start]}«{text[start:end]}»{text[end:]}" if start < end else text


def _table(grid: Grid, indent: str) -> Iterator[str]:
    cells = [tuple(visible(text) for text in row) for row in (grid.headers, *grid.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(grid.headers))]
    for row in cells:
        padded = (
            text.rjust(width) if align == "right" else text.ljust(width)
            for text, width, align in zip(row, widths, grid.aligns, strict=True)
        )
        yield f"{indent}{'  '.join(padded)}".rstrip()
