"""What profiles say of the causes if one node after another is switched on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.exact.compiled_sweep import Speaker, scratch
from cxaudit.inference.exact.expectation import MARGINALS, listen
from cxaudit.inference.exact.flat import flat_voice
from cxaudit.inference.exact.passes import as_it_is, in_turn, passed
from cxaudit.inference.rates import LARGEST_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.inference.arrays import Integers
    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.exact.batches import Batches
    from cxaudit.inference.exact.compiled.switching import Voices
    from cxaudit.inference.exact.likelihood import World

TOGETHER = 8  # nodes that share what a profile makes of the network
ON = 0.99 * LARGEST_RATE  # λ of a leak that is sure to happen


@dataclass(frozen=True, slots=True)
class Switched:
    """Of a `node` that is switched on: ln P of each profile (profiles), and P(each node on) (nodes, profiles)."""

    node: int
    logs: Floats
    on: Floats


def switched_on(world: World, evidence: Evidence, batches: Batches, nodes: Sequence[int]) -> Iterator[Switched]:
    """One after another of `nodes`, which must have parents; a pass over the profiles must have come before."""
    if batches.shape is None:
        yield from (_plainly(world, evidence, batches, node) for node in nodes)
        return
    batches.setting(world, MARGINALS)
    parts = [nodes[start : start + TOGETHER] for start in range(0, len(nodes), TOGETHER)]
    for found in in_turn(lambda part: _together(world, evidence, batches, part), parts):
        yield from found


def _with_switched(world: World, node: int) -> World:
    off = np.exp(-ON)
    table = np.tile([off, 1.0 - off], len(world.tables[node]) // 2)[:, np.newaxis]
    return replace(world, tables=[*world.tables[:node], table, *world.tables[node + 1 :]])


def _plainly(world: World, evidence: Evidence, batches: Batches, node: int) -> Switched:
    listener = listen(_with_switched(world, node), evidence, batches, None, MARGINALS)
    logs, on = np.zeros(len(evidence.counts)), np.zeros((len(world.tables), len(evidence.counts)))
    for found in passed(listener, as_it_is):
        logs[found.rows], on[:, found.rows] = found.log, found.values
    return Switched(node, logs, on)


def _together(world: World, evidence: Evidence, batches: Batches, nodes: Sequence[int]) -> list[Switched]:
    """By compiled code, which works out once what some of the nodes have in common."""
    from cxaudit.inference.exact.compiled.switching import sweep_switched  # noqa: PLC0415 - imports numba

    profiles, count = len(evidence.counts), len(world.tables)
    logs, on = np.zeros((len(nodes), profiles)), np.zeros((len(nodes), profiles, count))
    for background in range(len(batches.backgrounds)):
        rows = np.flatnonzero(batches.background == background).astype(np.int64)
        speaker = Speaker.of(world, world.plain[0], batches.backgrounds[background], batches.setting(world, MARGINALS))
        some_logs, some = np.zeros((len(nodes), len(rows))), np.zeros((len(nodes), len(rows), count))
        sweep_switched(
            speaker.shape, speaker.wanted, speaker.voice, _voices(world, speaker, batches, nodes),
            evidence.asserted[rows], evidence.denied[rows], evidence.hidden[rows], batches.orders[rows],
            some_logs, some, *scratch(speaker.shape, evidence.asserted.shape[1]),
        )  # fmt: skip
        logs[:, rows], on[:, rows] = some_logs, some
    return [Switched(node, logs[place], on[place].T) for place, node in enumerate(nodes)]


def _voices(world: World, speaker: Speaker, batches: Batches, nodes: Sequence[int]) -> Voices:
    from cxaudit.inference.exact.compiled.switching import Voices  # noqa: PLC0415 - imports numba

    setting = batches.setting(world, MARGINALS)
    flat = (setting.shape, setting.wanted, setting.layout)
    voices = [
        flat_voice(other, speaker.layer, speaker.voice.hidden, flat, MARGINALS.account(other))
        for other in (_with_switched(world, node) for node in nodes)
    ]
    homes = _homes(setting.shape.homed_start, setting.shape.homed)
    return Voices(
        np.array(nodes, dtype=np.int64), homes[list(nodes)], np.stack([voice.numbers for voice in voices]),
        np.stack([voice.values for voice in voices]), np.array([voice.base for voice in voices]),
        np.stack([voice.tops for voice in voices]), np.stack([voice.scales for voice in voices]),
    )  # fmt: skip


def _homes(start: Integers, homed: Integers) -> Integers:
    """The node in whose bucket the family of each node is."""
    found = np.zeros(len(homed), dtype=np.int64)
    found[homed] = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return found
