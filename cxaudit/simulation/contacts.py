"""Who makes contact: customers with names, some of whom come back about the same thing, or on another channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cxaudit.matchers import Repeat
    from cxaudit.simulation.chance import Chance
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
_SCATTER = 211  # has no divisor in common with the number of full names, so it passes through all of them
_KNOWN = 0.1  # share of the contacts by customers who were in touch about something else long before


@dataclass(frozen=True, slots=True)
class Contacts:
    """Each incident's customer and agent by number, and its channel, shape (incidents,).

    `about` maps an incident to an earlier one that it is still about.
    """

    customer: NDArray[np.int64]
    agent: NDArray[np.int64]
    channel: NDArray[np.str_]
    about: Mapping[int, int]

    def columns(self, index: int) -> dict[str, str]:
        """The columns that tell who was involved, and how they made contact."""
        number = int(self.customer[index])
        first, last = _name(number)
        return {
            "customer": f"{first}.{last}{number}@example.com".lower(),
            "customer_name": f"{first} {last}",
            "agent": _AGENTS[self.agent[index]],
            "channel": str(self.channel[index]),
        }


def assign_customers(
    world: World,
    keyed: Mapping[str, Repeat],
    spoken: frozenset[str],
    opened: NDArray[np.datetime64],
    channel: NDArray[np.str_],
    chance: Chance,
) -> Contacts:
    """Give every incident a customer, so that those that show a repeat symptom truly are repeats, and few others.

    `keyed` are the symptoms seen in a customer's history, `spoken` those that customers speak of, `opened` the times in
    order.
    """
    size = len(opened)
    customer, channels, names = np.arange(size), channel.copy(), np.unique(channel).tolist()
    about: dict[int, int] = {}
    speaking = np.zeros(size, dtype=np.bool_)
    for name in world.symptoms:
        speaking |= world.on[name] & (name in spoken)
    longest = max((rule.within_days for rule in keyed.values()), default=0.0)
    for index in range(size):
        rules = [rule for name, rule in keyed.items() if name in world.on and world.on[name][index]]
        if not rules:
            if chance.happens(_KNOWN) and (long_before := _since(opened, index, longest)):
                customer[index] = customer[chance.between(0, long_before - 1)]
            continue
        first = _since(opened, index, min(rule.within_days for rule in rules))
        earlier = first + np.flatnonzero(speaking[first:index])
        if len(earlier):
            about[index] = chosen = int(earlier[chance.between(0, len(earlier) - 1)])
            customer[index] = customer[chosen]
            others = [name for name in names if name != channels[chosen]]
            silo = any(rule.other_channel for rule in rules)
            channels[index] = chance.one_of(others) if silo and others else channels[chosen]
    agent = (chance.numbers(size) * len(_AGENTS)).astype(np.int64)
    return Contacts(customer, agent, channels, about)


def _since(opened: NDArray[np.datetime64], index: int, days: float) -> int:
    """The first incident at most `days` before the one at `index`."""
    return int(np.searchsorted(opened, opened[index] - np.timedelta64(int(days * 24 * 60), "m")))


def _name(number: int) -> tuple[str, str]:
    place = number * _SCATTER % (len(_FIRST_NAMES) * len(_LAST_NAMES))
    return _FIRST_NAMES[place % len(_FIRST_NAMES)], _LAST_NAMES[place // len(_FIRST_NAMES)]
