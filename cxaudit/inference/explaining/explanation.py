"""Why the log blames a cause: what speaks for it and against it, what it competes with, on which numbers it hangs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags
from cxaudit.inference.effects.chains import reached
from cxaudit.inference.effects.prevention import prevention
from cxaudit.inference.evidence import Evidence, gather, sample
from cxaudit.inference.explaining.whys import ways_up
from cxaudit.inference.figures import steady
from cxaudit.inference.fit.kept_model import KeptModel, kept_model
from cxaudit.inference.fit.posterior import Profiles, believed_without, log_odds
from cxaudit.inference.signature import behind, groups, reach
from cxaudit.model import ArrowEffect, CauseExplanation, Rival, Weight

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats
    from cxaudit.model import Diagnosis, Hypothesis, Rulebook, Tally

_LOOKED_AT = 200  # incidents looked at, taken at even steps
_WEIGHTS = 8  # symptoms told on each side
_LEAST_WEIGHT = 0.02  # change of log-odds that is worth telling
_RIVALS = 4
_ARROWS = 6  # of a chain, those at work in most incidents, whose strength is varied
_APART = 0.05  # difference of P(symptom | cause) from which a symptom tells two causes apart


def explain_cause(rulebook: Rulebook, tally: Tally, diagnosis: Diagnosis, cause: str) -> CauseExplanation:
    """Why `cause` stands where it stands in `diagnosis`; `cause` must be one of its hypotheses.

    Raises InputError where the model in the audit is not of `rulebook`.
    """
    hypothesis = diagnosis.hypothesis(cause)
    assert hypothesis is not None
    symptom, whys = ways_up(diagnosis, hypothesis, _main_symptom(diagnosis, hypothesis, rulebook))
    if not hypothesis.chain:
        return CauseExplanation(hypothesis, 0.0, (), (), (), (), symptom, whys)
    case = _Subject.of(kept_model(rulebook, tally, diagnosis), tally, diagnosis, cause)
    weights, looked_at = case.weights()
    ordered = sorted(weights, key=lambda weight: (-abs(weight.log_odds) * weight.incidents, weight.symptom))
    return CauseExplanation(
        hypothesis=hypothesis,
        looked_at=looked_at,
        speaking_for=tuple(weight for weight in ordered if weight.log_odds >= _LEAST_WEIGHT)[:_WEIGHTS],
        speaking_against=tuple(weight for weight in ordered if weight.log_odds <= -_LEAST_WEIGHT)[:_WEIGHTS],
        rivals=case.rivals(hypothesis, diagnosis),
        sensitivity=case.sensitivity(hypothesis, diagnosis),
        whys_symptom=symptom,
        whys=whys,
    )


def _main_symptom(diagnosis: Diagnosis, hypothesis: Hypothesis, rulebook: Rulebook) -> str:
    """The symptom that the cause leads to in most incidents."""
    at_work = {entry.cause: entry.active * diagnosis.failing for entry in (*diagnosis.roots, *diagnosis.proximate)}
    flow = reached(hypothesis.cause, hypothesis.chain, at_work)
    named = [name for name in hypothesis.symptoms if name in rulebook.symptoms]
    return max(sorted(named), key=lambda name: flow.get(name, 0.0), default="")


@dataclass(frozen=True, slots=True)
class _Subject:
    """A cause, by its node; `own` flags the symptoms that it can produce, of which each of `sampled` shows one."""

    model: KeptModel
    evidence: Evidence
    node: int
    own: Flags
    sampled: Evidence

    @classmethod
    def of(cls, model: KeptModel, tally: Tally, diagnosis: Diagnosis, cause: str) -> _Subject:
        """The subject `cause`, with the incidents that will be looked at."""
        network = model.network
        node = network.nodes.index(cause)
        evidence = gather(network, tally)
        if diagnosis.only_failures:
            evidence = evidence.restricted(np.where(evidence.failing, evidence.counts, 0.0))
        own = np.asarray(reach(network)[node] > 0.0)
        showing = evidence.restricted(np.where((evidence.asserted & own).any(axis=1), evidence.counts, 0.0))
        return cls(model, evidence, node, own, sample(showing, _LOOKED_AT))

    def weights(self) -> tuple[list[Weight], float]:
        """Of every symptom in every state, over the incidents looked at; and how many those are."""
        given = Profiles(self.sampled.asserted, self.sampled.denied, self.sampled.hidden)
        told = given.asserted | given.denied | (~given.hidden & self.own)
        pairs = np.argwhere(told)
        lines, symptoms = pairs[:, 0].tolist(), pairs[:, 1].tolist()
        both = believed_without(self.model, given, lines, symptoms)
        whole, left_out = (log_odds(found_odds[self.node]) for found_odds in both)
        counts = self.sampled.counts
        sums: dict[tuple[int, str], list[float]] = {}
        for line, symptom, other in zip(lines, symptoms, left_out.tolist(), strict=True):
            state = "shown" if given.asserted[line, symptom] else "denied" if given.denied[line, symptom] else "silent"
            total = sums.setdefault((symptom, state), [0.0, 0.0])
            total[0] += float(counts[line])
            total[1] += float(counts[line] * (whole[line] - other))
        names = self.model.network.symptoms
        return [
            Weight(names[symptom], state, steady(incidents), steady(change / incidents))
            for (symptom, state), (incidents, change) in sorted(sums.items())
        ], float(counts.sum())

    def rivals(self, hypothesis: Hypothesis, diagnosis: Diagnosis) -> tuple[Rival, ...]:
        """Causes that this log cannot tell from it, or only at its expense; then those it shares most symptoms with."""
        network = self.model.network
        shares = reach(network)
        told = {
            entry.cause for entry in (*diagnosis.roots, *diagnosis.proximate) if entry.is_root == hypothesis.is_root
        }
        group = [node for node, name in enumerate(network.nodes) if name in told]
        same = groups(network, group)[self.node]
        named = [network.nodes.index(name) for name in hypothesis.rivals if name in network.nodes]
        above = behind(network)
        common = (shares > 0.0) @ (self._shown() * self.own)
        others = [
            node
            for node in group
            if common[node] > 0.0 and node not in above[self.node] and self.node not in above[node]
        ]
        ordered = [*named, *sorted(others, key=lambda node: (-common[node], node))]
        kept = [node for node in dict.fromkeys(ordered) if node != self.node][:_RIVALS]
        return tuple(
            Rival(
                network.nodes[node],
                node in same,
                self._speaks(shares[self.node] - shares[node]),
                self._speaks(shares[node] - shares[self.node]),
            )
            for node in kept
        )

    def sensitivity(self, hypothesis: Hypothesis, diagnosis: Diagnosis) -> tuple[ArrowEffect, ...]:
        """What is prevented if one arrow of the chain is weaker or stronger, all else as fitted."""
        place = {(entry.cause, entry.effect): number for number, entry in enumerate(diagnosis.parameters)}
        links = sorted(hypothesis.chain, key=lambda link: (-link.incidents, link.cause, link.effect))[:_ARROWS]
        worlds = np.repeat(self.model.parameters[:, np.newaxis], 2 * len(links), axis=1)
        for number, link in enumerate(links):
            entry = place[link.cause, link.effect]
            step = diagnosis.parameters[entry].deviation
            worlds[entry, 2 * number] -= step
            worlds[entry, 2 * number + 1] += step
        found = prevention(self.model.network, worlds, self.evidence, only_failures=diagnosis.only_failures)
        shares = found.prevented[self.node]
        moved = [
            ArrowEffect(link.cause, link.effect, steady(shares[2 * number]), steady(shares[2 * number + 1]))
            for number, link in enumerate(links)
        ]
        return tuple(sorted(moved, key=lambda entry: -abs(entry.higher - entry.lower)))

    def _shown(self) -> Floats:
        """Incidents that show each symptom (symptoms)."""
        return np.asarray(self.evidence.counts @ self.evidence.asserted)

    def _speaks(self, difference: Floats) -> str:
        """The symptom in which two causes differ most, among those that the log shows."""
        seen = np.where(self._shown() > 0.0, difference, 0.0)
        best = int(np.argmax(seen))
        return self.model.network.symptoms[best] if seen[best] >= _APART else ""
