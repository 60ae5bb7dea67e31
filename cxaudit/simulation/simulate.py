"""Simulates a year of incidents of a business whose internal causes are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.matchers import Field, Repeat, Series, Shared, fields_used, leaves
from cxaudit.simulation.business import Business
from cxaudit.simulation.chance import Chance
from cxaudit.simulation.contacts import Contacts, assign_customers
from cxaudit.simulation.fields import SHOWN_BY_FIELDS, recorded_fields
from cxaudit.simulation.sentences import Sentences
from cxaudit.simulation.truth import Truth, truth_of
from cxaudit.simulation.world import World, make_world
from cxaudit.simulation.year import times_of_contacts, weeks_of_contacts

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Symptom


@dataclass(frozen=True, slots=True)
class SimulatedIncident:
    """One incident: canonical column -> text (with `subject` beside `text`), empty where unknown; times in ISO form.

    `mentioned` are the symptoms its text speaks of, `shown` those it truly shows.
    """

    fields: Mapping[str, str]
    mentioned: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A year of a business: what happened in its `world`, and when, where and to whom."""

    business: Business
    sentences: Sentences
    seed: int
    world: World
    places: Mapping[str, NDArray[np.str_]]
    opened: NDArray[np.datetime64]
    contacts: Contacts

    @property
    def truth(self) -> Truth:
        """What is true of the log."""
        return truth_of(self.business, self.world)

    def incidents(self) -> Iterator[SimulatedIncident]:
        """The incidents in order of time, the same ones every time."""
        mentioned: list[tuple[str, ...]] = []
        for index in range(len(self.opened)):
            incident = self._incident(index, mentioned)
            mentioned.append(incident.mentioned)
            yield incident

    def _incident(self, index: int, mentioned: list[tuple[str, ...]]) -> SimulatedIncident:
        chance = Chance(self.seed, self.business.name, "incident", index)
        shown = tuple(symptom for symptom in self.world.symptoms if self.world.on[symptom][index])
        place = {name: str(values[index]) for name, values in self.places.items()} | self.contacts.columns(index)
        still = mentioned[self.contacts.about[index]][:1] if index in self.contacts.about else ()
        told = still + self.sentences.told([symptom for symptom in shown if symptom not in still], chance)
        message = self.sentences.message(told, self.business.quiet_contacts, place, chance)
        fields = {
            "id": f"{index + 1:06d}",
            **place,
            **recorded_fields(shown, self.opened[index], chance),
            "subject": message.subject,
            "text": message.text,
        }
        return SimulatedIncident(fields, message.mentioned, shown)


def simulate(business: Business, rulebook: Rulebook, sentences: Sentences, incidents: int, seed: int) -> Simulated:
    """A year of about `incidents` contacts; the same seed gives the same log on every machine."""
    week = weeks_of_contacts(business, incidents, Chance(seed, business.name, "weeks"))
    places = business.places(len(week), Chance(seed, business.name, "places"))
    roots = {cause.cause: cause.probability(week, places) for cause in business.causes}
    symptoms = [name for name, symptom in rulebook.symptoms.items() if _can_be_seen(symptom, business, sentences)]
    world = make_world(rulebook, roots, symptoms, seed)
    opened = times_of_contacts(week, Chance(seed, business.name, "times"))
    keyed = {name: symptom.detect for name, symptom in rulebook.symptoms.items() if isinstance(symptom.detect, Repeat)}
    spoken = frozenset(sentences.spoken)
    chance = Chance(seed, business.name, "contacts")
    contacts = assign_customers(world, keyed, spoken, opened, places["channel"], chance)
    return Simulated(business, sentences, seed, world, places, opened, contacts)


def _can_be_seen(symptom: Symptom, business: Business, sentences: Sentences) -> bool:
    """Whether the export of the business has what it takes to show the symptom."""
    columns = business.headers.keys()
    match symptom.detect:
        case Series():
            return False  # seen in the log as a whole
        case Repeat():
            return "customer" in columns
        case Shared(column=column):
            return column in columns and symptom.id in SHOWN_BY_FIELDS
        case condition if all(isinstance(leaf, Field) for leaf in leaves(condition)):
            return symptom.id in SHOWN_BY_FIELDS and fields_used(condition) <= columns
        case _:
            return symptom.id in sentences.spoken
