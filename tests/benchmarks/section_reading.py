"""How fast files become incidents, beside the bare libraries that read them; `CXAUDIT_BENCH_ROWS` sets the size."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import generated_log
from bench_measuring import Contender, Section

_ROWS = int(os.environ.get("CXAUDIT_BENCH_ROWS", "60000"))
_SHEET = min(_ROWS, 10_000)  # rows of the workbook, which takes long to write
_WORK = str(Path(__file__).with_name("timed_work.py"))
_NAMES = {"csv": "CSV", "jsonl": "JSON Lines", "parquet": "Parquet", "xlsx": "XLSX"}

# The bare library only cuts the file into cells; ours also makes sure of every byte, finds out what each column
# means, and brings times, numbers and grades to one form.
FLOORS = {
    "CSV, pyarrow alone": 0.2,
    "JSON Lines, pyarrow alone": 0.13,
    "Parquet, pyarrow alone": 0.11,
    "XLSX, fastexcel alone": 0.2,
}


def section(scratch: Path) -> Section:
    """The same log in each format, read by us and by the library alone."""
    contenders = []
    for kind, write in generated_log.WRITERS.items():
        rows = _SHEET if kind == "xlsx" else _ROWS
        path = scratch / f"log.{kind}"
        write(path, rows)
        size = path.stat().st_size
        name, alone = _NAMES[kind], f"{_NAMES[kind]}, {'fastexcel' if kind == 'xlsx' else 'pyarrow'} alone"
        for label, work in ((name, "read"), (alone, "bare")):
            command = (sys.executable, _WORK, work, str(path))
            contenders.append(Contender(label, command, scratch, tells=True, against=name, rows=rows, size=size))
    return Section(f"Reading {_ROWS:,} incidents ({_SHEET:,} of them as XLSX)", tuple(contenders), runs=3)
