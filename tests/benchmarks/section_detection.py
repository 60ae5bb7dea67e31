"""How fast symptoms are found in texts, beside other ways to look for them; `CXAUDIT_BENCH_ROWS` sets the size.

The other ways tell less: a loop of `re` where a rule matches, the others only whether. None knows of negation, accents
or apostrophes. They work on a part of the texts, as small as they are slow.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bench_tools
import pyarrow as pa
import pyarrow.parquet as pq
from bench_measuring import Contender, Goal, Section
from generated_incidents import expression_of, generated_texts
from timed_detection import LONG_TEXTS, rules_of

from cxaudit.compiling import can_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROWS = int(os.environ.get("CXAUDIT_BENCH_ROWS", "8192"))
_PARTS = {"100": (100, 2000), "1000": (20, 500), "expressions": (400, 4000)}  # texts for a loop of re, for Arrow
_TITLES = {
    "100": "100 symptoms",
    "1000": "1,000 symptoms",
    "expressions": "expressions with gaps",
    "core": "rules/core",
}
_COMPILED = "compiled"
_SCANNED = ("100", "1000")
_GROWN = ("100", "1000", "10000")
_ROW_GROUPS = 16
_LONG_GOAL = 2.0  # seconds for a text of ten megabytes
_COMPILE_GOAL = 0.5  # seconds for a thousand symptoms
_HERE = Path(__file__).parent

# The least ratios: measured with 8,192 texts on an idle machine, and cut to 0.6 of that. So few texts flatter nobody:
# half the time goes into words and pairs met for the first time.
FLOORS = {
    "100 symptoms, a loop of re": 50,
    "100 symptoms, Arrow, a call a rule": 3,
    "100 symptoms, ripgrep": 1,
    "100 symptoms, ripgrep, one case": 0.17,
    "1,000 symptoms, a loop of re": 300,
    "1,000 symptoms, Arrow, a call a rule": 24,
    "1,000 symptoms, ripgrep": 11,
    "1,000 symptoms, ripgrep, one case": 0.17,
    "expressions with gaps, a loop of re": 6.5,
    "expressions with gaps, Arrow, a call a rule": 0.54,
    "100 symptoms, Parquet to evidence, one process": 1.1,  # times as long as two
    "1,000 symptoms, Parquet to evidence, one process": 1.1,
    "expressions with gaps, Parquet to evidence, one process": 1.1,
    "100 symptoms, same hits": 0.5,  # of the time of a thousand that match as much
    "1,000 symptoms, same hits": 0.3,  # of the time of ten thousand
    "100 symptoms, same hits, compiled": 0.5,
    "1,000 symptoms, same hits, compiled": 0.3,
}


def section(scratch: Path) -> Section:
    """Each rulebook over the same texts by us and by others, growth at the same hits, compiling, and long texts."""
    contenders, skipped = [], []
    for name, title in _TITLES.items():
        rules = rules_of("100" if name == "core" else name)
        texts = generated_texts(_ROWS, rules)
        contenders.append(_ours(scratch, title, name, texts))
        if can_compile():
            contenders.append(_ours(scratch, f"{title}, {_COMPILED}", name, texts, against=title))
        if name in _PARTS:
            contenders += _others(scratch, name, texts)
        if name in _SCANNED:
            scan = tuple(_scan(scratch, name, texts))
            contenders += scan
            skipped += [] if scan else [f"ripgrep could not be installed; {title} are not compared with it."]
    contenders += [contender for name in _PARTS for contender in _shared(scratch, name)]
    contenders += _growth(scratch)
    contenders.append(_timed("compiling 1,000 symptoms", "compile", "1000"))
    if can_compile():
        contenders.append(_timed("loading compiled code", "load", "core"))
    contenders += [_timed(f"10 MB: {text}", "long", "core", text) for text in LONG_TEXTS]
    goals = (
        Goal("compiling 1,000 symptoms", _COMPILE_GOAL),
        *(Goal(f"10 MB: {text}", _LONG_GOAL) for text in LONG_TEXTS),
    )
    return Section(f"Finding symptoms in {_ROWS:,} incidents", tuple(contenders), goals, tuple(skipped), runs=2)


def _ours(scratch: Path, title: str, name: str, texts: list[str], against: str = "") -> Contender:
    path = _written(scratch, f"{name}.json", texts)
    size = sum(len(text.encode()) for text in texts)
    way = [_COMPILED] if title.endswith(_COMPILED) else []
    command = (sys.executable, str(_HERE / "timed_detection.py"), "detect", name, str(path), *way)
    return Contender(title, command, tells=True, against=against or title, rows=len(texts), size=size)


def _others(scratch: Path, name: str, texts: list[str]) -> Iterator[Contender]:
    title = _TITLES[name]
    rules = _written(scratch, f"{name}-rules.json", [expression_of(rule) for rule in rules_of(name)])
    size = sum(len(text.encode()) for text in texts)
    for work, called, part in zip(
        ("loop", "frame"), ("a loop of re", "Arrow, a call a rule"), _PARTS[name], strict=True
    ):
        path = _written(scratch, f"{name}-{part}.json", texts[:part])
        command = (sys.executable, str(_HERE / "timed_work.py"), work, str(path), str(rules))
        times = len(texts) / len(texts[:part])
        yield Contender(
            f"{title}, {called}", command, tells=True, times=times, against=title, rows=len(texts), size=size
        )


def _scan(scratch: Path, name: str, texts: list[str]) -> Iterator[Contender]:
    """The phrases alone over the same bytes, in any case and as they stand; only counted, not told where."""
    tool = bench_tools.program("ripgrep==14.1.0", "rg")  # later ones have no wheel for every machine
    if tool is None:
        return
    phrases = [phrase.replace("*", "") for rule in rules_of(name) for phrase in rule.phrases]
    lines, said = scratch / f"{name}-phrases.txt", scratch / f"{name}.txt"
    lines.write_text("\n".join(phrases) + "\n", encoding="utf-8")
    said.write_text("\n".join(texts), encoding="utf-8")
    size, title = said.stat().st_size, _TITLES[name]
    for called, ways in (("ripgrep", ("--ignore-case",)), ("ripgrep, one case", ())):
        command = (str(tool), "--count-matches", *ways, "--threads=1", "-F", "-f", str(lines), str(said))
        yield Contender(f"{title}, {called}", command, against=title, rows=len(texts), size=size)


def _shared(scratch: Path, name: str) -> Iterator[Contender]:
    """From Parquet to evidence, by one process and by two that share the row groups."""
    title, way = _TITLES[name], [_COMPILED] if can_compile() else []
    texts, path = generated_texts(_ROWS, rules_of(name)), scratch / f"{name}.parquet"
    pq.write_table(pa.table({"text": texts}), path, row_group_size=-(-_ROWS // _ROW_GROUPS), compression="zstd")
    one, two = (f"{title}, Parquet to evidence, {number}" for number in ("one process", "two processes"))
    for label, processes in ((two, "2"), (one, "1")):
        command = (sys.executable, str(_HERE / "timed_detection.py"), "evidence", name, str(path), processes, *way)
        yield Contender(label, command, tells=True, against=two, rows=_ROWS, size=path.stat().st_size)


def _growth(scratch: Path) -> Iterator[Contender]:
    """More and more symptoms that match no more: each beside the next larger rulebook."""
    texts = generated_texts(_ROWS, rules_of("100"))
    names = [f"{int(number):,} symptoms, same hits" for number in _GROWN]
    for number, name, larger in zip(_GROWN, names, [*names[1:], names[-1]], strict=True):
        yield _ours(scratch, name, f"same-{number}", texts, against=larger)
        if can_compile():
            yield _ours(scratch, f"{name}, {_COMPILED}", f"same-{number}", texts, against=f"{larger}, {_COMPILED}")


def _timed(title: str, *arguments: str) -> Contender:
    return Contender(title, (sys.executable, str(_HERE / "timed_detection.py"), *arguments), tells=True, against=title)


def _written(scratch: Path, name: str, lines: list[str]) -> Path:
    path = scratch / name
    path.write_text(json.dumps(lines), encoding="utf-8")
    return path
