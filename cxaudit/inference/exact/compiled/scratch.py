"""Room to work in, made once for a piece of profiles and used for one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.compiled.masks import Words


class Region(NamedTuple):
    """Scratch: the nodes at hand by `local` number (−1: none), their weights, and the elimination of the region.

    By bucket: its `axes` (local numbers), which tell the `above` and, chained, the children; `used`: how many axes its
    own node and its tables lie on, whose strides are in `fixed`; `message` has those of its message along the axes of
    the bucket above. `waiting` buckets are still to be summed; `logs` are what each adds to ln of the whole sum.
    """

    local: Integers
    nodes: Integers
    unary: Floats
    heard: Flags
    departing: Integers
    around: Words
    order: Integers
    position: Integers
    axes: Integers
    lengths: Integers
    above: Integers
    first_child: Integers
    next_child: Integers
    table_start: Integers
    message_start: Integers
    used: Integers
    fixed: Integers
    message: Integers
    fills: Integers
    stale: Flags
    axis: Integers
    rank: Integers
    waiting: Flags
    logs: Floats


class Factors(NamedTuple):
    """Scratch: the tables of a region, each with its scope in local numbers, chained by the bucket they go to.

    `strides` are those along the axes that the bucket uses.
    """

    kind: Integers
    which: Integers
    start: Integers
    scope: Integers
    first: Integers
    next: Integers
    strides: Integers
