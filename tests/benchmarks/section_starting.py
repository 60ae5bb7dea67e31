"""How long the program takes to start, over the bare interpreter."""

from __future__ import annotations

import sys
from pathlib import Path

from bench_measuring import Contender, Goal, Section

_BARE = "python -c pass"
_GOAL = 0.12  # seconds over the bare interpreter


def section(scratch: Path) -> Section:
    """`cxaudit --version` and two helps, started as a user does."""
    program = str(Path(sys.executable).with_name("cxaudit"))
    calls = (("--version",), ("--help",), ("rules", "check", "--help"))
    contenders = [Contender(" ".join(("cxaudit", *call)), (program, *call), scratch) for call in calls]
    return Section(
        "Starting",
        (Contender(_BARE, (sys.executable, "-c", "pass"), scratch), *contenders),
        tuple(Goal(contender.name, _GOAL, above=_BARE) for contender in contenders),
    )
