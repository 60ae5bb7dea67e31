"""Slow and plain answers, by enumeration, that the fast ones are held against."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import strategies as st
from inference_worlds import cause, rulebook, symptom

from cxaudit.compiling import can_compile
from cxaudit.inference.evidence import Evidence, gather
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.expectation import listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.network import Network, build_network
from cxaudit.model import Link, Profile, Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cxaudit.inference.exact.likelihood import Budget, World
    from cxaudit.inference.exact.posteriors import Statistic
    from cxaudit.model import Symptom, Tally


@dataclass(frozen=True, slots=True)
class Exact:
    """ln P of a profile, and P(cause on | profile) by cause."""

    log_evidence: float
    marginals: dict[str, float]


def enumerate_profile(book: Rulebook, symptoms: Sequence[str], profile: Profile, off: str = "") -> Exact:
    """Sum over every state of the causes; `off` is a cause that is switched off whatever its parents say."""
    total = 0.0
    on_weight = dict.fromkeys(book.causes, 0.0)
    for state, weight in _states(book, off):
        for index, name in enumerate(symptoms):
            weight *= _symptom_weight(book.symptoms[name], index, profile, state)  # noqa: PLW2901 - a running product
        total += weight
        for name, on in state.items():
            on_weight[name] += weight * on
    return Exact(float(np.log(total)), {name: weight / total for name, weight in on_weight.items()})


def enumerate_twins(book: Rulebook, off: str) -> float:
    """Prevented share of failing incidents by enumerating every leak and arrow, fired or not, in twin worlds."""
    chances = _chances(book)
    failing = prevented = 0.0
    for fired in itertools.product((False, True), repeat=len(chances)):
        happened = dict(zip(chances, fired, strict=True))
        weight = float(np.prod([p if happened[key] else 1.0 - p for key, p in chances.items()]))
        if _fails(book, happened, ""):
            failing += weight
            prevented += weight * (not _fails(book, happened, off))
    return prevented / failing


def profile_statistics(
    network: Network,
    tally: Tally,
    statistic: Statistic = SCORES,
    parameters: NDArray[np.float64] | None = None,
    budget: Budget | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ln P (profiles) and `statistic` (rows, profiles) of the tally's profiles, in its order, the fast ways.

    Where numba is installed compiled code must find what NumPy finds.
    """
    evidence = gather(network, tally)
    world = make_world(network, network.mean if parameters is None else parameters, budget)
    logs, values = one_way(world, evidence, statistic, budget, compiled=False)
    if can_compile():
        other_logs, other_values = one_way(world, evidence, statistic, budget, compiled=True)
        assert other_logs == pytest.approx(logs, abs=1e-10)
        assert other_values == pytest.approx(values, abs=1e-10)
    return logs[evidence.origin], values[:, evidence.origin]


def one_way(
    world: World, evidence: Evidence, statistic: Statistic, budget: Budget | None = None, *, compiled: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ln P (profiles) and `statistic` (rows, profiles) of the profiles of `evidence`, by compiled code or NumPy."""
    batches = make_batches(world.network, evidence, compiled=compiled)
    found = list(passed(listen(world, evidence, batches, budget, statistic), as_it_is))
    order = np.argsort(np.concatenate([part.rows for part in found]))
    logs = np.concatenate([part.log for part in found])
    return logs[order], np.concatenate([part.values for part in found], axis=1)[:, order]


def network_of(book: Rulebook) -> Network:
    """The network behind all symptoms."""
    return build_network(book, book.symptoms)


_probability = st.floats(0.02, 0.98)


@st.composite
def rulebooks(draw: st.DrawFn, most_causes: int = 8, most_symptoms: int = 6) -> Rulebook:
    """Random layered rulebooks with leaks, detectors that miss and false hits."""
    count = draw(st.integers(1, most_causes))
    names = [f"c{index:02}" for index in range(count)]
    causes = [cause(name, draw(_probability), _links(draw, names[:index])) for index, name in enumerate(names)]
    symptoms = []
    for index in range(draw(st.integers(1, most_symptoms))):
        plain = symptom(f"s{index:02}", _links(draw, names), draw(_probability))
        symptoms.append(_with_detector(plain, draw(st.sampled_from([1.0, 0.8])), draw(st.sampled_from([0.0, 0.05]))))
    return rulebook(causes, symptoms)


@st.composite
def profiles(draw: st.DrawFn, width: int) -> Profile:
    """Profiles with all four kinds of evidence."""
    kinds = draw(st.lists(st.integers(0, 3), min_size=width, max_size=width))
    parts = [tuple(index for index, kind in enumerate(kinds) if kind == wanted) for wanted in (1, 2, 3)]
    return Profile(*parts)


def _links(draw: st.DrawFn, names: Sequence[str]) -> dict[str, float]:
    if not names:
        return {}
    chosen = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    return {name: draw(_probability) for name in chosen}


def _with_detector(plain: Symptom, sensitivity: float, false_hits: float) -> Symptom:
    return replace(plain, sensitivity=sensitivity, false_hit_rate=false_hits)


def _states(book: Rulebook, off: str) -> Iterator[tuple[dict[str, int], float]]:
    names = list(book.causes)
    for values in itertools.product((0, 1), repeat=len(names)):
        state = dict(zip(names, values, strict=True))
        weight = 1.0
        for name in names:
            entry = book.causes[name]
            silent = 1.0 if name == off else (1.0 - entry.prior) * _survives(entry.caused_by, state)
            weight *= 1.0 - silent if state[name] else silent
        yield state, weight


def _symptom_weight(entry: Symptom, index: int, profile: Profile, state: dict[str, int]) -> float:
    if index in profile.hidden:
        return 1.0
    if index in profile.denied:
        return float(
            (1.0 - entry.leak) * np.prod([1.0 - link.strength for link in entry.caused_by if state[link.cause]])
        )
    kept = entry.sensitivity
    silent = (1.0 - kept * entry.leak) * (1.0 - entry.false_hit_rate)
    silent *= _survives(entry.caused_by, state, kept)
    return 1.0 - silent if index in profile.asserted else silent


def _survives(links: tuple[Link, ...], state: dict[str, int], kept: float = 1.0) -> float:
    return float(np.prod([1.0 - kept * link.strength for link in links if state[link.cause]]))


def _chances(book: Rulebook) -> dict[tuple[str, str], float]:
    found = {("", name): entry.prior for name, entry in book.causes.items()}
    found.update({("", name): entry.leak for name, entry in book.symptoms.items()})
    for name, links in _effects(book):
        found.update({(link.cause, name): link.strength for link in links})
    return found


def _effects(book: Rulebook) -> list[tuple[str, tuple[Link, ...]]]:
    causes = [(name, entry.caused_by) for name, entry in book.causes.items()]
    return causes + [(name, entry.caused_by) for name, entry in book.symptoms.items()]


def _fails(book: Rulebook, happened: dict[tuple[str, str], bool], off: str) -> bool:
    on: dict[str, bool] = {}
    for name, links in _effects(book):
        fires = happened["", name] or any(on[link.cause] and happened[link.cause, name] for link in links)
        on[name] = fires and name != off
    return any(on[name] for name in book.symptoms)
