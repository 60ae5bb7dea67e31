"""What every format of violations is made from, and what several formats ask of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from types import MappingProxyType

from cxaudit.model import Severity, Violation

_LINE_BREAK = re.compile("\r\n|\r|\n")
_XML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_NOTHING: Mapping[str, str] = MappingProxyType({})
_OF_ALL_FILES = frozenset({"no-examples", "no-files", "no-rules", "unreachable-area"})  # of no file in particular
_FROM_WORST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Contents:
    """How much was looked at."""

    symptoms: int = 0
    causes: int = 0
    remedies: int = 0
    files: int = 0
    examples: int = 0
    scenarios: int = 0

    def __str__(self) -> str:
        """``112 symptoms, 49 causes, 46 remedies in 12 files, 340 examples``."""
        nouns = (
            counted(self.symptoms, "symptom"),
            counted(self.causes, "cause"),
            counted(self.remedies, "remedy", "remedies"),
        )
        scenarios = f", {counted(self.scenarios, 'scenario')}" if self.scenarios else ""
        tests = f"{counted(self.examples, 'example')}{scenarios}"
        return f"{', '.join(nouns)} in {counted(self.files, 'file')}, {tests}"


@dataclass(frozen=True, slots=True)
class ViolationsReport:
    """Violations in order of place, with all that a format may show beside them.

    `texts` holds the files by name, `rules` the one sentence each check holds a rulebook to, by its slug;
    `suppressed` counts what is hidden by comments or a baseline; `program` is ``cxaudit 1.2.3``.
    """

    violations: tuple[Violation, ...]
    texts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    contents: Contents = field(default_factory=Contents)
    suppressed: int = 0
    rules: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    program: str = "cxaudit"

    def number(self, severity: Severity) -> int:
        """How many violations are of this severity."""
        return sum(violation.severity is severity for violation in self.violations)

    def summary(self) -> str:
        """``2 errors, 1 warning, 0 suppressed — 112 symptoms, …``."""
        return f"{count_violations(self.violations, self.suppressed)} — {self.contents}"


def count_violations(violations: Sequence[Violation], suppressed: int = 0) -> str:
    """``2 errors, 1 warning, 0 suppressed``; notes are counted where there are any."""
    number = Counter(violation.severity for violation in violations)
    notes = f", {counted(number[Severity.INFO], 'note')}" if number[Severity.INFO] else ""
    errors, warnings = counted(number[Severity.ERROR], "error"), counted(number[Severity.WARNING], "warning")
    return f"{errors}, {warnings}{notes}, {suppressed} suppressed"


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 cause``, ``2 causes``; `plural` where it is not the noun and an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def worst_first(violations: Sequence[Violation]) -> list[Violation]:
    """The violations by severity, those of one severity in the order given."""
    return sorted(violations, key=lambda violation: _FROM_WORST.index(violation.severity))


def fingerprints(violations: Sequence[Violation]) -> tuple[str, ...]:
    """A name of each violation that stays when its lines move, each one different (SHA-256, 32 hexadecimal digits).

    It is made of the check, the definition concerned and the text at fault. A definition that moves to another file
    keeps it; what stands in no definition is known by the name of its file, without the folders before it, which are
    spelled differently from one working folder to the next. Equal ones are numbered in order of place.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for violation in violations:
        place = violation.owner or _file_name(violation)
        key = (violation.check, place, violation.subject or violation.message)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        found.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return tuple(found)


def _file_name(violation: Violation) -> str:
    return "" if violation.check in _OF_ALL_FILES else PurePosixPath(violation.location.path).name


def lines_of(texts: Mapping[str, str], path: str) -> tuple[str, ...]:
    """The lines of a file as editors count them; one empty line when the file is not at hand."""
    return _lines(texts.get(path, ""))


def fault_length(rest: str, subject: str) -> int:
    """How many characters of `rest`, a line from the fault on, the fault takes: the subject, with its quotes."""
    if subject and rest.startswith(subject):
        return len(subject)
    if subject and rest[:1] in {"'", '"'} and rest.startswith(subject, 1):
        return len(subject) + 2
    return 1


def printable(text: str) -> str:
    """The text on one line, without any control character; tabs and line ends become one space, so columns stay."""
    return "".join(" " if sign in "\t\n\r" else sign if sign.isprintable() else "\ufffd" for sign in text)


def xml_text(text: str) -> str:
    """The text as it stands in XML, between tags or in an attribute; what XML cannot hold becomes U+FFFD."""
    return _NOT_XML.sub("\ufffd", text).translate(_XML_ESCAPES)


@lru_cache(maxsize=64)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(_LINE_BREAK.split(text.removeprefix("\ufeff")))
