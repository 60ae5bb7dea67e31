"""How strongly a log asks for each arrow that the rulebook does not have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.evidence import Evidence
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.expectation import MARGINALS, listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.exact.switching import switched_on
from cxaudit.inference.fit.fitting import empty
from cxaudit.inference.signature import behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxaudit.inference.arrays import Integers
    from cxaudit.inference.exact.expectation import Statistic
    from cxaudit.inference.fit.fitting import Fit, Problem

LEAST_LEFT = 0.02  # of the variance of a score, once what the model's own parameters explain is taken out


@dataclass(frozen=True, slots=True)
class Absent:
    """An arrow into `effect` (a node, or a symptom counted on after the nodes) that is not there.

    `surprise` is its score in standard deviations, `rate` the λ that one step from nothing gives.
    """

    cause: int
    effect: int
    surprise: float
    rate: float


def absent_arrows(problem: Problem, fit: Fit, least: float = 0.0) -> list[Absent]:
    """Every absent arrow between a node and a node or symptom of a surprise of `least` or more, strongest first.

    Rao's score test of λ = 0 (1948), as in the modification indices of Sörbom 1989: the score of an arrow u → v is
    P(e, u | do(v = on)) / P(e) − P(u | e) for each profile e, so that one pass with v switched on serves all u. Its
    variance over incidents leaves out what the fitted parameters could take up.
    """
    scan = _Scan(problem, fit, least)
    above = behind(problem.network)
    count = len(above)
    found = [
        Absent(cause, tested.effect, float(tested.surprise[cause]), float(tested.rate[cause]))
        for tested in (*scan.into_nodes(), *scan.into_symptoms())
        for cause in np.flatnonzero((tested.surprise > 0.0) & (tested.surprise >= least)).tolist()
        if cause not in tested.parents
        and (tested.effect >= count or (cause != tested.effect and tested.effect not in above[cause]))
    ]
    return sorted(found, key=lambda entry: (-entry.surprise, entry.effect, entry.cause))


@dataclass(frozen=True, slots=True)
class _Tested:
    """Arrows from each node into `effect`, which has some already from its `parents`; see `Absent`."""

    effect: int
    parents: tuple[int, ...]
    surprise: Floats
    rate: Floats


class _Scan:
    """The profiles, and the profile without a symptom as the last where the log lacks such incidents."""

    def __init__(self, problem: Problem, fit: Fit, least: float) -> None:
        self.network, self.parameters, self.least = problem.network, fit.parameters, least
        self.evidence, self.unseen = _with_unlogged(problem, fit)
        self.counts = problem.evidence.counts
        self.batches = make_batches(self.network, self.evidence)
        self.logs, self.on = self._pass(fit.parameters, MARGINALS)
        own = self._corrected(self._pass(fit.parameters, SCORES)[1])
        weighted = own * self.counts
        # Σ g gᵀ of this sample plus the prior, of which the fit was to more incidents
        self.basis = np.linalg.solve(np.linalg.cholesky(own @ weighted.T + self.network.precision), weighted)

    def into_nodes(self) -> Iterator[_Tested]:
        """Arrows into each node that has causes."""
        families = self.network.families
        nodes = [node for node, family in enumerate(families) if family.parents]
        world = make_world(self.network, self.parameters)
        for switched in switched_on(world, self.evidence, self.batches, nodes):
            scores = self._corrected(switched.on * np.exp(switched.logs - self.logs) - self.on)
            surprise, rate = self._tested(scores, partial(self._along, scores))
            yield _Tested(switched.node, families[switched.node].parents, surprise, rate)

    def into_symptoms(self) -> Iterator[_Tested]:
        """Arrows into each symptom; most profiles are silent about it, and what those say serves all symptoms."""
        rows, symptoms = np.nonzero(self.evidence.asserted)
        logs, on = self._silenced(rows, symptoms)
        gained = on * np.exp(logs - self.logs[rows])
        silence = self._corrected(-self.on)
        basis, along = self.basis.sum(axis=1), self._along(silence, np.arange(len(silence)))
        loud = self.evidence.asserted | self.evidence.hidden
        for symptom, family in enumerate(self.network.symptom_families):
            here = symptoms == symptom
            raw = -self.on * ~loud[:, symptom]
            raw[:, rows[here]] = gained[:, here]
            scores = self._corrected(raw)
            other = np.flatnonzero(loud[: len(self.counts), symptom])
            shift = self.unseen * (raw[:, -1] + self.on[:, -1])
            change = scores[:, other] - silence[:, other] - shift[:, np.newaxis]
            whole = along + np.outer(shift, basis) + change @ self.basis[:, other].T
            surprise, rate = self._tested(scores, whole.__getitem__)
            yield _Tested(len(self.network.nodes) + symptom, family.parents, surprise, rate)

    def _along(self, scores: Floats, nodes: Integers) -> Floats:
        """The part of the `scores` from some nodes along those of the model's own parameters (nodes, parameters)."""
        return np.asarray(scores[nodes] @ self.basis.T)

    def _tested(self, scores: Floats, along: Callable[[Integers], Floats]) -> tuple[Floats, Floats]:
        """Of arrows from each node (nodes): score in standard deviations, and the first step; 0 where too small."""
        plain, total = (scores * scores) @ self.counts, scores @ self.counts
        lowest = LEAST_LEFT * plain + 1e-9
        nodes = np.flatnonzero((total > 0.0) & (total >= self.least * np.sqrt(lowest)))
        # what is left of each score after regression on the scores of the model's own parameters
        variance = np.maximum(plain[nodes] - (along(nodes) ** 2).sum(axis=1), lowest[nodes])
        surprise, rate = np.zeros(len(scores)), np.zeros(len(scores))
        surprise[nodes], rate[nodes] = total[nodes] / np.sqrt(variance), total[nodes] / variance
        return surprise, rate

    def _corrected(self, scores: Floats) -> Floats:
        """Scores of the logged profiles, given that incidents without a symptom are not logged."""
        if not self.unseen:
            return scores
        return np.asarray(scores[:, :-1] + self.unseen * scores[:, -1:])

    def _pass(self, parameters: Floats, statistic: Statistic) -> tuple[Floats, Floats]:
        return _means(self, self.evidence, parameters, statistic)

    def _silenced(self, rows: Integers, symptoms: Integers) -> tuple[Floats, Floats]:
        """Ln P and P(node on) of each of these profiles with one of its symptoms silent."""
        evidence = self.evidence
        asserted = evidence.asserted[rows]
        asserted[np.arange(len(rows)), symptoms] = False
        silenced = Evidence(
            asserted, evidence.denied[rows], evidence.hidden[rows], np.ones(len(rows)), evidence.pattern[rows],
            evidence.patterns, np.arange(len(rows)),
        )  # fmt: skip
        return _means(self, silenced, self.parameters, MARGINALS)


def _means(scan: _Scan, evidence: Evidence, parameters: Floats, statistic: Statistic) -> tuple[Floats, Floats]:
    """Ln P of each profile, and the means of `statistic` (its rows, profiles)."""
    batches = scan.batches if evidence is scan.evidence else make_batches(scan.network, evidence)
    listener = listen(make_world(scan.network, parameters), evidence, batches, None, statistic)
    logs, parts = np.zeros(len(evidence.counts)), []
    for found in passed(listener, as_it_is):
        logs[found.rows] = found.log
        parts.append((found.rows, found.values))
    values = np.zeros((len(parts[0][1]), len(logs)))
    for rows, part in parts:
        values[:, rows] = part
    return logs, values


def _with_unlogged(problem: Problem, fit: Fit) -> tuple[Evidence, float]:
    """The evidence, with a silent profile at its end where such are not logged, and P(silent) / P(not silent)."""
    evidence = problem.evidence
    if not problem.only_failures:
        return evidence, 0.0
    common = int(np.argmax(np.bincount(evidence.pattern, weights=evidence.counts)))
    none = float(empty(problem, fit.parameters)[0][common])
    silent = np.zeros((1, evidence.asserted.shape[1]), dtype=np.bool_)
    return Evidence(
        np.concatenate([evidence.asserted, silent]),
        np.concatenate([evidence.denied, silent]),
        np.concatenate([evidence.hidden, evidence.patterns[common][np.newaxis]]),
        np.append(evidence.counts, 0.0),
        np.append(evidence.pattern, common),
        evidence.patterns,
        np.arange(len(evidence.counts) + 1),
    ), none / (1.0 - none)
