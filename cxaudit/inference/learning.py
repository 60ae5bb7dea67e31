"""Strengths and priors learned from incidents whose cause was established by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats, expit
from cxaudit.inference.diagnosis import UNLOGGED
from cxaudit.inference.evidence import Evidence, gather
from cxaudit.inference.figures import steady
from cxaudit.inference.fit.fitting import fit, manageable, pose
from cxaudit.inference.fit.kept_model import ARROW, PREVALENCE, KeptModel, kept_parameters
from cxaudit.inference.fit.posterior import Profiles, believed
from cxaudit.inference.kinds import observable_symptoms
from cxaudit.inference.network import Family, Network, build_network
from cxaudit.inference.signature import behind
from cxaudit.model import Interval, Parameter, Profile, ProfileCount, Rulebook, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.inference.fit.fitting import Fit

FEWEST = 5.0  # labelled incidents of a cause from which its numbers are learned
_NEVER, _ALWAYS = -20.0, 3.0  # ln λ of a label without, and with, its cause: chances of 2e-9 and 1 − 2e-9
_PINNED = 1e6  # precision of what must not be learned
_ALMOST = 1e-3  # by which a sum of near-certainties may fall short of a whole number
_NORMAL = 1.644854  # of a central interval of 90 %


@dataclass(frozen=True, slots=True)
class Labelled:
    """An incident: its profile over the rulebook's symptoms, and the causes named, none where nobody looked."""

    profile: Profile
    causes: frozenset[str]


@dataclass(frozen=True, slots=True)
class LearnedNumber:
    """One number of the rulebook: `parameter` as written and as learned, its 90 % interval, and what it rests on.

    `incidents` are the labelled incidents in which its cause is expected to have been at work.
    """

    parameter: Parameter
    interval: Interval
    incidents: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, in the order of the network, and how many numbers stay for want of labels.

    `labelled` counts the incidents used. `unseen` are causes that were named but that no symptom of the log can show.
    """

    numbers: tuple[LearnedNumber, ...]
    stay: int
    labelled: int
    unseen: tuple[str, ...]


def learn(rulebook: Rulebook, incidents: Sequence[Labelled], *, priors: bool) -> Learned:
    """The rulebook's numbers after `incidents`; `priors` says that their labels are not a choice of some kind.

    A label is one more observation, made if and only if its cause is at work, so that the joint fit of the log takes
    it in: the mode of P(profiles, causes named) under the rulebook's own prior. Who named one cause is taken to have
    seen no other of those that are named at all, but for what lies behind it and in front of it. Where nearly all
    incidents show a symptom, the likelihood is of incidents that show one. How often causes are at work only the whole
    log can tell; without `priors` incidents without a label are left out.
    """
    chosen = [entry for entry in incidents if priors or entry.causes]
    tally, named = _gathered(rulebook, chosen)
    network = build_network(rulebook, observable_symptoms(rulebook, tally))
    subjects = tuple(sorted(set().union(*named).intersection(network.nodes)))
    unseen = tuple(sorted(set().union(*named).difference(network.nodes)))
    if not subjects:
        return Learned((), len(network.mean), 0, unseen)
    extended = _with_labels(network, subjects)
    evidence = _evidence(network, tally, named, subjects)
    failing = np.asarray(evidence.asserted[:, : len(network.symptoms)].any(axis=1))
    only_failures = float(evidence.counts @ failing) >= (1.0 - UNLOGGED) * evidence.incidents
    if only_failures:
        evidence = evidence.restricted(np.where(failing, evidence.counts, 0.0))
    problem = manageable(pose(extended, evidence, only_failures=only_failures), None)
    fitted = fit(problem)
    counts = _incidents(extended, fitted, problem.evidence, subjects)
    kept = _plain(network, fitted)
    numbers = [
        LearnedNumber(entry, _interval(entry), steady(counts[entry.cause or entry.effect]))
        for entry in kept_parameters(network, rulebook, kept)
        if (entry.kind == ARROW or (priors and entry.kind == PREVALENCE))
        and counts[entry.cause or entry.effect] >= FEWEST - _ALMOST
    ]
    return Learned(
        tuple(numbers), len(network.mean) - len(numbers), sum(bool(entry.causes) for entry in chosen), unseen
    )


def _gathered(rulebook: Rulebook, incidents: Sequence[Labelled]) -> tuple[Tally, list[frozenset[str]]]:
    """The incidents as a tally, and the causes named in each of its profiles."""
    counts = Counter((entry.profile, tuple(sorted(entry.causes))) for entry in incidents)
    ordered = sorted(counts)
    profiles = tuple(ProfileCount(profile, counts[profile, causes]) for profile, causes in ordered)
    return Tally(tuple(rulebook.symptoms), len(incidents), profiles), [frozenset(causes) for _, causes in ordered]


def _with_labels(network: Network, subjects: Sequence[str]) -> Network:
    """`network` with a symptom more for each of `subjects`, shown if and only if that cause is at work."""
    size, more = len(network.mean), 2 * len(subjects)
    precision = np.zeros((size + more, size + more))
    precision[:size, :size] = network.precision
    np.fill_diagonal(precision[size:, size:], _PINNED)
    families = tuple(
        Family((network.nodes.index(cause),), size + 2 * place, (size + 2 * place + 1,))
        for place, cause in enumerate(subjects)
    )
    return replace(
        network,
        symptoms=(*network.symptoms, *(f"label:{cause}" for cause in subjects)),
        symptom_families=(*network.symptom_families, *families),
        sensitivity=np.concatenate([network.sensitivity, np.ones(len(subjects))]),
        false_hits=np.concatenate([network.false_hits, np.zeros(len(subjects))]),
        told=np.concatenate([network.told, np.zeros(len(subjects), dtype=np.bool_)]),
        mean=np.concatenate([network.mean, np.tile([_NEVER, _ALWAYS], len(subjects))]),
        deviation=np.concatenate([network.deviation, np.full(more, _PINNED**-0.5)]),
        precision=precision,
    )


def _evidence(network: Network, tally: Tally, named: Sequence[frozenset[str]], subjects: Sequence[str]) -> Evidence:
    """The profiles with their labels; without a label nothing is known of any cause."""
    plain = gather(network, tally)
    rows = plain.origin
    labels = np.array([[cause in causes for cause in subjects] for causes in named], dtype=np.bool_)
    unsaid = (labels @ _related(network, subjects)) | ~labels.any(axis=1, keepdims=True)
    nothing, patterns = np.zeros_like(labels), np.ones((len(plain.patterns), len(subjects)), dtype=np.bool_)
    return Evidence(
        np.concatenate([plain.asserted[rows], labels], axis=1),
        np.concatenate([plain.denied[rows], nothing], axis=1),
        np.concatenate([plain.hidden[rows], unsaid & ~labels], axis=1),
        np.array([entry.count for entry in tally.profiles], dtype=np.float64),
        plain.pattern[rows],
        np.concatenate([plain.patterns, patterns], axis=1),
        np.arange(len(rows), dtype=np.int64),
    )


def _related(network: Network, subjects: Sequence[str]) -> Flags:
    """Whether of two subjects (subjects, subjects) one lies behind the other: who names one may not name both."""
    above = behind(network)
    nodes = [network.nodes.index(cause) for cause in subjects]
    return np.array([[one in above[other] or other in above[one] for other in nodes] for one in nodes], dtype=np.bool_)


def _incidents(network: Network, fitted: Fit, evidence: Evidence, subjects: Sequence[str]) -> Mapping[str, float]:
    """For each cause and symptom-less effect, the labelled incidents in which it, or what lies behind it, was named.

    A cause named counts whole; one in front of it by how likely it was at work.
    """
    model = KeptModel(network, fitted.parameters, None)
    found = believed(model, Profiles(evidence.asserted, evidence.denied, evidence.hidden))
    labels = evidence.asserted[:, -len(subjects) :]
    above = behind(network)
    counts = {}
    for node, name in enumerate(network.nodes):
        concerned = [
            place
            for place, subject in enumerate(subjects)
            if subject == name or network.nodes.index(subject) in above[node]
        ]
        told = labels[:, concerned].any(axis=1) if concerned else np.zeros(len(labels), dtype=np.bool_)
        counts[name] = float((evidence.counts * told) @ found[node])
    return counts


def _plain(network: Network, fitted: Fit) -> Fit:
    """The part of the fit that belongs to the rulebook's own numbers; labels are pinned, so that nothing is lost."""
    size = len(network.mean)
    return replace(fitted, parameters=fitted.parameters[:size], precision=fitted.precision[:size, :size])


def _interval(entry: Parameter) -> Interval:
    reach = _NORMAL * entry.deviation * np.array([-1.0, 1.0])
    inside = min(max(entry.fitted, 1e-12), 1.0 - 1e-12)
    ends: Floats
    if entry.kind == PREVALENCE:
        ends = expit(np.log(inside) - np.log1p(-inside) + reach)
    else:
        ends = -np.expm1(-np.exp(np.log(-np.log1p(-inside)) + reach))
    return Interval(steady(ends[0]), steady(ends[1]))
