"""How long a diagnosis takes, from a tally; `CXAUDIT_BENCH_INCIDENTS` adds a size, such as 4000000.

A size is told in processor seconds; two cores share the passes over profiles, so that a diagnosis is sooner done.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from bench_measuring import Contender, Goal, Section

_WORK = str(Path(__file__).with_name("timed_diagnosing.py"))
_PROFILES = 1_000
_SIZES = (1_000, 10_000, 100_000, 1_000_000)  # incidents
_MORE = os.environ.get("CXAUDIT_BENCH_INCIDENTS", "")
_GOAL = 40.0  # processor seconds for a million incidents, 20 seconds on two cores
_PLAIN, _COMPILED = "one pass, NumPy", "one pass, compiled"

FLOORS = {_PLAIN: 3.0}


def section(scratch: Path) -> Section:
    """One pass over profiles by compiled code, which all is compared with, and by NumPy; then whole diagnoses."""
    sizes = [*_SIZES, *([int(_MORE)] if _MORE else [])]
    whole = [_contender(scratch, f"{size:,} incidents", "diagnose", str(size)) for size in sizes]
    goals = (Goal(f"{1_000_000:,} incidents", _GOAL),)
    title = f"A pass over {_PROFILES:,} profiles, and whole diagnoses"
    if importlib.util.find_spec("numba") is None:
        return Section(title, tuple(whole), goals, ("numba is not installed, so nothing is compiled.",), runs=1)
    passes = [
        _contender(scratch, _COMPILED, "pass", "compiled", str(_PROFILES)),
        _contender(scratch, _PLAIN, "pass", "plain", str(_PROFILES)),
    ]
    return Section(title, (*passes, *whole), goals, runs=1)


def _contender(scratch: Path, name: str, *arguments: str) -> Contender:
    return Contender(name, (sys.executable, _WORK, *arguments), scratch, tells=True)
