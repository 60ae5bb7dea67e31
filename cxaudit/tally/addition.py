"""Adds tallies: the tally of two logs is the sum of theirs, in any order and grouping."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cxaudit.model import Customers, Distribution, Evidence, Margin, Profile, ProfileCount, Series, Tally
from cxaudit.tally.weekly import in_some_week
from cxaudit.tally.weeks import weeks_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EVIDENCE_PER_SYMPTOM = 8  # incidents kept to be quoted for each symptom


def add(tallies: Sequence[Tally]) -> Tally:
    """The tally of all the logs together; all must be over the same symptoms, and no incident in two of them."""
    first = tallies[0]
    if len(tallies) == 1:
        return first
    assert all(tally.symptoms == first.symptoms for tally in tallies)
    profiles: Counter[Profile] = Counter()
    for tally in tallies:
        for entry in tally.profiles:
            profiles[entry.profile] += entry.count
    counted = tuple(ProfileCount(profile, profiles[profile]) for profile in sorted(profiles))
    index = {entry.profile: place for place, entry in enumerate(counted)}
    return Tally(
        symptoms=first.symptoms,
        incidents=sum(tally.incidents for tally in tallies),
        profiles=counted,
        margins=_add_margins(tallies, index),
        series=_add_series(tallies),
        opened=_add_counts(tally.opened for tally in tallies),
        closed=_add_counts(tally.closed for tally in tallies),
        distributions=_add_distributions(tallies),
        evidence=smallest_ranks(entry for tally in tallies for entry in tally.evidence),
        customers=add_customers([tally.customers for tally in tallies]),
        first_opened=min((tally.first_opened for tally in tallies if tally.first_opened), default=""),
        last_opened=max(tally.last_opened for tally in tallies),
        undated=sum(tally.undated for tally in tallies),
        with_text=sum(tally.with_text for tally in tallies),
    )


def smallest_ranks(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """For each symptom the incidents with the smallest rank, in order of symptom and rank (bottom-k sampling)."""
    kept: list[Evidence] = []
    held: Counter[str] = Counter()
    for entry in sorted(evidence, key=lambda entry: (entry.symptom, entry.rank, entry.source, entry.row)):
        if held[entry.symptom] < EVIDENCE_PER_SYMPTOM:
            held[entry.symptom] += 1
            kept.append(entry)
    return tuple(kept)


def _add_margins(tallies: Sequence[Tally], index: dict[Profile, int]) -> tuple[Margin, ...]:
    found: dict[str, dict[str, Counter[int]]] = {}
    folded: Counter[str] = Counter()
    for tally in tallies:
        place = [index[entry.profile] for entry in tally.profiles]
        for margin in tally.margins:
            folded[margin.dimension] = max(folded[margin.dimension], margin.folded)
            values = found.setdefault(margin.dimension, {})
            for value, pairs in margin.counts.items():
                counts = values.setdefault(value, Counter())
                for profile, incidents in pairs:
                    counts[place[profile]] += incidents
    return tuple(
        Margin(
            dimension,
            {value: tuple(sorted(counts.items())) for value, counts in sorted(values.items())},
            folded[dimension],
        )
        for dimension, values in found.items()
    )


def _add_series(tallies: Sequence[Tally]) -> tuple[Series, ...]:
    parts: dict[tuple[str, str], list[Series]] = {}
    dimensions = list(dict.fromkeys(series.dimension for tally in tallies for series in tally.series))
    for tally in tallies:
        for series in tally.series:
            parts.setdefault((series.dimension, series.value), []).append(series)
    ordered = sorted(parts.items(), key=lambda entry: (dimensions.index(entry[0][0]), entry[0][1]))
    return tuple(_sum_series(group, tallies[0].symptoms) for _, group in ordered)


def _sum_series(parts: Sequence[Series], symptoms: tuple[str, ...]) -> Series:
    """One series over all the weeks of its parts."""
    weeks = weeks_between(min(part.weeks[0] for part in parts), max(part.weeks[-1] for part in parts))
    place = {week: index for index, week in enumerate(weeks)}
    total = [0] * len(weeks)
    shown: dict[str, list[int]] = {}
    for part in parts:
        start = place[part.weeks[0]]
        _add_into(total, start, part.total)
        for symptom, counts in part.symptoms.items():
            _add_into(shown.setdefault(symptom, [0] * len(weeks)), start, counts)
    ordered = {symptom: tuple(shown[symptom]) for symptom in symptoms if symptom in shown}
    hidden = {symptom for part in parts for symptom in part.seen}
    seen = {symptom: _sum_seen(parts, symptom, place) for symptom in symptoms if symptom in hidden}
    return Series(parts[0].dimension, parts[0].value, weeks, tuple(total), ordered, seen)


def _sum_seen(parts: Sequence[Series], symptom: str, place: dict[str, int]) -> tuple[int, ...]:
    """Incidents of all parts that could have shown the symptom, per week."""
    seen = [0] * len(place)
    for part in parts:
        _add_into(seen, place[part.weeks[0]], part.seen.get(symptom, part.total))
    return in_some_week(seen)


def _add_into(total: list[int], start: int, counts: Sequence[int]) -> None:
    for offset, number in enumerate(counts):
        total[start + offset] += number


def _add_counts(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part)
    return dict(sorted(found.items()))


def _add_distributions(tallies: Sequence[Tally]) -> tuple[Distribution, ...]:
    names = list(dict.fromkeys(entry.column for tally in tallies for entry in tally.distributions))
    found = []
    for name in names:
        values: Counter[float] = Counter()
        missing = 0
        for tally in tallies:
            part = next((entry for entry in tally.distributions if entry.column == name), None)
            values.update(dict(part.values) if part else {})
            missing += part.missing if part else tally.incidents
        found.append(Distribution(name, tuple(sorted(values.items())), missing))
    return tuple(sorted(found, key=lambda entry: entry.column))


def add_customers(parts: Sequence[Customers]) -> Customers:
    """What is known of the customers of several parts, none of whom is in two of them."""
    return Customers(
        distinct=sum(part.distinct for part in parts),
        with_failure=sum(part.with_failure for part in parts),
        with_two_contacts=sum(part.with_two_contacts for part in parts),
        repeat_contacts=sum(part.repeat_contacts for part in parts),
        contacts_with_customer=sum(part.contacts_with_customer for part in parts),
        cross_channel=sum(part.cross_channel for part in parts),
        window_days=parts[0].window_days,
    )
