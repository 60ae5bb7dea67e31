"""The works whose time is told by themselves, so that starting does not count: `python timed_work.py WORK FILE ...`.

Each prints the CPU seconds it took, those of the processes it started included, as its last line; some print what
memory it took instead.
"""

from __future__ import annotations

import csv
import gc
import json
import re
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.json as arrow_json
import pyarrow.parquet as arrow_parquet

from cxaudit.__main__ import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_MEGABYTE = 1_000_000 / 1024  # in the kilobytes that the system tells


def _own() -> float:
    """CPU seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _helpers() -> float:
    """CPU seconds of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def count(path: str, rules: str, workers: str) -> float:
    """File to tally, with evidence. Two processes take as long as the busier core: all of the work of the one that

    reads, or half of all work, whichever is more; so it can be told on a machine that does other things as well.
    """
    own = _counted(path, rules, int(workers))
    return max(own, (own + _helpers()) / 2) if int(workers) > 1 else own


def peak_of_reader(path: str, rules: str) -> float:
    """The most memory, in MB, of the process that reads and counts, beside two that search."""
    _counted(path, rules, 2)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE


def peak_of_searcher(path: str, rules: str) -> float:
    """The most memory, in MB, of the larger of two processes that search."""
    _counted(path, rules, 2)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _MEGABYTE


def _counted(path: str, rules: str, workers: int) -> float:
    """Count with evidence; the CPU seconds of this process."""
    from cxaudit.engines import ENGINES, CountOptions  # noqa: PLC0415 - not what the other works need
    from cxaudit.incidents import open_sources  # noqa: PLC0415
    from cxaudit.rulebook import load_rulebook  # noqa: PLC0415

    rulebook = load_rulebook([Path(rules)])
    before = _own()
    counted = ENGINES["local"].count(open_sources([path]), rulebook, CountOptions(workers=workers))
    assert counted.tally.evidence, "nothing was found"
    return _own() - before


def read(path: str) -> float:
    """File to incidents with canonical columns."""
    from cxaudit.incidents import open_sources  # noqa: PLC0415 - not what the other works need

    before = _own()
    (source,) = open_sources([path])
    rows = sum(chunk.batch.num_rows for chunk in source.chunks())
    assert rows, "nothing was read"
    return _own() - before


def bare(path: str) -> float:
    """What the libraries take for the same file: every cell as text, nothing looked at."""
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    before = _own()
    kind = Path(path).suffix
    if kind == ".csv":
        rows = _bare_csv(path)
    elif kind == ".jsonl":
        table = arrow_json.read_json(path, arrow_json.ReadOptions(use_threads=False, block_size=1 << 20))
        rows = table.num_rows
    elif kind == ".parquet":
        with arrow_parquet.ParquetFile(path) as file:
            rows = sum(batch.num_rows for batch in file.iter_batches(batch_size=2048, use_threads=False))
    else:
        import fastexcel  # noqa: PLC0415 - for this kind only

        rows = fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_arrow().num_rows
    assert rows, "nothing was read"
    return _own() - before


def _bare_csv(path: str) -> int:
    with Path(path).open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    reader = arrow_csv.open_csv(
        path,
        arrow_csv.ReadOptions(use_threads=False, block_size=768 * 1024),
        arrow_csv.ParseOptions(newlines_in_values=True),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return sum(batch.num_rows for batch in reader)


def loop(texts: str, patterns: str) -> float:
    """A loop of `re`: each rule over each text, with where it matches."""
    said, rules = _lines(texts), [re.compile(pattern) for pattern in _lines(patterns)]
    before = _own()
    found = [match.span() for text in said for rule in rules for match in rule.finditer(text)]
    assert found, "nothing was found"
    return _own() - before


def frame(texts: str, patterns: str) -> float:
    """A data frame: one call of the engine (Arrow, whose expressions are RE2) a rule."""
    said, rules = pa.array(_lines(texts)), _lines(patterns)
    before = _own()
    found = [pc.sum(pc.match_substring_regex(said, rule)).as_py() for rule in rules]
    assert sum(found), "nothing was found"
    return _own() - before


def scan(texts: str, patterns: str) -> float:
    """The fastest scanner there is (Hyperscan) over the bytes of the texts, all rules at once: whether, not where."""
    hyperscan = import_module("hyperscan")  # installed apart
    rules = [pattern.encode() for pattern in _lines(patterns)]
    database = hyperscan.Database()
    database.compile(rules, ids=list(range(len(rules))), flags=hyperscan.HS_FLAG_SINGLEMATCH)
    said = [text.encode() for text in _lines(texts)]
    found: list[int] = []

    def noted(rule: int, *_: object) -> None:
        found.append(rule)

    before = _own()
    for text in said:
        database.scan(text, match_event_handler=noted)
    return _own() - before


def _lines(path: str) -> list[str]:
    lines: list[str] = json.loads(Path(path).read_text(encoding="utf-8"))
    return lines


WORKS: dict[str, Callable[..., float]] = {
    work.__name__: work for work in (count, peak_of_reader, peak_of_searcher, read, bare, loop, frame, scan)
}


class _WithoutPandas:
    """Hides pandas, which comes with the extra for Spark only: Arrow loads it wherever it is, for 35 MB."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def main(arguments: Sequence[str]) -> None:
    """Do one work, in a process that is like that of a command, and print what it took."""
    gc.set_threshold(OBJECTS)
    sys.meta_path.insert(0, _WithoutPandas)
    sys.stdout.write(f"{WORKS[arguments[0]](*arguments[1:]):.6f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
