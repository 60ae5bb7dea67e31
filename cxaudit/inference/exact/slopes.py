"""Derivatives of what silent symptoms weigh, made once for each set of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers

if TYPE_CHECKING:
    from cxaudit.inference.network import Family, Network
    from cxaudit.inference.rates import Gate, Rates


@dataclass(frozen=True, slots=True)
class SilentSlopes:
    """Derivatives of Λ for all leaks and arrows of symptoms in one list, as (arrows, 1) columns.

    `parameter`, `symptom` and `parent` (a node, or the number of nodes for a leak) say which each is. `out_of` are the
    places in the list of the arrows out of each node, `leaks` those of leaks, `arrows` all others. `silent` is for
    silence as the detector hears it, `denied` for what was denied in so many words.
    """

    parameter: Integers
    symptom: Integers
    parent: Integers
    out_of: tuple[Integers, ...]
    leaks: Integers
    arrows: Integers
    silent: Floats
    denied: Floats


def silent_slopes(network: Network, silence: Rates) -> SilentSlopes:
    """The slopes of silence for every symptom."""
    listed = _listed(network.symptom_families, len(network.nodes))
    return SilentSlopes(*listed, _column(silence.symptoms), _column(silence.true))


@lru_cache(maxsize=32)
def _listed(
    families: tuple[Family, ...], count: int
) -> tuple[Integers, Integers, Integers, tuple[Integers, ...], Integers, Integers]:
    """What is the same under all parameters: see `SilentSlopes`."""
    parent = np.array([node for family in families for node in (count, *family.parents)], dtype=np.int64)
    order = np.argsort(parent, kind="stable").astype(np.int64)
    places = np.split(order, np.searchsorted(parent[order], np.arange(1, count + 1)))
    return (
        np.array([p for family in families for p in (family.leak, *family.edges)], dtype=np.int64),
        np.array([s for s, family in enumerate(families) for _ in (family.leak, *family.edges)], dtype=np.int64),
        parent,
        tuple(places[:count]),
        places[count],
        np.flatnonzero(parent < count).astype(np.int64),
    )


def _column(gates: tuple[Gate, ...]) -> Floats:
    slopes = [part for gate in gates for part in (gate.leak_slope, gate.edge_slope[:, 0])]
    return (np.concatenate(slopes) if slopes else np.zeros(0))[:, np.newaxis]
