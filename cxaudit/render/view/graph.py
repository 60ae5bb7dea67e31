"""The cause graph as Mermaid: the arrows that are at work in most incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Markdown, mermaid_label
from cxaudit.render.view.cover import is_shown

if TYPE_CHECKING:
    from cxaudit.model import ChainLink
    from cxaudit.render.view.lookup import Lookup

_NODES = 30  # more cannot be read on a page; Mermaid itself stays readable up to some 40
_ARROWS = 18  # likewise
_ROOTS = 8
_CLASSES = (
    "classDef root fill:#fde2d2,stroke:#a3461b,color:#222",
    "classDef cause fill:#fff6d6,stroke:#8a6d00,color:#222",
    "classDef symptom fill:#e3edf7,stroke:#2f5d8a,color:#222",
)


@dataclass(frozen=True, slots=True)
class Graph:
    """Lines of a Mermaid flowchart, empty without a finding; `left_out` counts arrows that did not fit."""

    lines: tuple[Markdown, ...]
    left_out: int


def make_graph(look: Lookup) -> Graph:
    """The chains of the leading roots put together, from roots on the left to symptoms on the right."""
    roots = [root for root in look.audit.diagnosis.roots if is_shown(root)][:_ROOTS]
    links: dict[tuple[str, str], ChainLink] = {}
    for root in roots:
        for link in root.chain:
            known = links.get((link.cause, link.effect))
            if known is None or link.incidents > known.incidents:
                links[link.cause, link.effect] = link
    causes = {name for name in (name for pair in links for name in pair) if look.entry("cause", name)}
    kept = _whole_ways({root.cause for root in roots}, causes, _strongest(list(links.values())))
    names = sorted({name for link in kept for name in (link.cause, link.effect)})
    numbers = {name: f"n{number}" for number, name in enumerate(names)}
    lines = [_node(look, name, numbers[name], {root.cause for root in roots}) for name in names]
    lines += [
        f'{numbers[link.cause]} -->|"{figures.count(link.incidents)}"| {numbers[link.effect]}'
        for link in sorted(kept, key=lambda link: (-link.incidents, link.cause, link.effect))
    ]
    whole = ("flowchart LR", *(f"  {line}" for line in (*lines, *_CLASSES))) if kept else ()
    return Graph(tuple(Markdown(line) for line in whole), len(links) - len(kept))


def _strongest(links: list[ChainLink]) -> list[ChainLink]:
    """Arrows in order of incidents while they and their ends fit."""
    nodes: set[str] = set()
    kept: list[ChainLink] = []
    for link in sorted(links, key=lambda link: (-link.incidents, link.cause, link.effect)):
        ends = nodes | {link.cause, link.effect}
        if len(ends) <= _NODES and len(kept) < _ARROWS and link.incidents >= 0.5:
            nodes = ends
            kept.append(link)
    return kept


def _whole_ways(roots: set[str], causes: set[str], links: list[ChainLink]) -> list[ChainLink]:
    """Only arrows on a way from a root to a symptom: half a way explains nothing."""
    while True:
        led_to = roots | {link.effect for link in links}
        leading = {link.cause for link in links}
        whole = [
            link for link in links if link.cause in led_to and (link.effect in leading or link.effect not in causes)
        ]
        if len(whole) == len(links):
            return whole
        links = whole


def _node(look: Lookup, name: str, number: str, roots: set[str]) -> str:
    kind = "root" if name in roots else "cause" if look.entry("cause", name) else "symptom"
    return f'{number}["{mermaid_label(look.any_title(name))}"]:::{kind}'
