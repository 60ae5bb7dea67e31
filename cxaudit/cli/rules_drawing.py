"""The cause graph of a rulebook, or the part of it around some causes or symptoms, as it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.configuration import closest
from cxaudit.errors import UsageError
from cxaudit.graph import CauseGraph
from cxaudit.render.cause_graph import GraphArrow, GraphNode, RulebookGraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Cause, Rulebook, Symptom


def drawn(rulebook: Rulebook, around: Sequence[str]) -> RulebookGraph:
    """All causes and symptoms, or those that lie behind or before what is named; causes come before their effects.

    Raises UsageError when what is named is neither a cause nor a symptom.
    """
    graph = CauseGraph.from_rulebook(rulebook)
    order = graph.topological_order()
    kept = frozenset(order)
    if around:
        near = (_around(name, graph, order) for name in around)
        kept = frozenset[str]().union(*near)
    nodes = tuple(_node(name, rulebook) for name in order if name in kept)
    definitions: dict[str, Cause | Symptom] = {**rulebook.causes, **rulebook.symptoms}
    arrows = tuple(
        GraphArrow(link.cause, name, link.word, link.strength)
        for name in order
        if name in kept
        for link in sorted(definitions[name].caused_by, key=lambda link: link.cause)
        if link.cause in kept
    )
    return RulebookGraph(nodes, arrows)


def _around(name: str, graph: CauseGraph, order: Sequence[str]) -> frozenset[str]:
    if name not in order:
        near = closest(name, order)
        hint = f"did you mean '{near}'?" if near else "name one of the rulebook"
        raise UsageError(f"--of: there is no cause and no symptom '{name}'; {hint}")
    behind, before, pending = graph.causes_of(name), {name}, [name]
    while pending:
        fresh = [effect for effect in graph.effects(pending.pop()) if effect not in before]
        before.update(fresh)
        pending.extend(fresh)
    return frozenset((*behind, *before))


def _node(name: str, rulebook: Rulebook) -> GraphNode:
    cause = rulebook.causes.get(name)
    if cause is None:
        return GraphNode(name, "symptom", rulebook.symptoms[name].title)
    return GraphNode(name, "root" if cause.is_root else "cause", cause.title)
