"""Symptoms that have become more frequent, perhaps too slowly for anyone to notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.measures.signals.scan import FIRST_START, Scan, dispersion, first_alarm, scan
from cxaudit.model import Interval, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Rulebook, Series, Tally

_FEWEST_WEEKS = 18  # whole weeks below which nothing can be said of a trend
_ENOUGH_WEEKS = 26
_ALARM = 1000.0  # R at which a single series alarms: at most one false alarm in some twenty stable series-years
_EARLY_ALARM = 200.0  # the same with less than half a year of history, when less can be asked
_FALSE_SHARE = 0.1  # expected share of noise among the lines of one tier
_PSEUDO_FREEDOM = 25  # how strongly a series' dispersion is drawn towards that of all series
_FEWEST_INCIDENTS = 20  # in a series, to be looked at
_SYMPTOM_FREE = 0.2  # share of incidents with no symptom from which the log's volume is an exposure


@dataclass(frozen=True, slots=True)
class _Line:
    """One series that was looked at."""

    symptom: str
    where: str
    counts: NDArray[np.int64]
    exposure: NDArray[np.float64]
    weeks: tuple[str, ...]
    phi: float
    result: Scan


def slow_decline(symptom: str, rulebook: Rulebook, tally: Tally) -> Iterator[Signal]:
    """A signal for every rising series; `symptom` is the rulebook's structural symptom for slow decline."""
    by_volume = _has_exposure(tally)
    lines = _lines(rulebook, tally, by_volume=by_volume)
    if not lines:
        return
    confirmed = _confirmed(lines)
    watched = _watched(lines)
    for index, line in enumerate(lines):
        if index in confirmed or index in watched:
            state = "confirmed" if index in confirmed else "watch"
            yield _signal(symptom, rulebook, line, state, len(lines), by_volume=by_volume)


def _lines(rulebook: Rulebook, tally: Tally, *, by_volume: bool) -> list[_Line]:
    """Every series long and large enough to be looked at, with its dispersion shrunk towards that of all."""
    found = []
    for series in tally.series:
        whole = _whole_weeks(series, tally)
        for name, counts in series.symptoms.items():
            seen = _seen_weeks(series, name, whole)
            y = np.array(counts[seen], dtype=np.int64)
            if len(y) >= _FEWEST_WEEKS and y.sum() >= _FEWEST_INCIDENTS and name in rulebook.symptoms:
                exposure = _exposure(series, name, by_volume=by_volume)
                found.append((name, series.value, y, exposure[seen], series.weeks[seen]))
    dispersions = _dispersions([(y, exposure) for _, _, y, exposure, _ in found])
    return [_Line(*entry, phi, scan(entry[2], entry[3], phi)) for entry, phi in zip(found, dispersions, strict=True)]


def _whole_weeks(series: Series, tally: Tally) -> slice:
    """The weeks of a series that lie wholly within the log."""
    first, last = date.fromisoformat(tally.first_opened), date.fromisoformat(tally.last_opened)
    inside = [
        index
        for index, week in enumerate(series.weeks)
        if date.fromisoformat(week) >= first and date.fromisoformat(week) + timedelta(days=6) <= last
    ]
    return slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)


def _seen_weeks(series: Series, symptom: str, whole: slice) -> slice:
    """Of `whole` weeks those from the first to the last in which an incident of the series could show the symptom."""
    able = series.observable(symptom)
    inside = [index for index in range(whole.start, whole.stop) if able[index]]
    return slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)


def _exposure(series: Series, symptom: str, *, by_volume: bool) -> NDArray[np.float64]:
    """What a symptom is counted per: incidents that could show it, or where all show something, their share."""
    able = np.array(series.observable(symptom), dtype=np.float64)
    scale = 1.0 if by_volume else np.maximum(1.0, np.array(series.total, dtype=np.float64))
    result: NDArray[np.float64] = np.maximum(able / scale, 1e-9)
    return result


def _has_exposure(tally: Tally) -> bool:
    """Whether the log holds enough incidents without a symptom for its volume to be what symptoms are counted per."""
    quiet = sum(entry.count for entry in tally.profiles if not entry.profile.asserted)
    return quiet >= _SYMPTOM_FREE * tally.incidents


def _dispersions(series: Sequence[tuple[NDArray[np.int64], NDArray[np.float64]]]) -> list[float]:
    """Each series' dispersion, shrunk, and raised where neighbouring weeks are alike; never below 1."""
    weekly = [dispersion(y, exposure) for y, exposure in series]
    monthly = [dispersion(y, exposure, block=4) for y, exposure in series]
    mean, mean_of_blocks = _pooled(weekly), _pooled(monthly)
    alike = max(1.0, mean_of_blocks / mean) if mean > 0 else 1.0
    shrunk = [(phi * freedom + mean * _PSEUDO_FREEDOM) / (freedom + _PSEUDO_FREEDOM) for phi, freedom in weekly]
    return [max(1.0, phi * alike) for phi in shrunk]


def _pooled(dispersions: Sequence[tuple[float, int]]) -> float:
    freedom = sum(count for _, count in dispersions)
    return sum(phi * count for phi, count in dispersions) / freedom if freedom else 1.0


def _confirmed(lines: Sequence[_Line]) -> set[int]:
    """e-BH at 10 %: e-values R ÷ number of starts, the largest k with e(k) ≥ K ÷ (k · 10 %)."""
    values = np.array([line.result.evidence / max(1, len(line.counts) - FIRST_START) for line in lines])
    order = np.argsort(-values, kind="stable")
    passing = [rank for rank in range(1, len(lines) + 1) if values[order[rank - 1]] * rank * _FALSE_SHARE >= len(lines)]
    return set(order[: max(passing, default=0)].tolist())


def _watched(lines: Sequence[_Line]) -> set[int]:
    """Lines with a high enough posterior that the expected share of noise among them stays at 10 %."""
    evidence = np.array([line.result.evidence / max(1, len(line.result.starts)) for line in lines])
    odds = 0.05
    for _ in range(50):
        # One step of expectation–maximisation for the share of series that really rise.
        posterior = odds * evidence / (odds * evidence + 1 - odds)
        odds = float(np.clip(posterior.mean(), 1e-4, 0.5))
    posterior = odds * evidence / (odds * evidence + 1 - odds)
    order = np.argsort(-posterior, kind="stable")
    noise = np.cumsum(1 - posterior[order]) / np.arange(1, len(lines) + 1)
    return set(order[noise <= _FALSE_SHARE].tolist())


def _signal(symptom: str, rulebook: Rulebook, line: _Line, state: str, checked: int, *, by_volume: bool) -> Signal:
    result = line.result
    cumulative = np.cumsum(result.weight)
    early, middle, late = (
        line.weeks[int(result.starts[np.searchsorted(cumulative, level)])] for level in (0.05, 0.5, 0.95)
    )
    short = len(line.counts) < _ENOUGH_WEEKS
    alarm = first_alarm(line.counts, line.exposure, line.phi, _EARLY_ALARM if short else _ALARM)
    noticed = "" if alarm is None else line.weeks[alarm]
    title = rulebook.symptoms[line.symptom].title
    place = f" – {line.where}" if line.where else ""
    unknown_volume = "in counts only, since the log does not say how many customers were served"
    basis = "per incident in the log" if by_volume else unknown_volume
    caveat = "; less than half a year of history, so a lower bar was used" if short else ""
    noise = "of lines marked so, expect at most 1 in 10 to be noise"
    statement = (
        f"{title}{place}: rising since about the week of {middle} (between {early} and {late}), now about"
        f" {result.ratio:.2g} times its usual rate {basis}. {state.upper()}: {noise}{caveat}. {checked} series checked."
    )
    return Signal(
        symptom=symptom,
        where=line.where,
        state=state,
        statement=statement,
        n=int(line.counts.sum()),
        ratio=result.ratio,
        interval=Interval(*result.ratio_range),
        onset=middle,
        noticed=noticed,
        about=line.symptom,
    )
