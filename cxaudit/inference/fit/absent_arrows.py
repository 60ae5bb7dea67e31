"""How strongly a log asks for each arrow that the rulebook does not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.evidence import Evidence
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.expectation import MARGINALS, listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.fit.fitting import empty
from cxaudit.inference.rates import LARGEST_RATE
from cxaudit.inference.signature import behind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.inference.arrays import Floats, Integers
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


def absent_arrows(problem: Problem, fit: Fit) -> list[Absent]:
    """Every absent arrow between a node and a node or symptom that would raise the likelihood, strongest first.

    Rao's score test of λ = 0 (1948), as in the modification indices of Sörbom 1989: the score of an arrow u → v is
    P(e, u | do(v = on)) / P(e) − P(u | e) for each profile e, so that one pass with v switched on serves all u. Its
    variance over incidents leaves out what the fitted parameters could take up.
    """
    scan = _Scan(problem, fit)
    above = behind(problem.network)
    count = len(above)
    found: list[Absent] = []
    for effect, scores, parents in scan.effects():
        surprise, rate = scan.tested(scores)
        found.extend(
            Absent(cause, effect, float(surprise[cause]), float(rate[cause]))
            for cause in np.flatnonzero(surprise > 0.0).tolist()
            if cause not in parents and (effect >= count or (cause != effect and effect not in above[cause]))
        )
    return sorted(found, key=lambda entry: (-entry.surprise, entry.effect, entry.cause))


class _Scan:
    """The profiles, and the profile without a symptom as the last where the log lacks such incidents."""

    def __init__(self, problem: Problem, fit: Fit) -> None:
        self.network, self.parameters = problem.network, fit.parameters
        self.evidence, self.unseen = _with_unlogged(problem, fit)
        self.counts = problem.evidence.counts
        self.batches = make_batches(self.network, self.evidence)
        self.logs, self.on = self._pass(fit.parameters, MARGINALS)
        own = self._corrected(self._pass(fit.parameters, SCORES)[1])
        self.own = own * self.counts
        # Σ g gᵀ of this sample plus the prior, of which the fit was to more incidents
        self.taken = np.linalg.inv(own @ self.own.T + self.network.precision) @ self.own

    def effects(self) -> Iterator[tuple[int, Floats, tuple[int, ...]]]:
        """Each possible effect, the score of an arrow from each node (nodes, profiles), and its parents."""
        for node, family in enumerate(self.network.families):
            if family.parents:
                switched = self.parameters.copy()
                switched[family.leak] = np.log(0.99 * LARGEST_RATE)
                logs, on = self._pass(switched, MARGINALS)
                yield node, on * np.exp(logs - self.logs) - self.on, family.parents
        rows, symptoms = np.nonzero(self.evidence.asserted)
        logs, on = self._silenced(rows, symptoms)
        gained = on * np.exp(logs - self.logs[rows])
        for symptom, family in enumerate(self.network.symptom_families):
            here = symptoms == symptom
            silent = ~(self.evidence.asserted | self.evidence.hidden)[:, symptom]
            scores = -self.on * silent
            scores[:, rows[here]] = gained[:, here]
            yield len(self.network.nodes) + symptom, scores, family.parents

    def tested(self, scores: Floats) -> tuple[Floats, Floats]:
        """Of arrows from each node (nodes): score in standard deviations, and the first step."""
        found = self._corrected(scores)
        plain = (found * found) @ self.counts
        # what is left of each score after regression on the scores of the model's own parameters
        explained = np.einsum("ij,ij->i", found @ self.own.T, found @ self.taken.T)
        variance = np.maximum(plain - explained, LEAST_LEFT * plain + 1e-9)
        total = found @ self.counts
        return total / np.sqrt(variance), total / variance

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
