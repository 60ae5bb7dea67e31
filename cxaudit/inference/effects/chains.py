"""From a cause down to the symptoms it shows: the arrows, with what the log makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.figures import steady
from cxaudit.inference.found_arrows import FOUND
from cxaudit.model import ChainLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.network import Family, Network
    from cxaudit.model import Link, Rulebook

AT_WORK = 0.5  # expected incidents from which an arrow is shown


def arrows(network: Network, rulebook: Rulebook, fitted: Floats, fired: Floats) -> dict[str, tuple[ChainLink, ...]]:
    """The arrows out of each cause that were at work, strongest first; `fitted` and `fired` are per parameter."""
    found: dict[str, list[ChainLink]] = {cause: [] for cause in network.nodes}
    effects = [
        *(
            (cause, network.families[node], rulebook.causes[cause].caused_by)
            for node, cause in enumerate(network.nodes)
        ),
        *(
            (symptom, network.symptom_families[place], rulebook.symptoms[symptom].caused_by)
            for place, symptom in enumerate(network.symptoms)
        ),
    ]
    for effect, family, links in effects:
        for link in _links(effect, family, links, fitted, fired):
            found[link.cause].append(link)
    return {
        cause: tuple(sorted(links, key=lambda link: (-link.incidents, link.effect))) for cause, links in found.items()
    }


def chain(cause: str, outgoing: dict[str, tuple[ChainLink, ...]], order: dict[str, int]) -> tuple[ChainLink, ...]:
    """All arrows below `cause`, causes in topological `order`, strongest first within a cause."""
    reached, waiting = {cause}, [cause]
    while waiting:
        for link in outgoing.get(waiting.pop(), ()):
            if link.effect not in reached:
                reached.add(link.effect)
                waiting.append(link.effect)
    inside = sorted((name for name in reached if name in order), key=order.__getitem__)
    return tuple(link for name in inside for link in outgoing.get(name, ()))


def reached(cause: str, links: Sequence[ChainLink], at_work: Mapping[str, float]) -> dict[str, float]:
    """Expected incidents in which `cause` led to each effect along its chain `links`; `at_work` is per cause.

    An arrow is shared out over what lies behind its cause in proportion; ways to one effect are taken as exclusive.
    """
    found = {cause: at_work[cause]}
    for link in links:
        whole = at_work[link.cause]
        share = min(1.0, found.get(link.cause, 0.0) / whole) if whole > 0.0 else 0.0
        found[link.effect] = found.get(link.effect, 0.0) + share * link.incidents
    return found


def _links(effect: str, family: Family, links: tuple[Link, ...], fitted: Floats, fired: Floats) -> list[ChainLink]:
    by_cause = sorted(links, key=lambda link: link.cause)
    return [
        ChainLink(
            link.cause,
            effect,
            0.0 if link.word == FOUND else link.strength,
            steady(-np.expm1(-np.exp(fitted[edge]))),
            steady(fired[edge]),
            link.location,
        )
        for link, edge in zip(by_cause, family.edges, strict=True)
        if fired[edge] >= AT_WORK
    ]
