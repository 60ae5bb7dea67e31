"""Finds causes that explain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import MappingNode, Report, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.rulebook.collection import Definition
    from cxaudit.rulebook.overriding import Defined


def report_cycles(defined: Defined, report: Report) -> None:
    """Report each cycle among causes once, printed as a path from the first of its causes in order of id."""
    links = {
        identifier: _links(definition) for (what, identifier), definition in defined.by_key.items() if what == "cause"
    }
    for cycle in _cycles(links):
        path = " → ".join((*cycle, cycle[0]))
        places = tuple(
            links[effect][cause].location for effect, cause in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        )
        report.owner = f"cause {cycle[0]}"
        report.error(
            "cause-cycle",
            places[0],
            f"causes explain each other in a circle: {path}",
            help="take out the arrow that is weakest, or name the root cause that lies behind them all",
            related=places[1:],
            subject=links[cycle[0]][(*cycle, cycle[0])[1]].text,
        )
    report.owner = ""


def _links(definition: Definition) -> dict[str, ScalarNode]:
    node = definition.node.get("caused_by")
    return {key.text: key for key, _ in node.entries} if isinstance(node, MappingNode) else {}


def _cycles(links: Mapping[str, Mapping[str, ScalarNode]]) -> list[tuple[str, ...]]:
    """Cycles closed by a back edge of a depth-first search (Tarjan 1972): one at least wherever there is any."""
    found: dict[tuple[str, ...], None] = {}
    finished: set[str] = set()
    for start in sorted(links):
        path: list[str] = []
        on_path: set[str] = set()
        stack = [(start, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                on_path.discard(path.pop())
                finished.add(name)
                continue
            if name in on_path:
                found.setdefault(_turned(path[path.index(name) :]))
                continue
            if name in finished:
                continue
            path.append(name)
            on_path.add(name)
            stack.append((name, True))
            stack.extend((cause, False) for cause in sorted(links[name], reverse=True) if cause in links)
    return list(found)


def _turned(cycle: list[str]) -> tuple[str, ...]:
    """The same cycle, beginning with the first of its names in order."""
    start = cycle.index(min(cycle))
    return (*cycle[start:], *cycle[:start])
