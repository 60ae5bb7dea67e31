"""The causes that this log can show, as numbered nodes with noisy-OR families and one vector of parameters."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.errors import UsageError
from cxaudit.inference.arrays import Flags, Floats, logit, rate
from cxaudit.inference.kinds import reads_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxaudit.model import Cause, Link, Rulebook

EDGE_SPREAD = 0.4  # standard deviation of ln λ of an arrow: "often" may mean .5 or .8
LEAK_SPREAD = 0.7  # of ln λ of the leak of a cause
# Of the leak of a symptom: little, or logs in which each customer says one thing would blame nothing inside the firm.
SYMPTOM_LEAK_SPREAD = 0.3
ROOT_SPREAD = 1.5  # of the logit of a root's prevalence: a firm knows it least
SHARED_SPREAD = 0.5  # of what all leaks of a kind have in common: a rulebook serves logs of any level
SHARED_ROOT_SPREAD = 1.0  # the same of roots: in one firm contacts fail several times as often as in another
MOST_CAUSES = 16  # that one symptom or cause may list: its table has 2^16 entries


@dataclass(frozen=True, slots=True)
class Family:
    """A node or symptom with its parents (node numbers); `leak` and `edges` are positions in the parameters.

    For a root, which has no parents, `leak` is the position of the logit of its prevalence.
    """

    parents: tuple[int, ...]
    leak: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes in topological order, symptoms in order of id; `mean` and `precision` are the normal prior.

    A parameter is ln λ of a leak or an arrow, λ = −ln(1 − p), or the logit of a root's prevalence (Díez 1993 for
    the leaky noisy-OR). `deviation` is the prior's standard deviation of each. Roots, leaks of causes and leaks of
    symptoms each have a part in common. `sensitivity` and `false_hits` belong to the detector of each symptom; `told`
    are those that somebody has to speak of, at least in part.
    """

    nodes: tuple[str, ...]
    symptoms: tuple[str, ...]
    families: tuple[Family, ...]
    symptom_families: tuple[Family, ...]
    sensitivity: Floats
    false_hits: Floats
    told: Flags
    mean: Floats
    deviation: Floats
    precision: Floats

    @property
    def roots(self) -> tuple[int, ...]:
        """Nodes without parents."""
        return tuple(node for node, family in enumerate(self.families) if not family.parents)


def build_network(rulebook: Rulebook, observable: Iterable[str]) -> Network:
    """The network behind the `observable` symptoms; causes that none of them can show are left out."""
    symptoms = tuple(sorted(observable))
    links = {symptom: rulebook.symptoms[symptom].caused_by for symptom in symptoms}
    relevant = _ancestors(rulebook.causes, (link.cause for found in links.values() for link in found))
    nodes = _topological(rulebook.causes, relevant)
    number = {cause: position for position, cause in enumerate(nodes)}
    parameters = _Parameters([], [], [])
    families = tuple(_node_family(rulebook.causes[cause], number, parameters) for cause in nodes)
    symptom_families = tuple(
        Family(
            _parents(links[symptom], number),
            parameters.leak(rulebook.symptoms[symptom].leak, "symptoms"),
            parameters.edges(links[symptom]),
        )
        for symptom in symptoms
    )
    covariance = parameters.covariance()
    return Network(
        nodes,
        symptoms,
        families,
        symptom_families,
        np.array([rulebook.symptoms[symptom].sensitivity for symptom in symptoms], dtype=np.float64),
        np.array([rulebook.symptoms[symptom].false_hit_rate for symptom in symptoms], dtype=np.float64),
        np.array([reads_text(rulebook.symptoms[symptom]) for symptom in symptoms], dtype=np.bool_),
        np.array(parameters.mean, dtype=np.float64),
        np.sqrt(np.diag(covariance)),
        np.asarray(np.linalg.inv(covariance), dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Parameters:
    mean: list[float]
    deviation: list[float]

    groups: list[str]

    def add(self, mean: float, deviation: float, group: str = "") -> int:
        self.mean.append(mean)
        self.deviation.append(deviation)
        self.groups.append(group)
        return len(self.mean) - 1

    def leak(self, probability: float, group: str) -> int:
        spread = SYMPTOM_LEAK_SPREAD if group == "symptoms" else LEAK_SPREAD
        return self.add(float(np.log(rate(probability))), spread, group)

    def covariance(self) -> Floats:
        groups = np.array(self.groups)
        shared = (groups[:, np.newaxis] == groups) & (groups != "")
        spread = np.where(groups == "roots", SHARED_ROOT_SPREAD, SHARED_SPREAD)
        found: Floats = spread**2 * shared.astype(np.float64)
        np.fill_diagonal(found, found.diagonal() + np.array(self.deviation, dtype=np.float64) ** 2)
        return found

    def edges(self, links: Sequence[Link]) -> tuple[int, ...]:
        return tuple(
            self.add(float(np.log(rate(link.strength))), EDGE_SPREAD if link.spread is None else link.spread)
            for link in _ordered(links)
        )


def _node_family(cause: Cause, number: Mapping[str, int], parameters: _Parameters) -> Family:
    if cause.is_root:
        return Family((), parameters.add(logit(cause.prior), ROOT_SPREAD, "roots"), ())
    leak = parameters.leak(cause.prior, "causes")
    return Family(_parents(cause.caused_by, number), leak, parameters.edges(cause.caused_by))


def _parents(links: Sequence[Link], number: Mapping[str, int]) -> tuple[int, ...]:
    if len(links) > MOST_CAUSES:
        raise UsageError(
            f"{links[0].location}: {len(links)} causes are listed here, and at most {MOST_CAUSES} can be worked out "
            "exactly; put a cause in between that gathers some of them"
        )
    return tuple(number[link.cause] for link in _ordered(links))


def _ordered(links: Sequence[Link]) -> list[Link]:
    return sorted(links, key=lambda link: link.cause)


def _ancestors(causes: Mapping[str, Cause], seeds: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = sorted(set(seeds))
    while waiting:
        cause = waiting.pop()
        if cause not in found:
            found.add(cause)
            waiting.extend(link.cause for link in causes[cause].caused_by)
    return frozenset(found)


def _topological(causes: Mapping[str, Cause], relevant: frozenset[str]) -> tuple[str, ...]:
    """Parents before children, ids breaking ties (Kahn 1962)."""
    missing = {cause: len(causes[cause].caused_by) for cause in relevant}
    children: dict[str, list[str]] = {cause: [] for cause in relevant}
    for cause in sorted(relevant):
        for link in causes[cause].caused_by:
            children[link.cause].append(cause)
    ready = sorted(cause for cause in relevant if missing[cause] == 0)
    order: list[str] = []
    while ready:
        cause = heapq.heappop(ready)
        order.append(cause)
        for child in children[cause]:
            missing[child] -= 1
            if missing[child] == 0:
                heapq.heappush(ready, child)
    if len(order) < len(relevant):
        circle = ", ".join(sorted(relevant.difference(order)))
        raise UsageError(f"these causes explain each other in a circle: {circle}; remove one caused_by among them")
    return tuple(order)
