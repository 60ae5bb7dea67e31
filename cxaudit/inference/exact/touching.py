"""Where profiles depart from silence, and what weight that puts on the nodes it touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats, Integers

if TYPE_CHECKING:
    from cxaudit.inference.exact.likelihood import Block
    from cxaudit.inference.exact.regions import Region
    from cxaudit.inference.exact.silence import Silence
    from cxaudit.inference.exact.slopes import SilentSlopes
    from cxaudit.inference.network import Network


@dataclass(frozen=True, slots=True)
class Touch:
    """The `varying` symptoms of a batch and the nodes they touch; `flags` (symptoms) marks the varying ones.

    `kept` are those that the background counts as silent; `place` says which touched node each node is, or −1.
    """

    varying: Integers
    nodes: Integers
    flags: Flags
    kept: Integers
    place: Integers

    @classmethod
    def of(cls, network: Network, region: Region, varying: Integers, hidden: Flags) -> Touch:
        """Those of a batch whose background is `hidden`."""
        flags = np.zeros(len(network.symptoms), dtype=np.bool_)
        flags[varying] = True
        nodes = np.array(region.touched, dtype=np.int64)
        place = np.full(len(network.nodes) + 1, -1, dtype=np.int64)  # one more: the parent of a leak
        place[nodes] = np.arange(len(nodes))
        return cls(varying, nodes, flags, np.flatnonzero(flags & ~hidden), place)

    def arrows(self, slopes: SilentSlopes) -> Integers:
        """The places in `slopes` of the arrows into varying symptoms."""
        return np.flatnonzero(self.flags[slopes.symptom] & (self.place[slopes.parent] >= 0))


@dataclass(frozen=True, slots=True)
class Weights:
    """`unary` (touched nodes, 2, profiles), at most 1; `constant` (profiles) is the rest of their logarithm."""

    unary: Floats
    constant: Floats


def weigh(touch: Touch, silence: Silence, block: Block) -> Weights:
    """What `block` says of the touched nodes alone; tables of asserted symptoms come on top."""
    layer, varying, nodes = silence.layer, touch.varying, touch.nodes
    grid = np.ix_(varying, nodes)
    asserted, denied, silent = (
        flags[:, varying].astype(np.float64) for flags in (block.asserted, block.denied, block.silent)
    )
    constant = silence.constant + layer.silent_leak[touch.kept].sum()
    constant = constant + asserted @ layer.shown_leak[varying] - denied @ layer.denied_leak[varying]
    constant = constant - silent @ layer.silent_leak[varying]
    start = silence.weights[nodes] + layer.silent[np.ix_(touch.kept, nodes)].sum(axis=0)
    on = start + asserted @ layer.shown_on[grid] - denied @ layer.denied[grid] - silent @ layer.silent[grid]
    off = asserted @ layer.shown_off[grid]
    highest = np.maximum(off, on)
    unary = np.exp(np.stack([off - highest, on - highest]))
    return Weights(np.ascontiguousarray(unary.transpose(2, 0, 1)), constant + highest.sum(axis=1))
