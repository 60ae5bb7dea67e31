"""Times the cause model on tallies of growing size: `python tests/benchmarks/inference.py [--profiles 1000 4000]`.

Logs are drawn from the shipped rulebook's own model, so that every size has the same kind of profiles. Per size: how
long it takes to put profiles into batches, one E-step (likelihood, scores and their products), and what one distinct
profile costs in it; then sharing each incident's weight out to causes, and 200 draws of what would be prevented.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cxaudit.inference.effects.blame import blame
from cxaudit.inference.effects.prevention import prevention
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact.expectation import expect, listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.fit.draws import draw
from cxaudit.inference.fit.fitting import Problem, pose, unfitted
from cxaudit.inference.fit.sampling import sample_incidents
from cxaudit.inference.network import build_network
from cxaudit.model import Profile, ProfileCount, Tally
from cxaudit.resources import resource as shipped
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.inference.network import Network

Made = TypeVar("Made")
SIZES = (1_000, 4_000)  # distinct profiles
SEED = 5
PIECE = 20_000  # incidents drawn at a time
DRAWS = 200
COLUMNS = "{:>9} {:>10} {:>9} {:>9} {:>12} {:>9} {:>9} {:>8}\n"
HEAD = ("profiles", "incidents", "batches", "E-step", "per profile", "sharing", "draws", "memory")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of processor time, by step."""

    profiles: int
    incidents: int
    batching: float
    step: float
    sharing: float
    drawing: float

    def row(self) -> tuple[str, ...]:
        """As printed, with the most memory the process has used."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = f"{self.step / self.profiles * 1e6:.0f} µs"
        seconds = (f"{value:.2f} s" for value in (self.sharing, self.drawing))
        first = (f"{self.profiles}", f"{self.incidents}", f"{self.batching:.2f} s", f"{self.step:.2f} s")
        return (*first, each, *seconds, f"{memory:.0f} MB")


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time the cause model on tallies of growing size.")
    parser.add_argument("--profiles", type=int, nargs="+", default=list(SIZES), help="distinct profiles of each tally")
    rulebook = load_rulebook([shipped("rules/core")])
    network = build_network(rulebook, rulebook.symptoms)
    sys.stdout.write(COLUMNS.format(*HEAD))
    for size in parser.parse_args(arguments).profiles:
        sys.stdout.write(COLUMNS.format(*timed(network, drawn_tally(network, size)).row()))
        sys.stdout.flush()


def drawn_tally(network: Network, profiles: int) -> Tally:
    """Incidents of the rulebook's own model until there are as many distinct profiles."""
    counts: Counter[tuple[int, ...]] = Counter()
    piece = 0
    while len(counts) < profiles:
        for row in sample_incidents(network, network.mean, PIECE, SEED + piece):
            counts[tuple(np.flatnonzero(row).tolist())] += 1
            if len(counts) >= profiles:
                break
        piece += 1
    listed = tuple(ProfileCount(Profile(shown), counts[shown]) for shown in sorted(counts))
    return Tally(network.symptoms, sum(counts.values()), listed)


def timed(network: Network, tally: Tally) -> Timing:
    """Each step on `tally`."""
    evidence = gather(network, tally)
    batching, problem = _seconds(lambda: pose(network, evidence, only_failures=False))
    _e_step(problem)  # the first plans where numbers go, which later steps look up
    fitted = unfitted(problem)
    return Timing(
        len(evidence.counts),
        tally.incidents,
        batching,
        _seconds(lambda: _e_step(problem))[0],
        _seconds(lambda: blame(problem, network.mean))[0],
        _seconds(lambda: prevention(network, draw(fitted, DRAWS, SEED), evidence, only_failures=False))[0],
    )


def _e_step(problem: Problem) -> float:
    world = make_world(problem.network, problem.network.mean)
    listener = listen(world, problem.evidence, problem.batches, None, SCORES)
    return sum(float(found.log.sum()) for batch in problem.batches.batches for found in expect(listener, batch))


def _seconds(work: Callable[[], Made]) -> tuple[float, Made]:
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


if __name__ == "__main__":
    main(sys.argv[1:])
