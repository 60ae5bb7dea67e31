"""Measures commands against each other: CPU time, interleaved runs, medians."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PASSED = (0,)


@dataclass(frozen=True, slots=True)
class Contender:
    """A command that is measured. A run that exits with a code other than those `accepted` stops the benchmark.

    One that `tells` prints the CPU seconds of the work itself as its last line, so that starting does not count; they
    stand for `times` as much work, where only so small a part was done. Its ratio is to the contender `against`, the
    first if there is none. `rows` and `size` (in bytes) are what all of the work goes through, where that is of use.
    """

    name: str
    command: tuple[str, ...]
    folder: Path | None = None
    accepted: tuple[int, ...] = _PASSED
    given: bytes | None = None  # standard input
    tells: bool = False
    times: float = 1
    against: str = ""
    rows: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """`name` must take less than `most` in the unit of its section, counted over what `above` takes if it is given."""

    name: str
    most: float
    above: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Contenders measured in one run and shown in one table; `skipped` are sentences on what could not take part.

    Contenders that tell may tell something else than CPU seconds, in a `unit` of its own.
    """

    title: str
    contenders: tuple[Contender, ...]
    goals: tuple[Goal, ...] = ()
    skipped: tuple[str, ...] = ()
    runs: int = 0  # 0: as many as asked for
    unit: str = "CPU seconds"


def measure(contenders: Sequence[Contender], runs: int) -> dict[str, float]:
    """The median CPU time of each in seconds, user and system, its children's too.

    Every round runs each of them once, so that whatever else the machine does falls on all alike; a first round, which
    fills caches, does not count. Bytecode is kept, as it is for users, but nowhere else.
    """
    times: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    with tempfile.TemporaryDirectory(prefix="cxaudit-bench-") as bytecode:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(runs + 1):
            for contender in contenders:
                times[contender.name].append(_run(contender, environment))
    return {name: median(measured[1:]) for name, measured in times.items()}


def ratios(contenders: Sequence[Contender], times: Mapping[str, float]) -> dict[str, float]:
    """How many times as long each takes as the one it is compared with."""
    first = contenders[0].name
    return {contender.name: times[contender.name] / times[contender.against or first] for contender in contenders}


def _run(contender: Contender, environment: Mapping[str, str]) -> float:
    with subprocess.Popen(
        contender.command,
        cwd=contender.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if contender.tells else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(contender.given or b"")
        process.stdin.close()
        told = process.stdout.read() if process.stdout is not None else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in contender.accepted:
        message = f"{contender.name}: exit code {process.returncode}: {' '.join(contender.command)}"
        raise RuntimeError(message)
    taken = float(told.split()[-1]) if contender.tells else usage.ru_utime + usage.ru_stime
    return taken * contender.times
