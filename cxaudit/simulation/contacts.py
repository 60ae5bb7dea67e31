"""Who makes contact: customers with names, some of whom come back about the same thing, or on another channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cxaudit.matchers import Repeat
    from cxaudit.simulation.world import World

_FIRST_NAMES = (
    "Amara", "Bruno", "Chiara", "Dimitri", "Elodie", "Farid", "Greta", "Hamza", "Ingrid", "Jonas", "Kavita", "Liam",
    "Mirela", "Noor", "Oskar", "Priya", "Quentin", "Rosalind", "Stefan", "Tomasz", "Ulrike", "Valentina", "Wanda",
    "Yusuf",
)  # fmt: skip
_LAST_NAMES = (
    "Abramov", "Bellweather", "Castellan", "Dunmore", "Eriksen", "Fairweather", "Giordano", "Holloway", "Ivanova",
    "Jankowski", "Kowalczyk", "Lindqvist", "Marchetti", "Nakamura", "Okonkwo", "Petrov", "Quill", "Rasmussen",
    "Sandoval", "Thornbury", "Underhill", "Vasquez", "Whitcombe", "Yilmaz",
)  # fmt: skip
_AGENTS = ("Beatriz Calloway", "Conrad Ashdown", "Delphine Marlowe", "Emeka Stanfield", "Fiona Tremlett", "Gustav Pell")


@dataclass(frozen=True, slots=True)
class Contacts:
    """The customer of each incident by number, their channel, and what the ones who came back are still about."""

    customer: NDArray[np.int64]
    channel: NDArray[np.str_]
    agent: NDArray[np.int64]
    names: tuple[str, ...]
    topics: Mapping[int, tuple[str, ...]]

    def of(self, index: int) -> Mapping[str, str]:
        """The columns that tell who was involved."""
        number = int(self.customer[index])
        first, last = self.names[index].lower().split()
        return {
            "customer": f"{first}.{last}{number}@example.com",
            "customer_name": self.names[index],
            "agent": _AGENTS[self.agent[index]],
        }


def assign_customers(
    world: World,
    keyed: Mapping[str, Repeat],
    opened: NDArray[np.datetime64],
    channel: NDArray[np.str_],
    generator: np.random.Generator,
) -> Contacts:
    """Give every incident a customer, so that those that show a repeat symptom truly are repeats, and few others."""
    size = len(opened)
    customer = np.arange(size)
    channels, topics = channel.copy(), {}
    names = np.unique(channel)
    shown = {symptom: world.on[symptom] for symptom in keyed if symptom in world.on}
    for index in range(1, size):
        rules = [keyed[symptom] for symptom in sorted(shown) if shown[symptom][index]]
        if not rules:
            continue
        days = min(rule.within_days for rule in rules)
        first = int(np.searchsorted(opened, opened[index] - np.timedelta64(int(days * 24 * 60), "m")))
        if first >= index:
            continue
        earlier = int(generator.integers(first, index))
        customer[index] = customer[earlier]
        topics[index] = _still_about(world, earlier)
        if any(rule.other_channel for rule in rules):
            others = names[names != channels[earlier]]
            channels[index] = others[generator.integers(len(others))]
    return Contacts(customer, channels, generator.integers(0, len(_AGENTS), size), _names(customer), topics)


def _still_about(world: World, earlier: int) -> tuple[str, ...]:
    return tuple(symptom for symptom in world.symptoms if world.on[symptom][earlier])[:1]


def _names(customer: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(
        f"{_FIRST_NAMES[number % len(_FIRST_NAMES)]} {_LAST_NAMES[number // len(_FIRST_NAMES) % len(_LAST_NAMES)]}"
        for number in customer.tolist()
    )
