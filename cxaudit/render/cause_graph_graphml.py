"""The cause graph as GraphML, for yEd, Gephi and other graph editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.violations_report import xml_text

if TYPE_CHECKING:
    from cxaudit.render.cause_graph import RulebookGraph

_KEYS = (
    ("what", "node", "string"),
    ("title", "node", "string"),
    ("word", "edge", "string"),
    ("strength", "edge", "double"),
)


def render(graph: RulebookGraph) -> str:
    """Nodes with `what` and `title`, edges with `word` and `strength`."""
    keys = [f'  <key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>' for name, of, kind in _KEYS]
    nodes = [
        f'    <node id="{xml_text(node.id)}">{_data("what", node.what)}{_data("title", node.title)}</node>'
        for node in graph.nodes
    ]
    edges = [
        f'    <edge source="{xml_text(arrow.cause)}" target="{xml_text(arrow.effect)}">'
        f"{_data('word', arrow.word)}{_data('strength', repr(arrow.strength))}</edge>"
        for arrow in graph.arrows
    ]
    head = ('<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">')
    inner = ('  <graph id="causes" edgedefault="directed">', *nodes, *edges, "  </graph>")
    return "\n".join((*head, *keys, *inner, "</graphml>")) + "\n"


def _data(key: str, value: str) -> str:
    return f'<data key="{key}">{xml_text(value)}</data>'
