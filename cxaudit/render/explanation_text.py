"""An explanation as plain text, for terminals."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from cxaudit.render.explanation_view import Diagram, Paragraph, Quotation, Snippet, Steps
from cxaudit.render.markdown_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.render.explanation_view import ExplanationView, Part
    from cxaudit.render.markdown_text import Grid

WIDTH = 100  # columns
_GAP = 2  # blanks between columns
_NARROWEST = 14  # characters to which a column of words may be squeezed


def render_text(view: ExplanationView) -> str:
    """The explanation in lines of at most `WIDTH` characters; diagrams are for Markdown and left out."""
    lines = [visible(view.title), "=" * min(WIDTH, len(visible(view.title))), *_blocks(view.parts)]
    for section in view.sections:
        if any(not isinstance(part, Diagram) for part in section.parts):
            lines += [visible(section.title), "-" * len(visible(section.title)), *_blocks(section.parts)]
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def _blocks(parts: tuple[Part, ...]) -> Iterator[str]:
    """The lines of each part, with an empty one behind."""
    for part in parts:
        if not isinstance(part, Diagram):
            yield from _block(part)
            yield ""


def _block(part: Part) -> Iterator[str]:
    match part:
        case Paragraph():
            yield from textwrap.wrap(visible(part.text), WIDTH)
        case Steps():
            for number, item in enumerate(part.items, 1):
                lead = f"{number}. "
                yield from textwrap.wrap(visible(item), WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
        case Quotation():
            marked = part.text
            if part.end > part.start:
                marked = f"{part.text[: part.start]}»{part.text[part.start : part.end]}«{part.text[part.end :]}"
            yield from textwrap.wrap(visible(marked), WIDTH, initial_indent="  | ", subsequent_indent="  | ")
            yield from textwrap.wrap(visible(part.source), WIDTH, initial_indent="    ", subsequent_indent="    ")
        case Snippet():
            yield from (f"    {line}" for line in part.text.splitlines())
        case Diagram():
            pass
        case _:
            yield from _table(part)


def _table(grid: Grid) -> Iterator[str]:
    """Columns side by side; the widest are squeezed and their cells wrapped until all fit."""
    cells = [tuple(visible(text) for text in row) for row in (grid.headers, *grid.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(grid.headers))]
    room = WIDTH - _GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    for row in cells:
        wrapped = [textwrap.wrap(text, width) or [""] for text, width in zip(row, widths, strict=True)]
        for line in range(max(map(len, wrapped))):
            pieces = [column[line] if line < len(column) else "" for column in wrapped]
            yield (" " * _GAP).join(
                piece.rjust(width) if align == "right" else piece.ljust(width)
                for piece, width, align in zip(pieces, widths, grid.aligns, strict=True)
            )
