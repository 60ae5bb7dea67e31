"""Detection whose time is told by itself: `python timed_detection.py WORK RULES [FILE] [compiled]`.

RULES are ``core``, ``expressions``, a number of generated symptoms, or ``same-`` and such a number, where the further
symptoms match nothing. With ``compiled`` compiled code works from the first text on, and was loaded before; else NumPy
works however many texts there are. Prints the CPU seconds it took as its last line; reading the rules does not count.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from generated_incidents import expression_rules, generated_rules, generated_texts, rulebook_of_rules

from cxaudit.detection import Detector, compile_detector
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generated_incidents import Rule

    from cxaudit.model import Rulebook

_BATCH = 8192  # rows
_COMPILED = "compiled"
_LONG = 10_000_000  # bytes of the one long text
_FIRST = 2048  # texts of a log that come before it
_CORE = Path(__file__).parents[2] / "rules" / "core"

# Texts made to be slow: each is repeated up to the full length.
LONG_TEXTS = {
    "a word again and again": "not ",
    "words that rules know": "no one told us anything ",
    "hits in turn with what denies them": "not rude not told me ",
    "short sentences": "not told me. ",
    "one word without end": "a",
    "combining marks": "e\u0301\u0323",
    "separators": ".\n !",
    "quotes": "a' ’",
    "letters that fold to two": "ß",
    "a script without spaces": "很差",
}


def rules_of(name: str) -> list[Rule]:
    """The generated rules of this name."""
    if name == "expressions":
        return expression_rules()
    return generated_rules(int(name.removeprefix("same-")), same_hits=name.startswith("same-"))


def detect(name: str, texts: str, way: str = "") -> float:
    """Texts to detections with evidence, everything that is learned on the way included."""
    detector = _detector(name, way)
    said = json.loads(Path(texts).read_text(encoding="utf-8"))
    batches = [_batch(said[first : first + _BATCH]) for first in range(0, len(said), _BATCH)]
    before = time.process_time()
    found = sum(len(detector.detect(batch)) for batch in batches)
    assert found, "nothing was found"
    return time.process_time() - before


def evidence(name: str, stored: str, processes: str, way: str = "") -> float:
    """Parquet to detections with evidence: each process takes its share of the row groups; told is the busiest one.

    Machine code and rules are there before, as they are for the processes of a run.
    """
    detector, number = _detector(name, way), int(processes)
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()

    def search(first: int) -> None:
        before = time.process_time()
        with pq.ParquetFile(stored) as file:
            groups = list(range(first, file.num_row_groups, number))
            batches = file.iter_batches(_BATCH, groups, use_threads=False)
            found = sum(len(detector.detect(batch)) for batch in batches)
        told.put((time.process_time() - before, found))

    for first in range(number):
        context.Process(target=search, args=(first,)).start()
    seconds, found = zip(*(told.get() for _ in range(number)), strict=True)
    assert all(found), "nothing was found"
    return float(max(seconds))


def compiled(name: str) -> float:
    """Rules to a detector."""
    rulebook = _rulebook(name)
    before = time.process_time()
    compile_detector(rulebook)
    return time.process_time() - before


def load(name: str) -> float:
    """Compiled code made ready, which it is once in a process; from what an earlier run has kept, if there was one."""
    plain, fast = (compile_detector(_rulebook(name), compiled=way) for way in (False, True))
    batch = _batch(["Nobody called back.", "It never came."])
    before = time.process_time()
    plain.detect(batch)
    between = time.process_time()
    fast.detect(batch)
    return (time.process_time() - between) - (between - before)


def long_text(name: str, text: str, way: str = "") -> float:
    """One incident of ten megabytes, after some of the usual length."""
    detector = _detector(name, way)
    detector.detect(_batch(generated_texts(_FIRST, generated_rules(100))))
    repeated = LONG_TEXTS[text]
    batch = _batch([repeated * (_LONG // len(repeated.encode()))])
    before = time.process_time()
    detector.detect(batch)
    return time.process_time() - before


def _detector(name: str, way: str) -> Detector:
    if way == _COMPILED:
        compile_detector(_rulebook(name), compiled=True).detect(_batch(["Nobody called back.", "It never came."]))
    return compile_detector(_rulebook(name), compiled=way == _COMPILED)


def _rulebook(name: str) -> Rulebook:
    return load_rulebook([_CORE]) if name == "core" else rulebook_of_rules(rules_of(name))


def _batch(texts: Sequence[str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["text"])


WORKS: dict[str, Callable[..., float]] = {
    "detect": detect,
    "evidence": evidence,
    "compile": compiled,
    "load": load,
    "long": long_text,
}


def main(arguments: Sequence[str]) -> None:
    """Do one work and print what it took."""
    sys.stdout.write(f"{WORKS[arguments[0]](*arguments[1:]):.6f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
