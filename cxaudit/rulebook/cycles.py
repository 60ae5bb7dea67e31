"""Finds causes that explain themselves, and remedies that wait for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import MappingNode, Report, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.rulebook.collection import Definition
    from cxaudit.rulebook.overriding import Defined


@dataclass(frozen=True, slots=True)
class _Kind:
    """Definitions of kind `what` refer to each other under `key`; a circle of them is told as `check`."""

    what: str
    key: str
    check: str
    message: str
    help: str


_KINDS = (
    _Kind(
        "cause",
        "caused_by",
        "cause-cycle",
        "causes explain each other in a circle",
        "take out the arrow that is weakest, or name the root cause that lies behind them all",
    ),
    _Kind(
        "remedy",
        "needs",
        "remedy-cycle",
        "remedies need each other in a circle, so none of them can ever begin",
        "take out the need that can wait, or make one remedy of them",
    ),
)


def report_cycles(defined: Defined, report: Report) -> None:
    """Report each cycle among causes and among remedies once, printed as a path from the first of its ids in order."""
    for kind in _KINDS:
        _report(kind, defined, report)


def _report(kind: _Kind, defined: Defined, report: Report) -> None:
    links = {
        identifier: _links(definition, kind.key)
        for (what, identifier), definition in defined.by_key.items()
        if what == kind.what
    }
    for cycle in _cycles(links):
        path = " → ".join((*cycle, cycle[0]))
        places = tuple(links[one][other].location for one, other in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        report.owner = f"{kind.what} {cycle[0]}"
        report.error(
            kind.check,
            places[0],
            f"{kind.message}: {path}",
            help=kind.help,
            related=places[1:],
            subject=links[cycle[0]][(*cycle, cycle[0])[1]].text,
        )
    report.owner = ""


def _links(definition: Definition, key: str) -> dict[str, ScalarNode]:
    """The ids under `key`, which are the keys of a mapping or the items of a list."""
    match definition.node.get(key):
        case MappingNode(entries=entries):
            return {name.text: name for name, _ in entries}
        case SequenceNode(items=items):
            return {item.text: item for item in items if isinstance(item, ScalarNode)}
        case ScalarNode() as only:
            return {only.text: only}
        case _:
            return {}


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
            stack.extend((other, False) for other in sorted(links[name], reverse=True) if other in links)
    return list(found)


def _turned(cycle: list[str]) -> tuple[str, ...]:
    """The same cycle, beginning with the first of its names in order."""
    start = cycle.index(min(cycle))
    return (*cycle[start:], *cycle[:start])
