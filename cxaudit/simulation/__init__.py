"""Simulated businesses whose internal causes are known: logs to try things on, and to measure a diagnosis by."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cxaudit.resources import resource
from cxaudit.simulation.business import Business, TrueCause
from cxaudit.simulation.businesses import BUSINESSES
from cxaudit.simulation.chance import Chance
from cxaudit.simulation.messiness import make_messy
from cxaudit.simulation.sentences import Sentences
from cxaudit.simulation.simulate import Simulated, SimulatedIncident, simulate
from cxaudit.simulation.truth import Truth, truth_of
from cxaudit.simulation.writing import WRITERS

if TYPE_CHECKING:
    from cxaudit.model import Rulebook


@dataclass(frozen=True, slots=True)
class SimulatedLog:
    """The bytes of an export, and of a JSON file that says what is true of it."""

    log: bytes
    truth: bytes


def simulated_log(name: str, rulebook: Rulebook, incidents: int, seed: int) -> SimulatedLog:
    """A messy export of about `incidents` contacts of the business `name`, with its truth."""
    business = BUSINESSES[name]
    found = simulate(business, rulebook, Sentences.load(resource("examples/sentences.yaml"), name), incidents, seed)
    chance = Chance(seed, name, "messiness")
    rows = make_messy((incident.fields for incident in found.incidents()), business.date_format, chance)
    truth = {"business": business.title, "seed": seed, **asdict(found.truth)}
    return SimulatedLog(
        WRITERS[business.file_format](business, rows), (json.dumps(truth, indent=1, ensure_ascii=False) + "\n").encode()
    )
