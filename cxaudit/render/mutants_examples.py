"""The examples that would kill survivors, as YAML that can stand in a scenario file or be copied out of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from cxaudit.render.mutants_report import MutantsReport, Skeleton, Survivor, SymptomSurvivors, by_symptom
from cxaudit.render.violations_report import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9']*(?: [A-Za-z0-9'][A-Za-z0-9',.]*)+")  # several words, so not `no` or `1e3`
_COLUMN = re.compile(r"[a-z_]{4,}")

_HEAD = """\
# Examples that tell mutants of the rulebook from the rulebook itself, made of its own words by `cxaudit rules mutate`.
# Turn each into a sentence that a customer would write, and run the command again; each comment names what was done,
# and where, that no test noticed.
"""


def examples_file(report: MutantsReport) -> str:
    """A scenario file with every example to add; empty when there is none."""
    groups = [group for group in by_symptom(report.survivors) if group.to_add]
    lines = (line for group in groups for line in symptom_lines(group))
    return f"{_HEAD}examples:\n" + "".join(f"{line}\n" for line in lines) if groups else ""


def symptom_lines(group: SymptomSurvivors) -> Iterator[str]:
    """The examples of one symptom under its id, each below a comment for every mutant it kills."""
    yield f"  {group.symptom}:" if group.to_add else f"  # {group.symptom}:"
    for key, matches in (("match", True), ("no_match", False)):
        entries = [entry for entry in group.to_add if entry.example.matches == matches]
        if entries:
            yield f"    {key}:"
        for entry in entries:
            yield from (f"      # {line}" for line in told(entry.kills))
            yield f"      - {example_yaml(entry.example)}"
    for survivor in group.others:
        yield f"    # {printable(str(survivor.location))}: {printable(survivor.done)}; {printable(survivor.advice)}"


def told(survivors: Iterable[Survivor]) -> Iterator[str]:
    """What was done, and where, a line each."""
    return (f"{printable(str(entry.location))}: {printable(entry.done)}" for entry in survivors)


def example_yaml(example: Skeleton) -> str:
    """An example as it stands in a list: its text, or a mapping where it has columns."""
    if not example.fields:
        return _scalar(example.text)
    text = [("text", example.text)] if example.text else []
    entries = (f"{_key(column)}: {_quoted(value)}" for column, value in (*text, *example.fields))
    return f"{{{', '.join(entries)}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _key(column: str) -> str:
    return column if _COLUMN.fullmatch(column) else _quoted(column)


def _quoted(text: str) -> str:
    """Between double quotes; JSON strings are YAML (YAML 1.2, section 1.3)."""
    return json.dumps(text, ensure_ascii=False)
