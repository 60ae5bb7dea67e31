"""Signs that the model does not fit the log, raised before a ranking is believed."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.fit.sampling import sample_incidents
from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.model import Alarm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.fit.fitting import Fit, Problem
    from cxaudit.inference.fit.pairs import Pairs
    from cxaudit.model import FoundArrow, Hypothesis

SIMULATED = 40_000  # incidents of the model against which mentions are compared
SHIFT_LIMIT = 0.05  # total variation of mentions beyond chance: .016 in sound worlds, .033 with arrows missing
PAIR_LIMIT = (
    6.0  # |z| of the most surprising pairs: 4–5 in sound worlds, 7 with a cause missing, 11 with arrows missing
)
AGREEMENT_LIMIT = 0.4  # Kendall's τ between the fitted and the one-pass ranking
FEWEST_RANKED = 5  # roots with at least `FEWEST_INCIDENTS` from which that is worth a word
FEWEST_INCIDENTS = 5.0
MOST_NAMED = 3  # arrows that an alarm names
MOVE_LIMIT = 1.0  # root mean square movement from the rulebook's numbers, in standard deviations of the prior


def mention_shift(problem: Problem, fit: Fit, seed: int) -> Alarm | None:
    """Incidents name more or fewer symptoms than the model says: total variation of the histogram of mentions."""
    observed, expected = mention_shares(problem, fit, seed)
    incidents = problem.evidence.incidents
    chance = 0.5 * float(np.sqrt(2.0 * expected / (np.pi * incidents)).sum())  # mean deviation of a sound sample
    value = 0.5 * float(np.abs(observed - expected).sum())
    limit = SHIFT_LIMIT + 2.0 * chance
    return _alarm(
        "mention-count", value, limit,
        "incidents name more or fewer symptoms than the model expects: people may stop after a few, or symptoms "
        "may share a cause that the rulebook lacks",
    )  # fmt: skip


def mention_shares(problem: Problem, fit: Fit, seed: int, among: Flags | None = None) -> tuple[Floats, Floats]:
    """Share of incidents by number of symptoms named, in the log and under the model (mentions from 0).

    Only symptoms `among` those flagged are counted, if given.
    """
    evidence = problem.evidence
    simulated = sample_incidents(problem.network, fit.parameters, SIMULATED, seed, problem.budget)
    weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
    length = len(problem.network.symptoms) + 1
    counted: Flags = np.ones(length - 1, dtype=np.bool_) if among is None else among
    expected = np.zeros(length)
    for hidden, incidents in zip(evidence.patterns, weight, strict=True):
        shown = simulated & ~hidden
        kept = shown[shown.any(axis=1)] if problem.only_failures else shown
        shares = np.bincount((kept & counted).sum(axis=1), minlength=length).astype(np.float64)
        expected += incidents * shares / max(1.0, shares.sum())
    mentions = (evidence.asserted & counted).sum(axis=1)
    observed = np.bincount(mentions, weights=evidence.counts, minlength=length)
    return observed / observed.sum(), expected / max(1e-300, expected.sum())


def surprising_pairs(problem: Problem, pairs: Pairs) -> Alarm | None:
    """Symptoms come together more or less often than the model says: 99.9th percentile of |z| over pairs."""
    if not len(pairs.surprise):
        return None
    return _alarm(
        "pair-co-occurrence", float(np.percentile(pairs.surprise, 99.9)), PAIR_LIMIT,
        "some symptoms come together far more or less often than the model expects: a cause or an arrow may be missing "
        f"from the rulebook (look first at {_worst(problem, pairs.first, pairs.second, pairs.surprise)})",
    )  # fmt: skip


def cause_found(found: Sequence[FoundArrow]) -> Alarm | None:
    """The log asked for a cause that the rulebook lacks, and has it without a name."""
    effects = [f"'{arrow.effect}'" for arrow in found if arrow.cause == UNKNOWN]
    if not effects:
        return None
    return Alarm(
        "missing-cause", float(len(effects)), 0.0,
        f"the log asks for a cause that the rulebook does not know, behind {_listed(effects)}: this diagnosis takes it "
        "in without a name and counts its share as unexplained, so that other causes are not blamed for it; look for "
        "what these have in common, and write it into the rulebook",
    )  # fmt: skip


def arrows_found(found: Sequence[FoundArrow]) -> Alarm | None:
    """The log asked for arrows that the rulebook lacks, and has them."""
    found = [arrow for arrow in found if arrow.cause != UNKNOWN]
    if not found:
        return None
    named = [f"'{arrow.cause}' to '{arrow.effect}'" for arrow in found[:MOST_NAMED]]
    rest = len(found) - MOST_NAMED
    more = f" and {rest} more, which the report lists with its method" if rest > 0 else ""
    return Alarm(
        "missing-arrows", float(len(found)), 0.0,
        f"the log asks for arrows that the rulebook lacks, and this diagnosis takes them in: {', '.join(named)}{more}; "
        "see whether they make sense, and write them into the rulebook or look for what else stands behind them",
    )  # fmt: skip


def movement(problem: Problem, fit: Fit) -> Alarm | None:
    """The fit left the rulebook's numbers: root mean square movement in standard deviations of the prior.

    What all roots or all leaks have in common is expected to move, and weighs as one.
    """
    network = problem.network
    away = fit.parameters - network.mean
    value = float(np.sqrt(away @ network.precision @ away / len(away)))
    return _alarm(
        "parameter-movement", value, MOVE_LIMIT,
        "the fit had to move far from the rulebook's strengths and prevalences: they may not suit this log",
    )  # fmt: skip


def rank_disagreement(roots: Sequence[Hypothesis]) -> Alarm | None:
    """The fitted ranking and that of the rulebook's numbers differ: Kendall's τ over roots with some incidents."""
    ranked = [(root.rank, root.rank_one_pass) for root in roots if root.incidents >= FEWEST_INCIDENTS]
    if len(ranked) < FEWEST_RANKED:
        return None
    pairs = list(combinations(ranked, 2))
    agreement = sum(1 if (one[0] < other[0]) == (one[1] < other[1]) else -1 for one, other in pairs) / len(pairs)
    if agreement >= AGREEMENT_LIMIT:
        return None
    return Alarm(
        "rank-disagreement", float(f"{agreement:.6g}"), AGREEMENT_LIMIT,
        "the fitted ranking and the ranking by the rulebook's own numbers differ: read both, and trust neither order "
        "within the first few",
    )  # fmt: skip


def _alarm(name: str, value: float, limit: float, message: str) -> Alarm | None:
    return Alarm(name, float(f"{value:.6g}"), float(f"{limit:.6g}"), message) if value > limit else None


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _worst(problem: Problem, first: Integers, second: Integers, surprise: Floats) -> str:
    place = int(np.argmax(surprise))
    symptoms = problem.network.symptoms
    return f"'{symptoms[first[place]]}' with '{symptoms[second[place]]}'"
