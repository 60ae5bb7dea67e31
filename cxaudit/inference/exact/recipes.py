"""Where each number of a region's tables comes from: worked out once, looked up for each set of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers
from cxaudit.inference.exact.regions import Region
from cxaudit.inference.exact.silence import arrows_out_of, on_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Flags
    from cxaudit.inference.exact.elimination import Placement
    from cxaudit.inference.exact.regions import Group
    from cxaudit.inference.exact.silence import Layout, Silence


@dataclass(frozen=True, slots=True)
class Recipe:
    """A region's fixed tables and the readers of its beliefs, as positions in a silence's `numbers` and `values`.

    `tables` are the entries of all factors; `factors` cuts them, for each bucket, into shapes that broadcast over it.
    `readers` is cut by `groups`, (rows, states) each; `rows` says which mean each row of all readers together is, rows
    of `width` and more being P(on) of touched nodes. `apart_rows` and `apart` are means that no profile here changes.
    """

    region: Region
    tables: Integers
    factors: tuple[tuple[tuple[int, ...], ...], ...]
    readers: Integers
    groups: tuple[tuple[int, int], ...]
    rows: Integers
    width: int
    apart_rows: Integers
    apart: Integers


@dataclass(frozen=True, slots=True)
class Ready:
    """A recipe with numbers: a table for each bucket, a matrix (rows, states) for each group, and what is left."""

    recipe: Recipe
    tables: list[Floats]
    readers: list[Floats]
    apart: Floats
    log_scale: float


def make_recipe(region: Region, layout: Layout, varying: Flags) -> Recipe:
    """The recipe of `region`, whose `varying` symptoms are left to the profiles."""
    factors = [_factors(region, layout, place) for place in range(len(region.buckets))]
    read = [_reader(layout, group, varying) for group in region.groups]
    apart = [
        layout.whisper_values[place] + np.arange(len(layout.whisper_rows[place]), dtype=np.int64)
        for place in region.apart
    ]
    nothing = np.zeros(0, dtype=np.int64)
    return Recipe(
        region,
        np.concatenate([factor.reshape(-1) for found in factors for factor in found] or [nothing]).astype(np.int32),
        tuple(tuple(factor.shape for factor in found) for found in factors),
        np.concatenate([positions.reshape(-1) for _, positions in read] or [nothing]).astype(np.int32),
        tuple((positions.shape[0], positions.shape[1]) for _, positions in read),
        np.concatenate([rows for rows, _ in read] or [nothing]),
        layout.width,
        np.concatenate([layout.whisper_rows[place] for place in region.apart] or [nothing]),
        np.concatenate(apart or [nothing]),
    )


def follow(recipe: Recipe, silence: Silence) -> Ready:
    """Look the numbers up."""
    entries = silence.numbers[recipe.tables]
    tables, start = [], 0
    for shapes in recipe.factors:
        table = np.ones(1)
        for shape in shapes:
            size = 1 << sum(length == 2 for length in shape)
            table = table * entries[start : start + size].reshape(shape)
            start += size
        tables.append(table[..., np.newaxis])
    values = silence.values[recipe.readers]
    readers, start = [], 0
    for rows, states in recipe.groups:
        readers.append(values[start : start + rows * states].reshape(rows, states))
        start += rows * states
    apart = [silence.whispers[place] for place in recipe.region.apart]
    below = [silence.whispers[placement.index] for placement in recipe.region.whispers]
    scale = sum(whisper.log_scale for whisper in (*apart, *below))
    scale += sum(float(np.log(whisper.table.sum())) for whisper in apart)
    return Ready(recipe, tables, readers, silence.values[recipe.apart], float(scale))


def _factors(region: Region, layout: Layout, place: int) -> list[Integers]:
    """Positions of the entries of each factor of one bucket that is the same for all profiles, the smallest first."""
    bucket = region.buckets[place]
    axes = len(bucket.scope)
    found: list[Integers] = [np.zeros((1,) * axes, dtype=np.int64)]
    for placements, offsets in ((region.families, layout.tables), (region.whispers, layout.whispers)):
        found += [
            (offsets[placement.index] + placement.gather).reshape(placement.shape)
            for placement in placements
            if placement.bucket == place
        ]
    for axis, node in enumerate(bucket.scope[: bucket.own]):
        if region.nodes[node] not in region.touched:
            shape = (*(1,) * axis, 2, *(1,) * (axes - axis - 1))
            found.append((layout.unary[region.nodes[node]] + np.arange(2, dtype=np.int64)).reshape(shape))
    return sorted(found, key=lambda factor: factor.size)


def _reader(layout: Layout, group: Group, varying: Flags) -> tuple[Integers, Integers]:
    """Which means are read from one group, and the positions (rows, states) of how much each state adds."""
    axes = group.axes
    rows: list[Integers] = []
    values: list[Integers] = []
    for member in group.families:
        node = member.placement.index
        rows.append(layout.rows[node])
        values.append(_spread(layout.means[node], len(layout.rows[node]), member.placement, member.shape))
    for member in group.whispers:
        place = member.placement.index
        rows.append(layout.whisper_rows[place])
        values.append(
            _spread(layout.whisper_values[place], len(layout.whisper_rows[place]), member.placement, member.shape)
        )
    on = on_states(axes).astype(np.int64)
    if layout.slopes is not None and group.nodes:
        found, leaving = arrows_out_of(layout.slopes, [node for node, _ in group.nodes])
        kept = ~varying[layout.slopes.symptom[found]]
        found, leaving = found[kept], leaving[kept]
        rows.append(layout.slopes.parameter[found])
        values.append((layout.arrows + found)[:, np.newaxis] * on[[axis for _, axis in group.nodes]][leaving])
    if group.watched:
        rows.append(np.array([layout.width + place for place, _ in group.watched], dtype=np.int64))
        values.append(on[[axis for _, axis in group.watched]])
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 1 << axes), dtype=np.int64)
    return np.concatenate(rows), np.concatenate(values)


def _spread(start: int, rows: int, placement: Placement, shape: Sequence[int]) -> Integers:
    """Positions of the means (rows, states of a table) from `start`, over all states of its group."""
    states = len(placement.gather)
    listed = start + states * np.arange(rows)[:, np.newaxis] + placement.gather
    return np.broadcast_to(listed.reshape(rows, *shape), (rows, *(2,) * len(shape))).reshape(rows, 1 << len(shape))
