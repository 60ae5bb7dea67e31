"""The cause graph: what lies behind what, its circles, and the part of it that a diagnosis shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from cxaudit.model import Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.model import Diagnosis, Hypothesis, Link, Tally

MOST_CIRCLES = 100  # circles listed; a tangle can hold more of them than atoms in the universe
LONGEST_TITLE = 48  # characters of a title in a drawing


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A box: `what` is ``root``, ``cause`` or ``symptom``; `share` of the failing incidents, `incidents` as a number.

    For causes these are what would be prevented, for symptoms what shows them.
    """

    id: str
    title: str
    what: str
    share: float
    incidents: float
    status: str = ""


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An arrow from `cause` to `effect`, at work in about `incidents` incidents; `strength` is the fitted one."""

    cause: str
    effect: str
    strength: float
    incidents: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes from roots to symptoms, and the arrows among them; every arrow has both ends in `nodes`."""

    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


@dataclass(frozen=True, slots=True)
class CauseGraph:
    """Causes and symptoms of a rulebook, joined by their `caused_by`; links to what is not defined are left out."""

    rulebook: Rulebook
    graph: Any  # networkx.DiGraph, which has no types

    @classmethod
    def from_rulebook(cls, rulebook: Rulebook) -> CauseGraph:
        """The graph of `rulebook`, whether or not it has circles."""
        graph = nx.DiGraph()
        graph.add_nodes_from(sorted({*rulebook.causes, *rulebook.symptoms}))
        graph.add_edges_from(sorted(_edges(rulebook)))
        return cls(rulebook, graph)

    @property
    def roots(self) -> tuple[str, ...]:
        """Causes with nothing behind them, in order of id."""
        return tuple(sorted(name for name, cause in self.rulebook.causes.items() if cause.is_root))

    @property
    def proximate(self) -> tuple[str, ...]:
        """Causes with causes of their own, in order of id."""
        return tuple(sorted(name for name, cause in self.rulebook.causes.items() if not cause.is_root))

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """All arrows (cause, effect), in order."""
        return tuple(sorted(self.graph.edges))

    def parents(self, name: str) -> tuple[str, ...]:
        """Direct causes of a cause or symptom."""
        return tuple(sorted(self.graph.predecessors(name)))

    def effects(self, name: str) -> tuple[str, ...]:
        """What a cause produces directly."""
        return tuple(sorted(self.graph.successors(name)))

    def symptoms_of(self, cause: str) -> tuple[str, ...]:
        """Symptoms that a cause can produce, directly or through others."""
        return tuple(sorted(name for name in nx.descendants(self.graph, cause) if name in self.rulebook.symptoms))

    def causes_of(self, name: str) -> tuple[str, ...]:
        """All causes, near and far, of a cause or symptom."""
        return tuple(sorted(nx.ancestors(self.graph, name)))

    def topological_order(self) -> tuple[str, ...]:
        """Causes before what they produce, ids breaking ties; raises ValueError where there is a circle."""
        circles = self.circles()
        if circles:
            raise ValueError(f"no order: {' → '.join(circles[0])}")
        return tuple(nx.lexicographical_topological_sort(self.graph))

    def paths(self, cause: str, symptom: str, most: int = 20) -> tuple[tuple[str, ...], ...]:
        """Up to `most` ways from a cause to a symptom, the shortest first."""
        if not nx.has_path(self.graph, cause, symptom):
            return ()
        return tuple(tuple(path) for path in islice(nx.shortest_simple_paths(self.graph, cause, symptom), most))

    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Circles among causes, each as the ids along it with the first repeated; at most one hundred.

        Each starts at its smallest id; the shortest come first.
        """
        found = islice(nx.simple_cycles(self.graph), MOST_CIRCLES)
        return tuple(sorted((_closed(circle) for circle in found), key=lambda circle: (len(circle), circle)))

    def drawing(self, diagnosis: Diagnosis, tally: Tally, most_roots: int = 8, most_symptoms: int = 12) -> Drawing:
        """The leading roots, the symptoms they mostly show, and what lies between."""
        leading = [root for root in diagnosis.roots if root.incidents > 0][:most_roots]
        edges = _strongest(leading, most_symptoms, self.rulebook)
        named = {root.cause for root in leading}.union(*({edge.cause, edge.effect} for edge in edges))
        counts = tally.counts()
        order = [name for name in nx.lexicographical_topological_sort(self.graph) if name in named]
        return Drawing(tuple(self._drawn(name, diagnosis, counts) for name in order), tuple(edges))

    def _drawn(self, name: str, diagnosis: Diagnosis, counts: dict[str, int]) -> DrawnNode:
        if name in self.rulebook.symptoms:
            incidents = counts.get(name, 0)
            title = _short(self.rulebook.symptoms[name].title)
            return DrawnNode(name, title, "symptom", incidents / max(1, diagnosis.failing), float(incidents))
        cause = self.rulebook.causes[name]
        found = diagnosis.hypothesis(name)
        return DrawnNode(
            name,
            _short(cause.title),
            "root" if cause.is_root else "cause",
            0.0 if found is None else found.prevented,
            0.0 if found is None else found.incidents,
            "" if found is None else str(found.status),
        )


def _edges(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    effects: list[tuple[str, tuple[Link, ...]]] = [
        *((name, cause.caused_by) for name, cause in rulebook.causes.items()),
        *((name, symptom.caused_by) for name, symptom in rulebook.symptoms.items()),
    ]
    return ((link.cause, name) for name, links in effects for link in links if link.cause in rulebook.causes)


def _closed(circle: list[str]) -> tuple[str, ...]:
    start = circle.index(min(circle))
    return (*circle[start:], *circle[: start + 1])


def _strongest(leading: Iterable[Hypothesis], most_symptoms: int, rulebook: Rulebook) -> list[DrawnEdge]:
    """Arrows on a way from a leading root to one of the symptoms that these roots mostly show."""
    links = {(link.cause, link.effect): link for root in leading for link in root.chain}
    weight: dict[str, float] = {}
    for (_, effect), link in links.items():
        if effect in rulebook.symptoms:
            weight[effect] = max(link.incidents, weight.get(effect, 0.0))
    kept = set(sorted(weight, key=lambda name: (-weight[name], name))[:most_symptoms])
    shown: set[tuple[str, str]] = set()
    graph = nx.DiGraph(sorted(links))
    for root in leading:
        for symptom in sorted(kept):
            if root.cause in graph and nx.has_path(graph, root.cause, symptom):
                for path in islice(nx.all_simple_paths(graph, root.cause, symptom), MOST_CIRCLES):
                    shown.update(pairwise(path))
    return [
        DrawnEdge(cause, effect, links[cause, effect].fitted, links[cause, effect].incidents)
        for cause, effect in sorted(shown)
    ]


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
