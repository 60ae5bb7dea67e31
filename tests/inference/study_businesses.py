"""The simulated businesses of the study: a log as `cxaudit simulate` writes it, diagnosed and held to its truth.

    python tests/inference/study_businesses.py [--incidents 5000] [--seeds 1 2] [--write]

Nothing here was made to suit the cause model: sentences are written and detected, customers name three things at most
and come back, causes grow, end and differ between places. `--write` puts the table into STUDY_BUSINESSES.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import kendall

from cxaudit.engines import ENGINES, CountOptions
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook
from cxaudit.simulation import BUSINESSES, simulated_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLE = Path(__file__).with_name("STUDY_BUSINESSES.md")
COLUMNS = ("", "seed", "τ", "error", "coverage", "false", "unexplained", "stops at", "alarms")


@dataclass(frozen=True, slots=True)
class Held:
    """How a diagnosis of a business compares with its truth, over the causes truly at work.

    `agreement` is Kendall's τ, `error` the median relative error of the shares, `covered` the share of the 90 %
    intervals that hold the truth; `false` are roots not at work of which the interval stays above 1 %.
    """

    agreement: float
    error: float
    covered: float
    false: int
    unexplained: float
    mentions: int
    alarms: tuple[str, ...]


def hold(name: str, incidents: int, seed: int) -> Held:
    """One year of the business `name` with about so many contacts, diagnosed with the shipped rulebook."""
    rulebook = load_rulebook([resource("rules/core")])
    log = simulated_log(name, rulebook, incidents, seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{BUSINESSES[name].file_format}"
        path.write_bytes(log.log)
        sources = open_sources([str(path)], ReadingOptions())
        tally = ENGINES["local"].count(sources, rulebook, CountOptions()).tally
    found = diagnose(rulebook, tally, options=DiagnosisOptions(paths=False))
    truth = json.loads(log.truth)["prevented"]
    said = {entry.cause: entry for entry in (*found.roots, *found.proximate)}
    names = [cause for cause in truth if cause in said]
    shares = np.array([truth[cause] for cause in names])
    bands = [said[cause].prevented_interval for cause in names]
    fitted = np.array([said[cause].prevented for cause in names])
    return Held(
        kendall(fitted.tolist(), shares.tolist()),
        float(np.median(np.abs(fitted - shares) / shares)),
        float(np.mean([band.low <= share <= band.high for band, share in zip(bands, shares, strict=True)])),
        sum(root.prevented_interval.low > 0.01 for root in found.roots if root.cause not in truth),
        found.unexplained,
        found.mentions,
        tuple(alarm.id for alarm in found.alarms),
    )


def main(arguments: list[str]) -> None:
    """Diagnose every business once per seed, print the table, and write it if asked to."""
    parser = argparse.ArgumentParser(description="Diagnose simulated businesses whose causes are known.")
    parser.add_argument("--incidents", type=int, default=5_000, help="contacts in a year, about")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2], help="from 11 on for tuning")
    parser.add_argument("--write", action="store_true", help="put the table into STUDY_BUSINESSES.md")
    chosen = parser.parse_args(arguments)
    text = "".join(f"{line}\n" for line in lines_of(chosen.seeds, chosen.incidents))
    sys.stdout.write(text)
    if chosen.write:
        TABLE.write_text(text, encoding="utf-8")


def lines_of(seeds: Sequence[int], incidents: int) -> Iterator[str]:
    """The page, line by line, as it is worked out."""
    yield "# Simulated businesses, diagnosed"
    yield ""
    yield (
        f"Made by `python tests/inference/study_businesses.py --incidents {incidents} --seeds "
        f"{' '.join(map(str, seeds))} --write`: a year of each business that `cxaudit simulate` knows, some "
        f"{incidents:,} contacts, read and diagnosed with the shipped rulebook; the method was chosen with other seeds "
        "(11 to 13). Over the causes truly at work: Kendall's τ, median relative error of the shares, coverage of the "
        "90 % intervals; false: roots not at work whose interval stays above 1 %; stops at: how many symptoms "
        "customers were found to name at most (in truth three). The truth is counted in a twin world, over what "
        "incidents truly show, whether or not a customer speaks of it."
    )
    yield ""
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    for name in sorted(BUSINESSES):
        for seed in seeds:
            yield _row(name, seed, hold(name, incidents, seed))


def _row(name: str, seed: int, held: Held) -> str:
    cells = (
        name, str(seed), f"{held.agreement:.2f}", f"{held.error:.0%}", f"{held.covered:.2f}", str(held.false),
        f"{held.unexplained:.0%}", str(held.mentions or "–"), ", ".join(held.alarms) or "none",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1:])
