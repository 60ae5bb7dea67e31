"""Exact sums over a region, for a block of profiles at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.exact.propagation import along, collect, distribute, placed, total_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.inference.arrays import Flags
    from cxaudit.inference.exact.recipes import Ready


@dataclass(frozen=True, slots=True)
class Swept:
    """Ln Z (profiles), means of the account (width, profiles), P(touched node on), and of parents of shown symptoms."""

    log_evidence: Floats
    means: Floats
    on: Floats
    shown: dict[int, Floats]


def sweep(ready: Ready, unary: Floats, shown: Mapping[int, tuple[Floats, Flags]]) -> Swept:
    """Collect, distribute and read.

    `unary` (touched nodes, 2, profiles) weighs the states of the touched nodes; `shown` maps symptoms to their tables
    (2^parents, 1) and the profiles that assert them.
    """
    recipe, profiles = ready.recipe, unary.shape[2]
    region = recipe.region
    waiting = [[table] for table in ready.tables]
    for bucket, axis, place in region.weighed:
        waiting[bucket].append(along(unary[place], axis, len(region.buckets[bucket].scope)))
    for placement in region.shown:
        table, asserted = shown[placement.index]
        waiting[placement.bucket].append(placed(np.where(asserted, table, 1.0), placement))
    collected = collect(region.buckets, waiting, profiles)
    beliefs = distribute(region.buckets, collected)
    whole = np.zeros((recipe.width + len(region.touched), profiles))
    whole[recipe.apart_rows] = ready.apart[:, np.newaxis]
    start = 0
    for group, reader in zip(region.groups, ready.readers, strict=True):
        rows = recipe.rows[start : start + len(reader)]
        start += len(reader)
        if len(rows):
            marginal = total_over(beliefs[group.bucket], group.summed)
            whole[rows] = reader @ marginal.reshape(reader.shape[1], -1)
    found = {}
    for placement in region.shown:
        belief = total_over(beliefs[placement.bucket], placement.summed)
        found[placement.index] = belief.reshape(-1, belief.shape[-1])[placement.restore]
    return Swept(collected.log_evidence + ready.log_scale, whole[: recipe.width], whole[recipe.width :], found)
