"""What all roots have in common is learned from all of them: a rulebook serves firms in which little goes wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from inference_worlds import cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference.arrays import expit
from cxaudit.inference.evidence import gather
from cxaudit.inference.fit.fitting import fit, pose
from cxaudit.inference.network import (
    EDGE_SPREAD,
    LEAK_SPREAD,
    ROOT_SPREAD,
    SHARED_ROOT_SPREAD,
    SHARED_SPREAD,
    SYMPTOM_LEAK_SPREAD,
    Network,
    build_network,
)

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats
    from cxaudit.model import Rulebook, Tally

ROOTS = tuple(f"r{number}" for number in range(8))
FAINT = "r7"  # a root that shows only through a symptom that others show as well


def book(prior: float) -> Rulebook:
    causes = [cause(name, prior) for name in ROOTS]
    causes.append(cause("between", 0.01, {"r0": 0.3}))
    symptoms = [symptom(f"s{number}", {name: 0.6}, 0.01) for number, name in enumerate(ROOTS[:-1])]
    symptoms.append(symptom("faint", {FAINT: 0.12, "r0": 0.35, "r1": 0.35, "between": 0.3}, 0.01))
    return rulebook(causes, symptoms)


def covariance(network: Network) -> Floats:
    return np.asarray(np.linalg.inv(network.precision))


def test_the_prior_lets_all_roots_move_together_and_leaks_less_so() -> None:
    network = build_network(book(0.05), book(0.05).symptoms)
    found = covariance(network)
    roots = [network.families[node].leak for node in network.roots]
    between = network.families[network.nodes.index("between")]
    leaks = [family.leak for family in network.symptom_families]
    assert found[roots[0], roots[1]] == pytest.approx(SHARED_ROOT_SPREAD**2)
    assert found[roots[0], roots[0]] == pytest.approx(SHARED_ROOT_SPREAD**2 + ROOT_SPREAD**2)
    assert found[leaks[0], leaks[1]] == pytest.approx(SHARED_SPREAD**2)
    assert found[leaks[0], leaks[0]] == pytest.approx(SHARED_SPREAD**2 + SYMPTOM_LEAK_SPREAD**2)
    assert found[between.leak, between.leak] == pytest.approx(SHARED_SPREAD**2 + LEAK_SPREAD**2)
    assert found[between.edges[0], between.edges[0]] == pytest.approx(EDGE_SPREAD**2)
    assert found[roots[0], leaks[0]] == pytest.approx(0.0, abs=1e-12)
    assert network.deviation == pytest.approx(np.sqrt(found.diagonal()))


def test_a_root_that_hardly_shows_follows_the_others_where_all_are_rarer_than_the_rulebook_says() -> None:
    """With the same spread for each root, but nothing in common, the rulebook's number would stay."""
    truth, written = book(0.005), book(0.1)
    network = build_network(written, written.symptoms)
    tally = tally_of_flags(list(truth.symptoms), fire(truth, 3_000, 5).shown())
    apart = covariance(network)
    roots = np.array([network.families[node].leak for node in network.roots])
    apart[np.ix_(roots, roots)] = np.diag(apart[roots, roots])
    alone = replace(network, precision=np.asarray(np.linalg.inv(apart), dtype=np.float64))
    together, each = _prevalence(network, tally), _prevalence(alone, tally)
    off = {name: [abs(np.log(found[name] / 0.005)) for found in (together, each)] for name in ROOTS}
    assert off[FAINT][0] < 0.7 * off[FAINT][1]
    nearer, farther = np.mean(list(off.values()), axis=0)
    assert nearer < farther


def _prevalence(network: Network, tally: Tally) -> dict[str, float]:
    fitted = fit(pose(network, gather(network, tally), only_failures=False)).parameters
    places = [network.families[node].leak for node in network.roots]
    return dict(zip((network.nodes[node] for node in network.roots), expit(fitted[places]).tolist(), strict=True))
