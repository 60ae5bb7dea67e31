"""The E-step: what each profile says of the causes, and the score of its log likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats, Integers
from cxaudit.inference.evidence import Evidence
from cxaudit.inference.exact.batches import Batches
from cxaudit.inference.exact.likelihood import Block, World, findings
from cxaudit.inference.exact.posteriors import Posterior, Statistic
from cxaudit.inference.exact.propagation import log_evidence
from cxaudit.inference.exact.recipes import Recipe, follow, make_recipe
from cxaudit.inference.exact.silence import Account, Layout, Silence, fall_silent, make_layout
from cxaudit.inference.exact.sweeping import sweep
from cxaudit.inference.exact.touching import Touch, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.inference.exact.batches import Batch
    from cxaudit.inference.exact.elimination import Schedule
    from cxaudit.inference.exact.likelihood import Budget, Layer

BLOCK_ENTRIES = 400_000  # table entries of one block of profiles, about 3 MB
SMALLEST_BLOCK, LARGEST_BLOCK = 16, 1024  # profiles


@dataclass(frozen=True, slots=True)
class Expected:
    """Of some `rows` of the evidence: ln P (rows), and the posterior mean of a statistic (its rows, rows)."""

    rows: Integers
    log: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class Listener:
    """One set of parameters made ready for all profiles: silence under each layer and background."""

    world: World
    evidence: Evidence
    batches: Batches
    statistic: Statistic
    layout: Layout
    capped: Flags
    plain: tuple[tuple[Silence, ...], ...]
    thinned: tuple[tuple[Silence, ...], ...]


def _nodes_on(world: World) -> Account:
    """P(node on), one row a node."""
    return Account(
        len(world.tables),
        tuple(
            (np.array([node], dtype=np.int64), np.tile([0.0, 1.0], len(table) // 2)[np.newaxis])
            for node, table in enumerate(world.tables)
        ),
    )


def _as_they_are(posterior: Posterior) -> Floats:
    return posterior.swept.means


MARGINALS = Statistic(_nodes_on, _as_they_are)


def listen(world: World, evidence: Evidence, batches: Batches, budget: Budget | None, statistic: Statistic) -> Listener:
    """Work out silence once, for `expect`; under a mention `budget` profiles with as many mentions are capped."""
    mentions = evidence.asserted[:, world.network.told].sum(axis=1)
    capped = mentions >= budget.mentions if budget else np.zeros(len(mentions), dtype=np.bool_)
    return listen_to(world, evidence, batches, capped, statistic)


def listen_to(world: World, evidence: Evidence, batches: Batches, capped: Flags, statistic: Statistic) -> Listener:
    """The same, told which profiles are `capped` (profiles), for which the world must have been made with a budget."""
    if batches.compiled:  # which works silence out in its own way
        return Listener(world, evidence, batches, statistic, batches.setting(world, statistic).layout, capped, (), ())
    account = statistic.account(world)

    def silences(layers: Sequence[Layer]) -> tuple[tuple[Silence, ...], ...]:
        return tuple(
            tuple(fall_silent(batches.tree, world, layer, hidden, account) for layer in layers)
            for hidden in batches.backgrounds
        )

    plain = silences(world.plain)
    layout = make_layout(world, account, plain[0][0])
    thinned = silences(world.thinned if capped.any() else ())
    return Listener(world, evidence, batches, statistic, layout, capped, plain, thinned)


def expect(listener: Listener, batch: Batch) -> Iterator[Expected]:
    """The posterior mean of the listener's statistic for every row of `batch`, block by block."""
    evidence = listener.evidence
    recipe = _recipe(listener, batch)
    for rows, background, capped in _pieces(listener, batch):
        silences = (listener.thinned if capped else listener.plain)[background]
        touch = Touch.of(listener.world.network, batch.region, batch.varying, silences[0].hidden)
        ready = [follow(recipe, silence) for silence in silences]
        size = int(np.clip(BLOCK_ENTRIES // max(1, batch.region.size), SMALLEST_BLOCK, LARGEST_BLOCK))
        for start in range(0, len(rows), size):
            piece = rows[start : start + size]
            asserted, denied, hidden = evidence.asserted[piece], evidence.denied[piece], evidence.hidden[piece]
            block = Block(asserted, denied, ~(asserted | denied | hidden), capped)
            logs, values = [], []
            for silence, prepared in zip(silences, ready, strict=True):
                weights = weigh(touch, silence, block)
                shown = {
                    place.index: (listener.world.shown[place.index], asserted[:, place.index])
                    for place in batch.region.shown
                }
                swept = sweep(prepared, weights.unary, shown)
                logs.append(swept.log_evidence + weights.constant + silence.layer.log_weight)
                values.append(listener.statistic.finish(Posterior(listener.world, silence.layer, block, touch, swept)))
            yield Expected(piece, *mixed(logs, values))


def shown_beliefs(posterior: Posterior) -> Iterator[tuple[int, Integers, Floats]]:
    """Each symptom that some profile of the block asserts, those profiles, and its parents' states in them.

    The last is the posterior (2^parents, profiles that assert it).
    """
    for symptom in posterior.touch.varying.tolist():
        profiles = np.flatnonzero(posterior.block.asserted[:, symptom])
        if not len(profiles):
            continue
        parents = posterior.world.network.symptom_families[symptom].parents
        if len(parents) > 1:
            yield symptom, profiles, posterior.swept.shown[symptom][:, profiles]
        elif parents:
            on = posterior.swept.on[posterior.touch.place[parents[0]], profiles]
            yield symptom, profiles, np.stack([1.0 - on, on])
        else:
            yield symptom, profiles, np.ones((1, len(profiles)))


def log_likelihood(world: World, schedule: Schedule, block: Block) -> Floats:
    """Ln P of each profile (profiles), over the whole network."""
    logs = []
    for layer in world.layers(block):
        found, constant = findings(world, layer, block, schedule)
        logs.append(log_evidence(schedule, world.tables, found) + constant + layer.log_weight)
    return np.asarray(np.logaddexp.reduce(logs, axis=0))


def _recipe(listener: Listener, batch: Batch) -> Recipe:
    """The recipe of a batch, kept with it for each statistic."""
    found = batch.recipes.get(listener.statistic)
    if found is None:
        flags = np.zeros(len(listener.world.network.symptoms), dtype=np.bool_)
        flags[batch.varying] = True
        found = batch.recipes[listener.statistic] = make_recipe(batch.region, listener.layout, flags)
    return found


def _pieces(listener: Listener, batch: Batch) -> Iterator[tuple[Integers, int, bool]]:
    """Rows of one background, capped and uncapped profiles apart."""
    capped = listener.capped[batch.rows]
    for background in np.unique(batch.background).tolist():
        for flag in (False, True):
            rows = batch.rows[(batch.background == background) & (capped == flag)]
            if len(rows):
                yield rows, background, flag


def mixed(logs: list[Floats], values: list[Floats]) -> tuple[Floats, Floats]:
    """The layers' means, each weighing what its likelihood does."""
    if len(logs) == 1:
        return logs[0], values[0]
    total = np.logaddexp.reduce(logs, axis=0)
    return total, np.sum([value * np.exp(log - total) for log, value in zip(logs, values, strict=True)], axis=0)
