"""What single profiles say of the causes, under a model that is already fitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats
from cxaudit.inference.evidence import Evidence
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.capacity import within_reach
from cxaudit.inference.exact.elimination import Schedule, plan
from cxaudit.inference.exact.expectation import MARGINALS, listen_to
from cxaudit.inference.exact.likelihood import Block, World, findings, make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.exact.propagation import Findings, propagate

if TYPE_CHECKING:
    from cxaudit.inference.fit.kept_model import KeptModel

_FARTHEST = 27.0  # log-odds beyond which a probability is no longer told from 0 or 1


@dataclass(frozen=True, slots=True)
class Profiles:
    """Some profiles as flags (profiles, symptoms); what is neither asserted, denied nor hidden is silent."""

    asserted: Flags
    denied: Flags
    hidden: Flags

    def without(self, rows: list[int], symptoms: list[int]) -> Profiles:
        """One profile for each pair of a row and a symptom, in which that symptom is not observable."""
        asserted, denied, hidden = self.asserted[rows], self.denied[rows], self.hidden[rows]
        place = np.arange(len(rows))
        asserted[place, symptoms] = denied[place, symptoms] = False
        hidden[place, symptoms] = True
        return Profiles(asserted, denied, hidden)


def believed(model: KeptModel, given: Profiles) -> Floats:
    """P(node at work | profile) as (nodes, profiles)."""
    return believed_without(model, given, [], [])[0]


def believed_without(model: KeptModel, given: Profiles, rows: list[int], symptoms: list[int]) -> tuple[Floats, Floats]:
    """The same, and for each pair of a row of `given` and a symptom, with that symptom left out (nodes, pairs).

    Who stopped after a few mentions would not have said more for one of them less.
    """
    evidence = _evidence(given)
    evidence = evidence.with_asserted(within_reach(model.network, evidence)[0])
    kept = Profiles(evidence.asserted, evidence.denied, evidence.hidden)
    count = len(kept.asserted)
    everything = _evidence(_joined(kept, kept.without(rows, symptoms)))
    capped = _capped(model, kept)
    world = make_world(model.network, model.parameters, model.budget)
    found = np.zeros((len(model.network.nodes), count + len(rows)))
    batches = make_batches(model.network, everything, compiled=False)
    listener = listen_to(world, everything, batches, np.concatenate([capped, capped[rows]]), MARGINALS)
    for expected in passed(listener, as_it_is):
        found[:, expected.rows] = expected.values
    return found[:, :count], found[:, count:]


def log_odds(probabilities: Floats) -> Floats:
    """ln(p / (1 − p)), kept finite."""
    with np.errstate(divide="ignore"):
        plain = np.log(np.maximum(probabilities, 0.0)) - np.log(np.maximum(1.0 - probabilities, 0.0))
    return np.asarray(np.clip(plain, -_FARTHEST, _FARTHEST))


@dataclass(frozen=True, slots=True)
class Case:
    """One profile, to be asked what else would follow."""

    world: World
    schedule: Schedule
    block: Block

    @classmethod
    def of(cls, model: KeptModel, given: Profiles) -> Case:
        """The only profile of `given`; of more linked symptoms than exact sums can take, some are left out."""
        evidence = _evidence(given)
        evidence = evidence.with_asserted(within_reach(model.network, evidence)[0])
        block = Block(
            evidence.asserted,
            evidence.denied,
            ~(evidence.asserted | evidence.denied | evidence.hidden),
            bool(_capped(model, given)[0]),
        )
        joint = [
            symptom
            for symptom, family in enumerate(model.network.symptom_families)
            if block.asserted[0, symptom] and len(family.parents) > 1
        ]
        return cls(make_world(model.network, model.parameters, model.budget), plan(model.network, joint), block)

    def asked(
        self, factor: Floats, tables: dict[int, Floats] | None = None, explained: int = -1
    ) -> tuple[float, Floats]:
        """Ln P(profile, question) and P(node at work | profile, question) (nodes).

        The question is a `factor` (nodes, 2) on each state of each node and other `tables` of some nodes; `explained`
        is a shown symptom for which the factor already accounts.
        """
        block = self.block
        if explained >= 0:
            asserted = block.asserted.copy()
            asserted[0, explained] = False
            block = Block(asserted, block.denied, block.silent, block.capped)
        own = [(tables or {}).get(node, table) for node, table in enumerate(self.world.tables)]
        logs, marginals = [], []
        for layer in self.world.layers(block):
            found, constant = findings(self.world, layer, block, self.schedule)
            asked = Findings(found.unary * factor[:, :, np.newaxis], found.shown)
            beliefs = propagate(self.schedule, own, asked)
            logs.append(float(beliefs.log_evidence[0] + constant[0]) + layer.log_weight)
            marginals.append(np.array([belief.reshape(-1, 2).sum(axis=0)[1] for belief in beliefs.nodes]))
        total = float(np.logaddexp.reduce(logs))
        shares = np.exp(np.array(logs) - total)
        return total, np.asarray(shares @ np.array(marginals))

    @property
    def nothing_asked(self) -> Floats:
        """The factor that asks nothing."""
        return np.ones((len(self.world.network.nodes), 2))


def _capped(model: KeptModel, given: Profiles) -> Flags:
    """Whether each profile has as many mentions as people make (profiles)."""
    if model.budget is None:
        return np.zeros(len(given.asserted), dtype=np.bool_)
    return np.asarray(given.asserted[:, model.network.told].sum(axis=1) >= model.budget.mentions)


def _evidence(given: Profiles) -> Evidence:
    count, width = given.asserted.shape
    return Evidence(
        given.asserted,
        given.denied,
        given.hidden,
        np.ones(count),
        np.zeros(count, dtype=np.int64),
        np.zeros((1, width), dtype=np.bool_),
        np.arange(count, dtype=np.int64),
    )


def _joined(one: Profiles, other: Profiles) -> Profiles:
    pairs = ((one.asserted, other.asserted), (one.denied, other.denied), (one.hidden, other.hidden))
    return Profiles(*(np.concatenate(pair) for pair in pairs))
