"""Times the cause model on tallies of any size: `python timed_diagnosing.py [--incidents 1000 10000 100000 1000000]`.

Incidents are drawn from the shipped rulebook's own model, so that no text has to be read; roots are rarer in it than
the rulebook says, so that an incident has about two symptoms and a million have 130,000 profiles, half as many again as
the simulated telecom business makes. Told for each size: profiles, processor seconds and time of the whole diagnosis,
the most memory used so far (the tally included), and what one profile takes in one pass of NumPy and of compiled code.

`diagnose INCIDENTS` and `pass WAY PROFILES` do one of these and print the processor seconds as their last line.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.compiling import can_compile
from cxaudit.inference import diagnose
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.expectation import listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.fit.sampling import sample_incidents
from cxaudit.inference.network import build_network
from cxaudit.model import Profile, ProfileCount, Tally
from cxaudit.resources import resource as shipped
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Rulebook

SIZES = (1_000, 10_000, 100_000, 1_000_000)  # incidents
RARER = -1.0  # of the logit of each root
PIECE = 50_000  # incidents drawn at a time
SEED = 5
WARM = 20  # profiles of a first pass, which compiles or loads what is compiled
COLUMNS = "{:>10} {:>9} {:>8} {:>8} {:>8} {:>10} {:>10}\n"
HEAD = ("incidents", "profiles", "CPU", "time", "memory", "NumPy", "compiled")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of processor time, and seconds."""

    processor: float
    clock: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or do one work."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["diagnose"]:
        sys.stdout.write(f"{diagnosed(drawn_tally(int(given[1]))).processor}\n")
        return
    if given[:1] == ["pass"]:
        tally = drawn_tally(4 * int(given[2]))
        sys.stdout.write(f"{one_pass(tally, int(given[2]), compiled=given[1] == 'compiled')}\n")
        return
    parser = argparse.ArgumentParser(description="Time the cause model on tallies of growing size.")
    parser.add_argument("--incidents", type=int, nargs="+", default=list(SIZES), help="sizes of the tallies")
    sys.stdout.write(COLUMNS.format(*HEAD))
    for size in parser.parse_args(given).incidents:
        sys.stdout.write(COLUMNS.format(*_row(size)))
        sys.stdout.flush()


def drawn_tally(incidents: int) -> Tally:
    """Incidents of the shipped rulebook's own model, its roots made rarer."""
    rulebook = _rulebook()
    network = build_network(rulebook, rulebook.symptoms)
    parameters = network.mean.copy()
    parameters[[network.families[node].leak for node in network.roots]] += RARER
    pieces = [
        np.packbits(sample_incidents(network, parameters, min(PIECE, incidents - start), SEED + start), axis=1)
        for start in range(0, incidents, PIECE)
    ]
    rows, counts = np.unique(np.concatenate(pieces), axis=0, return_counts=True)
    flags = np.unpackbits(rows, axis=1)
    found = {tuple(np.flatnonzero(row).tolist()): int(count) for row, count in zip(flags, counts, strict=True)}
    return Tally(network.symptoms, incidents, tuple(ProfileCount(Profile(key), found[key]) for key in sorted(found)))


def diagnosed(tally: Tally) -> Taken:
    """What a whole diagnosis takes: fit, draws, counterfactuals and paths."""
    rulebook = _rulebook()
    processor, clock = time.process_time(), time.perf_counter()
    diagnose(rulebook, tally)
    return Taken(time.process_time() - processor, time.perf_counter() - clock)


def one_pass(tally: Tally, profiles: int, *, compiled: bool) -> float:
    """Processor seconds of one pass (likelihood and scores) over so many profiles, planning not counted."""
    rulebook = _rulebook()
    network = build_network(rulebook, rulebook.symptoms)
    evidence = gather(network, tally)
    chosen = np.linspace(0, len(evidence.counts) - 1, min(profiles, len(evidence.counts))).astype(np.int64)
    counts = np.zeros(len(evidence.counts))
    world = make_world(network, network.mean)
    for rows in (chosen[:WARM], chosen):
        counts[:] = 0.0
        counts[rows] = 1.0
        part = evidence.restricted(counts)
        listener = listen(world, part, make_batches(network, part, compiled=compiled), None, SCORES)
        for _ in range(2):  # the first plans what later ones look up
            before = time.process_time()
            done = sum(len(found.rows) for found in passed(listener, as_it_is))
            taken = time.process_time() - before
    return taken * profiles / done


def _row(size: int) -> tuple[str, ...]:
    tally = drawn_tally(size)
    profiles = min(len(tally.profiles), 1_000)
    plain = one_pass(tally, profiles, compiled=False) / profiles
    compiled = f"{one_pass(tally, profiles, compiled=True) / profiles * 1e6:.0f} µs" if can_compile() else "-"
    taken = diagnosed(tally)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = (f"{taken.processor:.1f} s", f"{taken.clock:.1f} s")
    return (f"{size}", f"{len(tally.profiles)}", *seconds, f"{memory:.0f} MB", f"{plain * 1e6:.0f} µs", compiled)


def _rulebook() -> Rulebook:
    return load_rulebook([shipped("rules/core")])


if __name__ == "__main__":
    main()
