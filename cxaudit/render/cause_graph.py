"""The cause graph of a rulebook as it is drawn, and the formats it can be drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

# What each is for; `cause_graph_<name>.py` holds its function `render`.
GRAPH_FORMATS = MappingProxyType(
    {
        "mermaid": "for Markdown",
        "dot": "for Graphviz",
        "graphml": "for yEd, Gephi and other graph editors",
        "json": "for programs: nodes and arrows",
    }
)


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A box; `what` is ``root``, ``cause`` or ``symptom``."""

    id: str
    what: str
    title: str


@dataclass(frozen=True, slots=True)
class GraphArrow:
    """An arrow from a cause to what it produces; `word` is how often as written, `strength` its probability."""

    cause: str
    effect: str
    word: str
    strength: float


@dataclass(frozen=True, slots=True)
class RulebookGraph:
    """Boxes from root causes to symptoms, and the arrows among them; both ends of each arrow are boxes."""

    nodes: tuple[GraphNode, ...]
    arrows: tuple[GraphArrow, ...]


def render_graph_as(name: str, graph: RulebookGraph) -> str:
    """The graph in one of `GRAPH_FORMATS`, its last line break included."""
    shown: str = import_module(f"cxaudit.render.cause_graph_{name}").render(graph)
    return shown
