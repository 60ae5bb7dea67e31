"""An explanation as GitHub-flavoured Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.explanation_view import Diagram, Paragraph, Quotation, Snippet, Steps
from cxaudit.render.markdown_text import escape, quoted, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.render.explanation_view import ExplanationView, Part


def render_markdown(view: ExplanationView) -> str:
    """The explanation with its diagrams; whatever a log or a rulebook holds is shown as it stands."""
    blocks = [f"# {escape(view.title, within_line=True)}", *_blocks(view.parts)]
    for section in view.sections:
        blocks += [f"## {escape(section.title, within_line=True)}", *_blocks(section.parts)]
    return "\n\n".join(blocks) + "\n"


def _blocks(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        match part:
            case Paragraph():
                yield f"**{escape(part.text, within_line=True)}**" if part.lead else escape(part.text)
            case Steps():
                yield "\n".join(f"{place}. {escape(item)}" for place, item in enumerate(part.items, 1))
            case Quotation():
                yield f"> {quoted(part.text, part.start, part.end)}\\\n> — {escape(part.source, within_line=True)}"
            case Diagram():
                yield "\n".join(("```mermaid", *part.lines, "```"))
            case Snippet():
                yield f"```yaml\n{part.text}```"
            case _:
                yield table(part)
