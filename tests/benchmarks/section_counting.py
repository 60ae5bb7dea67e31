"""How long it takes from a file to a tally with evidence; `CXAUDIT_BENCH_ROWS` sets the size, 1000000 the full one.

The other ways only look for the rules' phrases in texts that are in memory already, and only tell whether or where.
They work on a part of the log, as small as they are slow.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import bench_tools
import generated_log
from bench_measuring import Contender, Section
from phrase_patterns import phrase_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROWS = int(os.environ.get("CXAUDIT_BENCH_ROWS", "40000"))
_WORK = str(Path(__file__).with_name("timed_work.py"))
_SHIPPED = Path(__file__).parents[2] / "rules" / "core"
_SHEET = min(_ROWS, 10_000)  # rows of the workbook, which takes long to write
_FORMATS = {"jsonl": "JSON Lines", "parquet": "Parquet", "xlsx": "XLSX"}
_SAMPLES = {"loop": 200, "frame": 1_000, "scan": 10_000}  # incidents that the other ways work
_TITLES = {"loop": "a loop of re", "frame": "Arrow, a call a rule", "scan": "Hyperscan, the scan alone"}

# Ours is file to tally, redacted quotes included, whose number does not grow with the log: the larger it is, the
# higher are these ratios. Measured with 40,000 incidents on an idle machine, and cut to 0.6 of that.
FLOORS = {
    "shipped rules, one process": 1.2,  # times as long as two
    "shipped rules, a loop of re": 215.0,
    "shipped rules, Arrow, a call a rule": 3.4,
    "shipped rules, Hyperscan, the scan alone": 0.38,
    "1,000 symptoms, one process": 1.1,
    "1,000 symptoms, a loop of re": 71.0,
    "1,000 symptoms, Arrow, a call a rule": 5.0,
    "1,000 symptoms, Hyperscan, the scan alone": 0.042,
}


@dataclass(frozen=True, slots=True)
class _Log:
    """The log in its folder: `size` in bytes, and `texts` for those who do not read it."""

    folder: Path
    path: Path
    size: int
    texts: tuple[str, ...]


def section(scratch: Path) -> Section:
    """The shipped rulebook and one of 1,000 symptoms; one process and two; and the other ways."""
    path = scratch / "log.csv"
    generated_log.write_csv(path, _ROWS)
    texts = tuple(generated_log.texts(min(_ROWS, max(_SAMPLES.values()))))
    log = _Log(scratch, path, path.stat().st_size, texts)
    large = scratch / "rules"
    generated_log.write_rulebook(large, 1_000)
    scanner = bench_tools.library("hyperscan")
    contenders = [
        *_contenders("shipped rules", _SHIPPED, phrase_patterns(_SHIPPED), log, scanner),
        *_contenders("1,000 symptoms", large, phrase_patterns(large), log, scanner),
        *_formats("shipped rules", _SHIPPED, log),
        *_formats("1,000 symptoms", large, log),
    ]
    skipped = () if scanner else ("Hyperscan could not be installed and is left out.",)
    return Section(
        f"From a CSV of {_ROWS:,} incidents to a tally ({_SHEET:,} as XLSX)", tuple(contenders), skipped=skipped, runs=1
    )


def _contenders(name: str, rules: Path, patterns: list[str], log: _Log, scanner: Path | None) -> Iterator[Contender]:
    one, two = f"{name}, one process", f"{name}, two processes"
    for label, workers in ((two, "2"), (one, "1")):
        command: tuple[str, ...] = (sys.executable, _WORK, "count", str(log.path), str(rules), workers)
        yield Contender(label, command, log.folder, tells=True, against=two, rows=_ROWS, size=log.size)
    listed = log.folder / f"{rules.name}.patterns.json"
    listed.write_text(json.dumps(patterns), encoding="utf-8")
    for work, sample in _SAMPLES.items():
        part = log.texts[:sample]
        said = log.folder / f"{work}.json"
        said.write_text(json.dumps(part), encoding="utf-8")
        command = (sys.executable, _WORK, work, str(said), str(listed))
        if work == "scan":
            if scanner is None:
                continue
            command = ("env", f"PYTHONPATH={scanner}", *command)
        times = _ROWS / len(part)
        label = f"{name}, {_TITLES[work]}"
        yield Contender(label, command, log.folder, tells=True, times=times, against=one, rows=_ROWS, size=log.size)


def _formats(name: str, rules: Path, log: _Log) -> Iterator[Contender]:
    """The other formats with two processes, each beside CSV; `times` makes up for what the workbook has fewer."""
    for kind, title in _FORMATS.items():
        rows = _SHEET if kind == "xlsx" else _ROWS
        path = log.folder / f"log.{kind}"
        if not path.exists():
            generated_log.WRITERS[kind](path, rows)
        command = (sys.executable, _WORK, "count", str(path), str(rules), "2")
        label, size, times = f"{name}, {title}, two processes", path.stat().st_size, _ROWS / rows
        against = f"{name}, two processes"
        yield Contender(
            label, command, log.folder, tells=True, against=against, times=times, rows=_ROWS, size=int(size * times)
        )
