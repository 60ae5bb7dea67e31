"""What is fuzzed: each target takes any bytes, and must neither crash nor break its promise.

A file of `corpus/NAME/` is an input of the target NAME. `make fuzz` looks for new ones.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.checks.judging import Terms, judge
from cxaudit.configuration import parse_text
from cxaudit.detection import compile_detector
from cxaudit.errors import CxauditError
from cxaudit.incidents import open_sources
from cxaudit.matchers import match_text, parse_condition
from cxaudit.model import Condition, Gravity, Location, Report, Rulebook, Symptom, Violation
from cxaudit.render.violations_text import render_violations
from cxaudit.rulebook import STANDARD_INPUT, Given, examine_rulebook
from cxaudit.rulebook.formatting import format_text

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY = date(2026, 1, 1)
_ENDINGS = (".csv", ".json", ".jsonl", ".xlsx", ".parquet", "")
_CUT = b"\n---\n"  # between the condition and the texts it is held against, one a line
_WORDS = ("rude", "not", "late", "can't", "café", "straße", "很差", "กา", "3.5", ".", "!", "?", "\n")
_LONGEST = 300  # characters of a text; the reference is slow on purpose


def read_rulebook(data: bytes) -> None:
    """Any bytes are a rulebook, or have violations, each at a place that is there; what can be laid out stays so."""
    given = Given(standard_input=data)
    examination = examine_rulebook([STANDARD_INPUT], given)
    found = [*examination.violations]
    if examination.rulebook is not None:
        found = [*judge(examination, Terms(_DAY)).all]
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for violation in found:
        _require_place(violation, lines)
    render_violations(tuple(found), examination.texts)
    formatted = format_text(data, STANDARD_INPUT.name, Report())
    if formatted is not None:
        assert format_text(formatted, STANDARD_INPUT.name, Report()) == formatted, "laid out twice, it changed"


def match(data: bytes) -> None:
    """A condition in YAML is refused with violations, or finds in each text what the plain reference finds."""
    written, _, rest = data.partition(_CUT)
    report = Report()
    node = parse_text(written, STANDARD_INPUT.name, report)
    condition = None if node is None else parse_condition(node, report)
    if condition is None or report.violations:
        assert report.violations, "nothing was read, and nothing was said"
        return
    texts = [line[:_LONGEST].replace("\\n", "\n") for line in rest.decode("utf-8", "replace").split("\n")[:8]]
    texts.append(" ".join(_WORDS[byte % len(_WORDS)] for byte in data[:40]))
    _agree(condition, texts)


def read_log(data: bytes) -> None:
    """Any bytes are read to the last row with an account that adds up, or refused in one sentence.

    The first byte tells the name of the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("log" + _ENDINGS[(data[0] if data else 0) % len(_ENDINGS)])
        path.write_bytes(data[1:])
        refusal = ""
        try:
            _read_to_the_end(path)
        except CxauditError as error:
            refusal = str(error)
        assert "\n" not in refusal, "the sentence has more than one line"


TARGETS: MappingProxyType[str, Callable[[bytes], None]] = MappingProxyType(
    {"rulebook": read_rulebook, "matchers": match, "incidents": read_log}
)


def _require_place(violation: Violation, lines: list[str]) -> None:
    place = violation.location
    if place.path != STANDARD_INPUT.name:
        return  # in a base
    assert violation.message, "a violation says nothing"
    assert 1 <= place.line <= len(lines), f"{place} is no line of {len(lines)}"
    assert place.column >= 1


def _agree(condition: Condition, texts: list[str]) -> None:
    symptom = Symptom("s", "", Gravity.MINOR, Location(STANDARD_INPUT.name, 1, 1), condition, ())
    detector = compile_detector(Rulebook("fuzz", "1", {"s": symptom}, {}, {}, {}, {}, ""))
    batch = pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["text"])
    found = detector.detect(batch)
    columns = (found.row, found.state, found.start, found.end)
    seen = list(zip(*(column.tolist() for column in columns), strict=True))
    expected = []
    for row, text in enumerate(texts):
        told = match_text(condition, text, {"text": text})
        if told.state:
            expected.append((row, int(told.state), told.start, told.end))
    assert seen == expected, f"found {seen}, the reference {expected}"


def _read_to_the_end(path: Path) -> None:
    (source,) = open_sources([str(path)])
    used = rejected = 0
    for chunk in source.chunks():
        used += chunk.batch.num_rows
        rejected += len(chunk.rejected)
    account = source.finished()
    assert account.read == account.used + account.rejected
    assert (account.used, account.rejected) == (used, rejected)
