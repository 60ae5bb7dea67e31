"""Simulates a year of incidents of a business whose internal causes are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.matchers import Repeat, Series, Shared
from cxaudit.simulation.contacts import Contacts, assign_customers
from cxaudit.simulation.fields import structural_fields
from cxaudit.simulation.truth import Truth, truth_of
from cxaudit.simulation.world import World, make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.model import Rulebook
    from cxaudit.simulation.business import Business, TrueCause
    from cxaudit.simulation.sentences import Sentences

WEEKS = 52
FIRST_DAY = np.datetime64("2025-01-06")  # a Monday
_DAYS = (0.19, 0.18, 0.17, 0.16, 0.15, 0.09, 0.06)  # share of the contacts by day of the week


@dataclass(frozen=True, slots=True)
class Simulated:
    """A log, its rows as canonical column -> text, and what is true of it."""

    rows: tuple[Mapping[str, str], ...]
    truth: Truth


def simulate(business: Business, rulebook: Rulebook, sentences: Sentences, incidents: int, seed: int) -> Simulated:
    """A year of about `incidents` contacts; the same seed gives the same log on every machine."""
    generator = np.random.default_rng([seed, len(business.name), *business.name.encode()])
    week = _weeks(business, incidents, generator)
    places = {
        "channel": _choose(business.channels, len(week), generator),
        "segment": _choose(business.segments, len(week), generator),
        "product": _choose(business.products, len(week), generator),
        "site": _choose(business.sites, len(week), generator),
        "agent_group": _choose(business.teams, len(week), generator),
    }
    roots = {cause.cause: _share(cause, week, places) for cause in business.causes}
    symptoms = [name for name, symptom in rulebook.symptoms.items() if not isinstance(symptom.detect, Series)]
    world = make_world(rulebook, roots, symptoms, generator)
    opened = _opened(week, generator)
    keyed = {name: symptom.detect for name, symptom in rulebook.symptoms.items() if isinstance(symptom.detect, Repeat)}
    contacts = assign_customers(world, keyed, opened, places["channel"], generator)
    return Simulated(
        tuple(_rows(business, rulebook, sentences, world, contacts, places, opened, generator)),
        truth_of(world, tuple(roots)),
    )


def _weeks(business: Business, incidents: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """The week of each contact, in order: seasonal, and busier in some weeks than chance alone would make it."""
    season = 1 + business.season * np.cos(2 * np.pi * (np.arange(WEEKS) - business.peak) / WEEKS)
    expected = incidents * season / season.sum()
    busy = generator.gamma(40, 1 / 40, WEEKS)
    return np.repeat(np.arange(WEEKS), generator.poisson(expected * busy))


def _choose(choices: Sequence[tuple[str, float]], size: int, generator: np.random.Generator) -> NDArray[np.str_]:
    weights = np.array([weight for _, weight in choices])
    names = np.array([name for name, _ in choices])
    chosen: NDArray[np.str_] = names[generator.choice(len(names), size=size, p=weights / weights.sum())]
    return chosen


def _share(cause: TrueCause, week: NDArray[np.int64], places: Mapping[str, NDArray[np.str_]]) -> NDArray[np.float64]:
    """The probability that the cause is at work in each incident."""
    odds = cause.share / (1 - cause.share) * cause.trend ** np.maximum(0, week - cause.since)
    if cause.remedied is not None:
        odds = np.where(week >= cause.remedied, odds * cause.left, odds)
    for value, factor in (cause.where or {}).items():
        odds = np.where(np.any([places[name] == value for name in sorted(places)], axis=0), odds * factor, odds)
    share: NDArray[np.float64] = odds / (1 + odds)
    return share


def _opened(week: NDArray[np.int64], generator: np.random.Generator) -> NDArray[np.datetime64]:
    """When each contact was made, in order."""
    day = generator.choice(7, size=len(week), p=np.array(_DAYS))
    minute = np.clip(generator.normal(13 * 60, 3 * 60, len(week)), 0, 24 * 60 - 1).astype(np.int64)
    minutes = ((week * 7 + day) * 24 * 60 + minute).astype("timedelta64[m]")
    return np.sort(FIRST_DAY.astype("datetime64[m]") + minutes)


def _rows(  # noqa: PLR0913, PLR0917 - a row is made of all of them
    business: Business,
    rulebook: Rulebook,
    sentences: Sentences,
    world: World,
    contacts: Contacts,
    places: Mapping[str, NDArray[np.str_]],
    opened: NDArray[np.datetime64],
    generator: np.random.Generator,
) -> Sequence[Mapping[str, str]]:
    shared = [name for name, symptom in rulebook.symptoms.items() if isinstance(symptom.detect, Shared)]
    rows = []
    for index in range(len(opened)):
        shown = [symptom for symptom in world.symptoms if world.on[symptom][index]]
        place = {name: str(values[index]) for name, values in places.items()} | {
            "channel": str(contacts.channel[index])
        }
        said = [symptom for symptom in contacts.topics.get(index, ()) if symptom in sentences.spoken]
        said += [symptom for symptom in shown if symptom in sentences.spoken and symptom not in said]
        subject, body = sentences.write(business, said, place, contacts.names[index], generator)
        fields = structural_fields(shown, opened[index], shared, generator)
        rows.append(
            {"id": f"{index + 1:06d}", **place, **contacts.of(index), **fields, "subject": subject, "text": body}
        )
    return rows
