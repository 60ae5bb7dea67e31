"""How long things take: `make bench`, or

    python tests/benchmarks/bench.py [SECTION ...] [--runs 7] [--output FILE]

A section is a file `section_NAME.py` beside this one with a function `section(scratch) -> Section`, where `scratch` is
an empty folder that goes away afterwards; nothing else is needed. Figures are medians of interleaved runs, CPU time in
seconds. It may also have `FLOORS`, the least ratio of a row by its name: ratios hold on any machine, seconds do not.
Nothing is written but to `--output`. The exit code is 1 when a goal is missed, or a ratio falls below its floor.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bench_measuring import Goal, Section, measure, ratios

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HERE = Path(__file__).parent
_RUNS = 7


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sections named, all when none is."""
    parser = argparse.ArgumentParser(description="How long things take.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(names()))
    parser.add_argument("--runs", type=int, default=_RUNS, help=f"runs of each command ({_RUNS})")
    parser.add_argument("--output", type=Path, help="a file that gets the tables too")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.sections) - set(names()))
    if unknown:
        parser.error(f"there is no section {', '.join(unknown)}; choose from {', '.join(names())}")
    shown: list[str] = []
    missed = 0
    for name in options.sections or names():
        lines, misses = run(name, options.runs)
        missed += misses
        shown += [*lines, ""]
        sys.stdout.write("\n".join((*lines, "", "")))
        sys.stdout.flush()
    if options.output:
        options.output.write_text("\n".join(shown), encoding="utf-8")
    return 1 if missed else 0


def names() -> list[str]:
    """The sections there are."""
    return sorted(path.stem.removeprefix("section_") for path in _HERE.glob("section_*.py"))


def run(name: str, runs: int) -> tuple[list[str], int]:
    """The lines that tell a section, and the number of goals and floors missed."""
    module = import_module(f"section_{name}")
    with tempfile.TemporaryDirectory(prefix="cxaudit-bench-") as scratch:
        section: Section = module.section(Path(scratch))
        times = measure(section.contenders, section.runs or runs)
    verdicts = [(goal, counted(goal, times)) for goal in section.goals]
    told = [_told(goal, taken, section.unit) for goal, taken in verdicts]
    fallen = list(below(section, times, getattr(module, "FLOORS", {})))
    misses = sum(taken >= goal.most for goal, taken in verdicts) + len(fallen)
    return [*table(section, times), *told, *fallen, *section.skipped], misses


def table(section: Section, times: Mapping[str, float]) -> Iterator[str]:
    """A row for each contender, with how many times as long it takes as the one it is compared with."""
    width = max(len(name) for name in times)
    through = any(contender.rows for contender in section.contenders)
    yield f"## {section.title}"
    yield ""
    yield f"| {'':{width}} | {section.unit:>11} | ratio |" + ("    rows/s |   MB/s |" if through else "")
    yield f"|{'-' * (width + 2)}|------------:|------:|" + ("----------:|-------:|" if through else "")
    compared = ratios(section.contenders, times)
    for contender in section.contenders:
        taken = times[contender.name]
        speed = f" {contender.rows / taken:9,.0f} | {contender.size / taken / 1e6:6,.1f} |" if through else ""
        yield f"| {contender.name:{width}} | {taken:11.3f} | {_shown(compared[contender.name]):>5} |{speed}"
    yield ""


def counted(goal: Goal, times: Mapping[str, float]) -> float:
    return times[goal.name] - (times[goal.above] if goal.above else 0)


def below(section: Section, times: Mapping[str, float], floors: Mapping[str, float]) -> Iterator[str]:
    """A sentence for each row whose ratio fell below its floor; one that was skipped has none to speak of."""
    compared = ratios(section.contenders, times)
    for name, floor in floors.items():
        if name in compared and compared[name] < floor:
            other = {contender.name: contender.against for contender in section.contenders}[name]
            yield (
                f"{name}: takes {_shown(compared[name])} times as much as {other or section.contenders[0].name},"
                f" and must take at least {_shown(floor)} times: FELL BELOW ITS FLOOR."
            )
        elif name not in compared and not section.skipped:
            yield f"{name}: has a floor and was not measured; correct its name: NOT MEASURED."


def _shown(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2g}"


def _told(goal: Goal, taken: float, unit: str) -> str:
    above = f" over {goal.above}" if goal.above else ""
    verdict = "met" if taken < goal.most else "MISSED"
    return f"{goal.name}: {taken:.3f} {unit}{above}, goal {goal.most:g} {unit}: {verdict}."


if __name__ == "__main__":
    sys.exit(main())
