"""The cause graph as Mermaid, for Markdown; it reads well up to some forty boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.render.cause_graph import GraphNode, RulebookGraph

_SHAPES = {"root": ("[[", "]]"), "cause": ("[", "]"), "symptom": ("([", "])")}


def render(graph: RulebookGraph) -> str:
    """Boxes and arrows from left to right; ids are numbered, because Mermaid gives words such as `end` a meaning."""
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    boxes = [f"  {names[node.id]}{_box(node)}" for node in graph.nodes]
    arrows = [f'  {names[arrow.cause]} -->|"{_text(arrow.word)}"| {names[arrow.effect]}' for arrow in graph.arrows]
    return "\n".join(("flowchart LR", *boxes, *arrows)) + "\n"


def _box(node: GraphNode) -> str:
    left, right = _SHAPES[node.what]
    return f'{left}"{_text(node.title)}"{right}'


def _text(text: str) -> str:
    """Quoted text may hold anything but quotes; entities are written with a hash in Mermaid."""
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
