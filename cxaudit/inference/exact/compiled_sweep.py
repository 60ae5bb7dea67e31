"""Blocks of profiles given to compiled code, and what it finds given back as the plain way gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.exact.flat import MOST_AXES, Shape, Slopes, Voice, Wanted, flat_slopes, flat_voice, flat_wanted
from cxaudit.inference.exact.likelihood import Block, Layer
from cxaudit.inference.exact.posteriors import Statistic
from cxaudit.inference.exact.silence import Layout, fall_silent, make_layout
from cxaudit.inference.exact.sweeping import Swept
from cxaudit.inference.exact.touching import Touch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.compiled.ordering import Orders
    from cxaudit.inference.exact.compiled.scratch import Factors, Region
    from cxaudit.inference.exact.likelihood import World
    from cxaudit.inference.exact.silence import Tree


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same from one set of parameters to the next: where everything stands for one statistic."""

    statistic: Statistic
    shape: Shape
    layout: Layout
    wanted: Wanted

    @classmethod
    def of(cls, world: World, tree: Tree, shape: Shape, statistic: Statistic) -> Setting:
        """That of `statistic`, for a `tree` that has a bucket for each node."""
        account = statistic.account(world)
        hidden = np.zeros(len(world.network.symptoms), dtype=np.bool_)
        layout = make_layout(world, account, fall_silent(tree, world, world.plain[0], hidden, account))
        return cls(statistic, shape, layout, flat_wanted(tree, layout))


@dataclass(frozen=True, slots=True)
class Speaker:
    """A silence made ready for compiled code; with `slopes` of symptoms it puts their scores in itself."""

    layer: Layer
    shape: Shape
    wanted: Wanted
    voice: Voice
    slopes: Slopes

    @classmethod
    def of(cls, world: World, layer: Layer, hidden: Flags, setting: Setting) -> Speaker:
        """That of all that is not `hidden` under one `layer`."""
        return cls.each_of(world, layer, [hidden], setting)[0]

    @classmethod
    def each_of(cls, world: World, layer: Layer, hidden: Iterable[Flags], setting: Setting) -> list[Speaker]:
        """Those of several silences under one `layer`."""
        layout, account = setting.layout, setting.statistic.account(world)
        flat = (setting.shape, setting.wanted, layout)
        slopes = flat_slopes(world, layer, scores=layout.slopes is not None)
        return [
            cls(layer, setting.shape, setting.wanted, flat_voice(world, layer, unseen, flat, account), slopes)
            for unseen in hidden
        ]

    def sweep(self, block: Block, orders: Orders) -> Swept:
        """What the silence says of the profiles of `block`; constants are counted in; `orders` see `sweep_profiles`."""
        from cxaudit.inference.exact.compiled.sweeps import Found, sweep_profiles  # noqa: PLC0415 - imports numba

        profiles, nodes = len(block.asserted), len(self.shape.above)
        kept = 1 if self.scored else profiles
        found = Found(
            np.empty(profiles),
            np.zeros((profiles, self.wanted.width)),
            np.empty((kept, nodes)),
            np.empty((kept, int(self.shape.shown[-1]))),
        )
        hidden = ~(block.asserted | block.denied | block.silent)
        sweep_profiles(
            self.shape, self.wanted, self.voice, self.slopes, block.asserted, block.denied, hidden, orders, found,
            *scratch(self.shape, block.asserted.shape[1]),
        )  # fmt: skip
        shown = {}
        if not self.scored:
            starts = self.shape.shown
            for symptom in np.flatnonzero(block.asserted.any(axis=0)).tolist():
                shown[symptom] = found.shown[:, starts[symptom] : starts[symptom + 1]].T
        return Swept(found.logs, found.means.T, found.on.T, shown)

    def said(self) -> tuple[float, Floats]:
        """Ln P of the silence itself, and its means (width,)."""
        silent = ~self.voice.hidden[np.newaxis]
        nothing = np.zeros_like(silent)
        swept = self.sweep(
            Block(nothing, nothing, silent, capped=False), np.full((1, len(self.shape.above)), -1, np.int16)
        )
        return float(swept.log_evidence[0]), swept.means[:, 0]

    @property
    def scored(self) -> bool:
        """Whether the means are complete."""
        return len(self.slopes.leak_row) > 0

    def touch(self, block: Block) -> Touch:
        """All nodes, and the symptoms that some profile of `block` asserts."""
        nodes = np.arange(len(self.shape.above), dtype=np.int64)
        flags = np.asarray(block.asserted.any(axis=0))
        kept: Integers = np.zeros(0, dtype=np.int64)
        return Touch(np.flatnonzero(flags).astype(np.int64), nodes, flags, kept, np.append(nodes, -1))


def scratch(shape: Shape, symptoms: int) -> tuple[Region, Factors]:
    """Room for compiled code to work in, for so many `symptoms`."""
    from cxaudit.inference.exact.compiled.scratch import Factors, Region  # noqa: PLC0415 - imports numba

    nodes = len(shape.above)
    tables = 2 * nodes + symptoms + 1
    scopes = len(shape.family) + len(shape.whisper) + len(shape.symptom)

    def integers(*size: int) -> Integers:
        return np.zeros(size, dtype=np.int64)

    def flags() -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        return np.zeros(nodes, dtype=np.bool_)

    region = Region(
        local=np.full(nodes, -1, dtype=np.int64),
        nodes=integers(nodes),
        unary=_floats(nodes, 2),
        heard=flags(),
        departing=integers(symptoms),
        around=np.zeros((nodes, (nodes + 63) // 64), dtype=np.uint64),
        order=integers(nodes),
        position=integers(nodes),
        axes=integers(nodes, MOST_AXES),
        lengths=integers(nodes),
        above=integers(nodes),
        first_child=integers(nodes),
        next_child=integers(nodes),
        table_start=integers(nodes),
        message_start=integers(nodes),
        used=integers(nodes),
        fixed=integers(nodes, MOST_AXES),
        message=integers(nodes, MOST_AXES),
        fills=integers(2, nodes),
        stale=flags(),
        axis=integers(nodes),
        rank=integers(MOST_AXES),
        waiting=np.ones(nodes, dtype=np.bool_),
        logs=_floats(nodes),
    )
    factors = Factors(
        kind=integers(tables),
        which=integers(tables),
        start=integers(tables + 1),
        scope=integers(scopes),
        first=integers(nodes + 1),
        next=integers(tables),
        strides=integers(tables, MOST_AXES),
    )
    return region, factors


def _floats(*size: int) -> Floats:
    return np.zeros(size)
