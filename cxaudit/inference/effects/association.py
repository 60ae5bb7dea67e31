"""Whether a finding in fields goes with a cause that was inferred from the text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.evidence import Evidence
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.expectation import MARGINALS, listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.grades import FEW
from cxaudit.inference.signature import behind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.fit.fitting import Problem
    from cxaudit.inference.network import Network

# An incident is one of a cause if the text makes it likelier than not, and so much likelier than any of its kind.
LIKELY, LIKELIER = 0.5, 2.0
FEWEST_EXPOSED = FEW  # incidents of the cause: a ratio of fewer says nothing
FEWEST_JOINT = 5.0  # incidents with both the cause and the finding
LEAST_RATIO = 1.2  # risk ratio that the lower bound must exceed
NORMAL = 1.959964  # of a two-sided interval of 95 %


def associated(problem: Problem, parameters: Floats, text: Sequence[int]) -> Flags:
    """Flags (nodes, symptoms): the symptom is more frequent where the `text` symptoms alone point to the cause.

    An incident is one of the cause where its text symptoms alone single the cause out, so that nothing the fit presumes
    of the other symptoms enters, and a cause that the text cannot tell from another gets none. It is held against the
    other incidents in which a text symptom is asserted: of those without, a log of failures holds only the ones that
    show something else.
    """
    network, evidence = problem.network, problem.evidence
    chosen = np.isin(np.arange(len(network.symptoms)), np.array(list(text), dtype=np.int64))
    found = np.zeros((len(network.nodes), len(network.symptoms)), dtype=np.bool_)
    kept = np.asarray((evidence.asserted & chosen).any(axis=1))
    if not kept.any():
        return found
    only_text, place = _only_text(evidence, chosen, kept)
    exposed = _singled_out(network, _believed(problem, parameters, only_text))[:, place]
    for symptom in np.flatnonzero(~chosen):
        seen = ~evidence.hidden[kept, symptom]
        shown = evidence.asserted[kept, symptom][seen]
        if shown.any():
            found[:, symptom] = _raised(exposed[:, seen], shown, evidence.counts[kept][seen])
    return found


def _only_text(evidence: Evidence, chosen: Flags, kept: Flags) -> tuple[Evidence, Integers]:
    """The distinct profiles of `kept` with all but `chosen` hidden, and the place of each kept profile among them."""
    width = len(chosen)
    parts = [evidence.asserted & chosen, evidence.denied & chosen, evidence.hidden | ~chosen]
    rows, place = np.unique(np.concatenate(parts, axis=1)[kept], axis=0, return_inverse=True)
    place = place.reshape(-1).astype(np.int64)
    merged = Evidence(
        rows[:, :width],
        rows[:, width : 2 * width],
        rows[:, 2 * width :],
        np.bincount(place, weights=evidence.counts[kept], minlength=len(rows)).astype(np.float64),
        np.zeros(len(rows), dtype=np.int64),
        evidence.patterns,
        np.zeros(0, dtype=np.int64),
    )
    return merged, place


def _singled_out(network: Network, belief: Floats) -> Flags:
    """Where a node is more likely on than off, and much likelier than others of its kind; as `belief`."""
    lineage = behind(network)
    found = np.zeros(belief.shape, dtype=np.bool_)
    for node, family in enumerate(network.families):
        others = [
            other
            for other, entry in enumerate(network.families)
            if other != node
            and bool(entry.parents) == bool(family.parents)
            and other not in lineage[node]
            and node not in lineage[other]
        ]
        rival = belief[others].max(axis=0, initial=0.0)
        found[node] = (belief[node] > LIKELY) & (belief[node] > LIKELIER * rival)
    return found


def _believed(problem: Problem, parameters: Floats, evidence: Evidence) -> Floats:
    """P(node on | profile) as (nodes, profiles)."""
    network = problem.network
    world = make_world(network, parameters, problem.budget)
    found = np.zeros((len(network.nodes), len(evidence.counts)))
    batches = make_batches(network, evidence, compiled=problem.batches.compiled)
    listener = listen(world, evidence, batches, problem.budget, MARGINALS)
    for expected in passed(listener, as_it_is):
        found[:, expected.rows] = expected.values
    return found


def _raised(exposed: Flags, shown: Flags, counts: Floats) -> Flags:
    """Per row of `exposed` (nodes, profiles): the lower bound of the risk ratio exceeds `LEAST_RATIO`.

    By Katz et al. 1978, with half an incident added to each cell of the two-by-two table (Haldane 1956).
    """
    joint = exposed @ (counts * shown)
    with_cause = exposed @ counts
    apart = float(counts @ shown) - joint
    without = float(counts.sum()) - with_cause
    ratio = np.log((joint + 0.5) / (with_cause + 1.0)) - np.log((apart + 0.5) / (without + 1.0))
    variance = 1.0 / (joint + 0.5) - 1.0 / (with_cause + 1.0) + 1.0 / (apart + 0.5) - 1.0 / (without + 1.0)
    lowest = ratio - NORMAL * np.sqrt(variance)
    enough = (with_cause >= FEWEST_EXPOSED) & (joint >= FEWEST_JOINT)
    return np.asarray(enough & (lowest > np.log(LEAST_RATIO)))
