"""The seeded study behind the choice of method.

    python tests/inference/study.py [--worlds 6] [--incidents 10000] [--jobs 1] [--keep FOLDER] [--write]

Diagnoses worlds of forty causes and eighty symptoms whose truth is known, once per scenario, and prints how well. Every
world that is done is kept as a file, named after what it was made with, so that a run that was stopped goes on where it
was; `--write` puts the table into STUDY.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from study_outcome import Outcome, run
from study_scenarios import SCENARIOS, Scenario
from study_table import lines_of

import cxaudit

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
TABLE = HERE / "STUDY.md"
METHOD = ("inference", "planning")  # rooms of the package on which the outcome depends
STUDY = ("inference_worlds.py", "study_outcome.py", "study_rivals.py", "study_scenarios.py")


def main(arguments: list[str]) -> None:
    """Run what is not yet kept, print the table, and write it if asked to."""
    chosen = _parse(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of the processes that are started; one a world is enough
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.worlds)
    chosen.keep.mkdir(parents=True, exist_ok=True)
    wanted = [
        (scenario, seed, chosen.incidents, chosen.keep)
        for seed in seeds
        for scenario in SCENARIOS
        if not chosen.only or any(word in scenario.name for word in chosen.only)
    ]
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for number, name in enumerate(pool.map(_keep, wanted, chunksize=1), start=1):
            sys.stderr.write(f"{number} of {len(wanted)}: {name}\n")
    found = {
        scenario.name: [_read(_place(*entry)) for entry in wanted if entry[0] is scenario]
        for scenario in SCENARIOS
        if any(entry[0] is scenario for entry in wanted)
    }
    text = "\n".join(lines_of(found, seeds, chosen.incidents)) + "\n"
    sys.stdout.write(text)
    if chosen.write:
        TABLE.write_text(text, encoding="utf-8")


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Diagnose simulated worlds whose causes are known.")
    parser.add_argument("--worlds", type=int, default=6, help="worlds a scenario")
    parser.add_argument("--incidents", type=int, default=10_000, help="incidents a world")
    parser.add_argument("--first-seed", type=int, default=1, help="seed of the first world; from 1001 on for tuning")
    parser.add_argument("--jobs", type=int, default=1, help="worlds at a time")
    parser.add_argument("--only", nargs="*", default=[], help="scenarios with one of these words in their name")
    parser.add_argument("--keep", type=Path, default=Path("build/study"), help="folder of the worlds that are done")
    parser.add_argument("--write", action="store_true", help="put the table into STUDY.md")
    return parser.parse_args(arguments)


def _keep(entry: tuple[Scenario, int, int, Path]) -> str:
    """Run one world unless it is kept already; the name of its file."""
    place = _place(*entry)
    if not place.exists():
        scenario, seed, incidents, _ = entry
        half = place.with_suffix(".half")
        half.write_text(json.dumps(asdict(run(scenario, seed, incidents)), indent=1), encoding="utf-8")
        half.replace(place)
    return place.name


def _read(place: Path) -> Outcome:
    return msgspec.json.decode(place.read_bytes(), type=Outcome)


def _place(scenario: Scenario, seed: int, incidents: int, folder: Path) -> Path:
    """Where the outcome of a world is kept: what it depends on is in the name."""
    return folder / f"{scenario.name.replace(' ', '-')}-{incidents}-{seed}-{_digest()}.json"


def _digest() -> str:
    found = hashlib.blake2b(digest_size=6)
    for path in _sources():
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    package = Path(cxaudit.__file__).parent
    for room in METHOD:
        yield from sorted((package / room).rglob("*.py"))
    yield from (HERE / name for name in STUDY)


if __name__ == "__main__":
    main(sys.argv[1:])
