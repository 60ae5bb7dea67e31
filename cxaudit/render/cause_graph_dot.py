"""The cause graph in the DOT language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.render.cause_graph import RulebookGraph

_SHAPES = {"root": "box3d", "cause": "box", "symptom": "ellipse"}


def render(graph: RulebookGraph) -> str:
    """Boxes and arrows from left to right."""
    boxes = [f"  {_quoted(node.id)} [label={_quoted(node.title)}, shape={_SHAPES[node.what]}];" for node in graph.nodes]
    arrows = [
        f"  {_quoted(arrow.cause)} -> {_quoted(arrow.effect)} [label={_quoted(arrow.word)}];" for arrow in graph.arrows
    ]
    return "\n".join(("digraph causes {", "  rankdir=LR;", *boxes, *arrows, "}")) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
