"""How much memory it takes from a file to a tally as the log grows; `CXAUDIT_BENCH_ROWS` sets the size of the first.

What is told is the most that the process that reads, and the largest of the two that search, had in memory at once,
whatever they share with others included.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import generated_log
from bench_measuring import Contender, Goal, Section

_ROWS = int(os.environ.get("CXAUDIT_BENCH_ROWS", "300000"))
_TIMES = (1, 3, 10)
_WORK = str(Path(__file__).with_name("timed_work.py"))
_SHIPPED = str(Path(__file__).parents[2] / "rules" / "core")
_PROCESSES = {"peak_of_reader": "the process that reads", "peak_of_searcher": "a process that searches"}
_GOAL = 300.0  # MB of a process that searches, however many rows there are
_FLAT = 0.75  # of the memory for ten times as many rows: some lists fill up on the way, up to some 300,000

FLOORS = {f"{_ROWS:,} rows, {title}": _FLAT for title in _PROCESSES.values()}


def section(scratch: Path) -> Section:
    """Logs of three sizes; each is compared with the largest."""
    contenders = []
    for rows in (_ROWS * times for times in _TIMES):
        path = scratch / f"{rows}.csv"
        generated_log.write_csv(path, rows)
        for work, title in _PROCESSES.items():
            command = (sys.executable, _WORK, work, str(path), _SHIPPED)
            contenders.append(
                Contender(
                    f"{rows:,} rows, {title}", command, tells=True, against=f"{_ROWS * _TIMES[-1]:,} rows, {title}"
                )
            )
    goal = Goal(f"{_ROWS * _TIMES[-1]:,} rows, {_PROCESSES['peak_of_searcher']}", _GOAL)
    return Section(
        "Memory from file to tally, two processes that search", tuple(contenders), (goal,), runs=1, unit="MB"
    )
