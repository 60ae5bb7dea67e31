"""Simulated businesses whose internal causes are known: logs to try things on, and to measure a diagnosis by."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.resources import resource
from cxaudit.simulation.businesses import BUSINESSES
from cxaudit.simulation.messiness import make_messy
from cxaudit.simulation.sentences import Sentences
from cxaudit.simulation.simulate import Simulated, simulate
from cxaudit.simulation.truth import Truth
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
    found = simulate(business, rulebook, Sentences.load(resource("examples/sentences.yaml")), incidents, seed)
    rows = make_messy(found.rows, business.date_format, np.random.default_rng([seed, 1]))
    truth = {"business": business.title, "seed": seed, **asdict(found.truth)}
    return SimulatedLog(
        WRITERS[business.file_format](business, rows), (json.dumps(truth, indent=1, ensure_ascii=False) + "\n").encode()
    )
