"""What a report rests on: limits, method, sources, and the evidence in the annex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid, code
from cxaudit.render.view.findings import Quote, make_quote
from cxaudit.render.view.lookup import sentence, words

if TYPE_CHECKING:
    from cxaudit.model import RecognisedColumn
    from cxaudit.render.view.lookup import Lookup

_QUOTES = 2  # incidents shown in the annex for each symptom


@dataclass(frozen=True, slots=True)
class Limits:
    """What the data cannot tell, in sentences."""

    diagnosis: tuple[str, ...]
    unknowns: tuple[str, ...]
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How the numbers were made; `arrows` are those that were taken in beyond the rulebook's."""

    diagnosis: str
    plan: str
    formulas: Grid
    arrows: Grid


@dataclass(frozen=True, slots=True)
class Recognition:
    """How files of one kind were understood: which columns were read as what, which were left aside."""

    files: str
    columns: Grid
    left_aside: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """Every source file, and how each kind of them was understood."""

    files: Grid
    recognitions: tuple[Recognition, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """The evidence for one symptom."""

    symptom: str
    incidents: str
    quotes: tuple[Quote, ...]


def make_limits(look: Lookup) -> Limits:
    """Limits of the model, questions that stay open, figures without a value."""
    silent = [entry for entry in look.audit.measures.headline if entry.value is None]
    return Limits(
        tuple(map(look.named, look.audit.diagnosis.limits)),
        tuple(map(look.named, look.audit.measures.unknowns)),
        tuple((entry.title, sentence(entry.note) or "The log does not record it.") for entry in silent),
    )


def make_method(look: Lookup) -> Method:
    """The methods in the audit's own words, and the formula of each headline figure."""
    known = [entry for entry in look.audit.measures.headline if entry.value is not None]
    rows = tuple((entry.title, entry.formula, entry.source or "–") for entry in known)
    formulas = Grid(("Figure", "Formula", "Interval"), ("left", "left", "left"), rows)
    return Method(
        sentence(look.audit.diagnosis.method), sentence(look.audit.plan.method), formulas, _found_arrows(look)
    )


def _found_arrows(look: Lookup) -> Grid:
    """The arrows that the log asked for, the most surprising first."""
    rows = tuple(
        (
            look.title("cause", arrow.cause),
            look.any_title(arrow.effect),
            f"{arrow.guess:.2g}",
            f"{arrow.surprise:.1f}",
        )
        for arrow in look.audit.diagnosis.found
    )
    return Grid(("From", "To", "Strength tried first", "Surprise"), ("left", "left", "right", "right"), rows)


def make_origins(look: Lookup) -> Origins:
    """Every source, in the order in which it was read; files with the same columns are explained once."""
    sources = look.audit.sources
    rows = tuple(
        (
            code(source.path),
            f"{words(source.shape)}, {source.format}",
            *map(figures.count, (source.size, source.read, source.used, source.rejected)),
            code(source.sha256),
        )
        for source in sources
    )
    headers = ("File", "Recognised as", "Bytes", "Read", "Used", "Rejected", "SHA-256")
    kinds: dict[tuple[tuple[RecognisedColumn, ...], tuple[str, ...]], list[str]] = {}
    for source in sources:
        kinds.setdefault((source.columns, source.notes), []).append(source.path)
    return Origins(
        Grid(headers, ("left", "left", "right", "right", "right", "right", "left"), rows),
        tuple(_recognition(paths, columns, notes) for (columns, notes), paths in kinds.items()),
    )


def make_exhibits(look: Lookup) -> tuple[Exhibit, ...]:
    """Evidence for every symptom that has some, the most frequent symptom first."""
    counts = look.audit.tally.counts()
    exhibits = []
    for symptom in sorted(counts, key=lambda name: (-counts[name], name)):
        evidence = look.evidence(symptom)[:_QUOTES]
        if evidence:
            quotes = tuple(make_quote(look, entry) for entry in evidence)
            title = look.title("symptom", symptom)
            exhibits.append(Exhibit(title, figures.plural(counts[symptom], "incident"), quotes))
    return tuple(exhibits)


def _recognition(paths: list[str], columns: tuple[RecognisedColumn, ...], notes: tuple[str, ...]) -> Recognition:
    others = f" and {figures.plural(len(paths) - 1, 'file')} like it" if len(paths) > 1 else ""
    rows = tuple(
        (code(column.original), code(column.column), column.how, column.note) for column in columns if column.column
    )
    return Recognition(
        f"{paths[0]}{others}",
        Grid(("Column of the file", "Read as", "Because of", "Note"), ("left", "left", "left", "left"), rows),
        tuple(column.original for column in columns if not column.column),
        tuple(map(sentence, notes)),
    )
