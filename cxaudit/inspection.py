"""Looks at inputs before they are audited: what each column is read as, how full it is, and what is doubtful."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.engines import shown_value
from cxaudit.incidents import every_chunk
from cxaudit.incidents.examples import Meanings, Originals, answered
from cxaudit.incidents.names import plain_name
from cxaudit.incidents.people import is_of_people
from cxaudit.incidents.values.numbers import flags, minutes
from cxaudit.incidents.values.scales import is_grade
from cxaudit.incidents.values.times import times
from cxaudit.model import COLUMNS, MESSAGE_COLUMNS, ColumnKind, InspectedColumn, Inspection, MissingColumn
from cxaudit.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from cxaudit.incidents import OpenSource, Unread
    from cxaudit.model import RecognisedColumn

_LONGEST = 60  # characters of an example
_SPARSE = 0.5  # share of rows below which a column that matters is doubted
_HIDDEN = "(hidden)"
_CONTACT = re.compile(r"@|^\(?\+\d")  # a mail address or a telephone number in a column that has none when it is right
# A column that was left aside and holds names of people, by its own name.
_OF_PEOPLE = re.compile(
    r"(^|_)(first|last|middle|full|given|family|sur|user|contact|customer|client|agent|owner|display|maiden)_?names?(_|$)"
    r"|(^|_)(surname|vorname|nachname|familienname|prenom|prénom|nombre|apellidos?|cognome|voornaam|achternaam)(_|$)"
)
_NO_WORDS = frozenset({ColumnKind.TIME, ColumnKind.NUMBER, ColumnKind.FLAG})

# What an audit cannot say without a column. Those not named here are pleasant to have, and not missed.
_COSTS: Mapping[str, str] = MappingProxyType(
    {
        "text": "what customers say: only symptoms in other columns are seen",
        "opened_at": "weeks, trends and repeat contacts",
        "closed_at": "resolution times and the backlog",
        "customer": "repeat contacts, first contact resolution, and how many customers are hit",
        "channel": "differences between channels, and customers who had to change channel",
        "segment": "which customers are hit most",
        "product": "which products fail most",
        "agent_group": "which teams or partners stand out",
        "satisfaction": "satisfaction and dissatisfied customers",
        "reopens": "incidents that were reopened",
        "handoffs": "incidents handed from one to another",
        "sla_breached": "agreed times that were missed",
    }
)
_INSTEAD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"sla_breached": ("due_at",), "customer": ("author",), "opened_at": ("sent_at",)}
)


def inspect_sources(sources: Sequence[OpenSource], *, redacted: bool = True) -> tuple[Inspection, ...]:
    """Read the sources to their end, twice: each as it stands, and all as incidents.

    Raises InputError when one cannot be read to its end.
    """
    raws = [Originals.of(source) for source in sources]
    reads = [Meanings() for _ in sources]
    rejections = {source.path: Counter[str]() for source in sources}
    for number, chunk in every_chunk(sources):
        for entry in chunk.rejected:
            rejections[entry.source][entry.reason] += 1
        if not sources[number].of_messages:  # an incident made of several rows is what none of them became
            reads[number].add(chunk.batch, raws[number].example_rows)
    return tuple(
        _inspection(source, raw, read, rejections[source.path], redacted=redacted)
        for source, raw, read in zip(sources, raws, reads, strict=True)
    )


def _inspection(
    source: OpenSource,
    raw: Originals,
    read: Meanings,
    rejections: Mapping[str, int],
    *,
    redacted: bool,
) -> Inspection:
    people = {entry.original for entry in source.recognised if _personal(entry.column)}
    people |= {name for name, values in raw.values.items() if _of_people(name, tuple(values))}
    names = [value for name in sorted(people) for value in raw.values.get(name, ())]
    # First and last name, where they stand in columns of their own, of the rows that are shown.
    names += [value for name in sorted(read.values) if _personal(name) for value in read.values[name].values()]
    hide = _hider(names, people, redacted=redacted)
    losses = {loss.column: loss for loss in source.losses()}
    uses = Counter(entry.column for entry in source.recognised)
    form = shown_value(redacted=redacted)
    told = {column: values for column, values in read.values.items() if uses[column] == 1}
    looked_at = (_column(entry, raw, told, losses, hide, form) for entry in source.recognised)
    columns = answered(source, read, tuple(looked_at))
    account = source.finished(form)
    doubts = tuple(_doubts(columns, raw.rows, account.notes, losses))
    return Inspection(account, dict(sorted(rejections.items())), columns, _missing(columns), doubts)


def _column(
    entry: RecognisedColumn,
    raw: Originals,
    read: Mapping[str, Mapping[int, str]],
    losses: Mapping[str, Unread],
    hide: Callable[[str, str], str],
    form: Callable[[str], str],
) -> InspectedColumn:
    loss = losses.get(entry.column)
    mine = loss if loss is not None and entry.original in loss.originals else None
    rows = raw.first.get(entry.original, {})
    examples = list(rows)
    became = read.get(entry.column, {})
    read_as = {value: _reading(entry.column, value, became.get(row, value)) for value, row in rows.items() if became}
    if mine is not None and mine.lost:
        # A name may stand among values that mean nothing.
        meant = {value: _meant(entry.column, value) for value in examples}
        examples = sorted(examples, key=lambda value: not meant[value])
        shown = [value if meant[value] else form(value) for value in examples]
    else:
        shown = examples
    return InspectedColumn(
        original=entry.original,
        column=entry.column,
        how=entry.how,
        note=entry.note,
        filled=raw.filled[entry.original],
        unread=mine.lost if mine else 0,
        first_unread=mine.row if mine else 0,
        distinct=raw.distinct(entry.original),
        examples=tuple(hide(entry.column or entry.original, value) for value in shown),
        read_as=tuple(hide(entry.column, read_as[value]) for value in examples) if read_as else (),
    )


def _of_people(name: str, values: Sequence[str]) -> bool:
    return _OF_PEOPLE.search(plain_name(name)) is not None or is_of_people(name, values)


def _reading(column: str, value: str, became: str) -> str:
    """What a value became; nothing where a time to resolution was computed because it could not be read."""
    if column != "resolution_minutes":
        return became
    said = minutes(value, 1.0)
    unread = said < 0 if said is not None else not _meant("closed_at", value)
    return "" if unread else became


def _hider(names: Sequence[str], people: Collection[str], *, redacted: bool) -> Callable[[str, str], str]:
    """How a value of a column (canonical, or as it is called where that is none) may be shown.

    `names` are those that stand in the columns `people`.

    Names and contacts are not shown at all, other text without personal data.
    """
    redactor = Redactor(names)

    def hide(column: str, value: str) -> str:
        line = " ".join(value.split())
        if not redacted:
            return _short(line)
        if _personal(column) or (column not in COLUMNS and column in people):
            return _HIDDEN
        wordless = column == "id" or (column in COLUMNS and COLUMNS[column].kind in _NO_WORDS)
        if wordless and not _CONTACT.search(line):
            return _short(line)  # digits of a time are no telephone number
        return _short(redactor.redact(line[: 10 * _LONGEST]))

    return hide


def _meant(column: str, value: str) -> bool:
    """Whether a value is plainly one of its column, such as a time or the word of a grade."""
    if COLUMNS[column].kind is ColumnKind.TIME:
        read = (times(pa.array([value], pa.string()), day_first=first) for first in (False, True))
        return any(not found.null_count for found in read)
    return is_grade(value) or flags(pa.array([value], pa.string()), {}).null_count == 0


def _personal(column: str) -> bool:
    return column in COLUMNS and COLUMNS[column].personal


def _missing(columns: tuple[InspectedColumn, ...]) -> tuple[MissingColumn, ...]:
    there = {entry.column for entry in columns}
    return tuple(
        MissingColumn(name, COLUMNS[name].meaning, costs)
        for name, costs in _COSTS.items()
        if name not in there and not there.intersection(_INSTEAD.get(name, ()))
    )


def _doubts(
    columns: tuple[InspectedColumn, ...], rows: int, notes: tuple[str, ...], losses: Mapping[str, Unread]
) -> list[str]:
    found = []
    messages = any(entry.column in MESSAGE_COLUMNS for entry in columns)
    for entry in columns:
        if entry.how == "content":
            found.append(f"{entry.column} was guessed from the content of '{entry.original}' ({entry.note})")
        if entry.unread:
            loss = losses[entry.column]
            nothing = (
                f"{entry.unread:,} of {entry.filled:,} values of '{entry.original}' mean nothing as {entry.column}"
            )
            found.append("; ".join(filter(None, (f"{nothing} (first: {loss.place})", loss.why))))
        if entry.column in _COSTS and rows and entry.filled < _SPARSE * rows and _alone(entry, columns):
            share = (
                f"is filled in only {entry.filled / rows:.0%} of the rows" if entry.filled else "is empty in every row"
            )
            found.append(f"'{entry.original}' ({entry.column}) {share}")
        if entry.column == "id" and not messages and entry.distinct is not None and entry.distinct < entry.filled:
            found.append(
                f"'{entry.original}' (id) holds {entry.distinct:,} different value{'s' * (entry.distinct > 1)} in"
                f" {entry.filled:,} rows: of each only the last row counts"
            )
    told = [note for note in notes if not any("could not be read" in note and e.unread for e in columns)]
    return [*found, *told]


def _alone(entry: InspectedColumn, columns: tuple[InspectedColumn, ...]) -> bool:
    """Whether no other original makes the same canonical column, such as subject and description do."""
    return sum(other.column == entry.column for other in columns) == 1


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
