"""The formats in which violations can be written; a further one is a function and a line here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from cxaudit.render.violations_text import count_violations, counted, render_violations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.model import Violation
    from cxaudit.rulebook import Examination


class ViolationsFormat(Protocol):
    """Renders violations; `texts` holds the files by name, `contents` says what was looked at."""

    def __call__(self, violations: Sequence[Violation], texts: Mapping[str, str], contents: str) -> str:
        """All that is written, its last line break included."""
        ...


def as_text(violations: Sequence[Violation], texts: Mapping[str, str], contents: str) -> str:
    """Each violation with its line, then a line of counts."""
    shown = render_violations(violations, texts)
    summary = f"{count_violations(violations)} — {contents}\n"
    return f"{shown}\n{summary}" if shown else summary


FORMATS: MappingProxyType[str, ViolationsFormat] = MappingProxyType({"text": as_text})


def contents_of(examination: Examination) -> str:
    """``112 symptoms, 49 causes, 46 remedies in 12 files, 340 examples``."""
    rulebook, defined = examination.rulebook, examination.defined
    symptoms = rulebook.symptoms.values() if rulebook else ()
    examples = sum(len(symptom.examples) for symptom in symptoms)
    nouns = (
        counted(defined["symptom"], "symptom"),
        counted(defined["cause"], "cause"),
        counted(defined["remedy"], "remedy", "remedies"),
    )
    return f"{', '.join(nouns)} in {counted(len(examination.files), 'file')}, {counted(examples, 'example')}"
