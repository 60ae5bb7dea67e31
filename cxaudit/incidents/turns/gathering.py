"""Finds the messages of records: in lists, journals, single cells, and transcripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.formats.json_values import Json, picked, steps
from cxaudit.incidents.turns.journals import Said, journal_of, transcript_of
from cxaudit.incidents.turns.roles import Role, meanings_of, role_of
from cxaudit.incidents.values.texts import present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.raw import RawBatch
    from cxaudit.incidents.turns.rules import TurnRule

People: TypeAlias = "tuple[str | None, str | None]"  # the customer and the member of staff of a record

_PEOPLE = (("customer", "customer_name"), ("agent",))
_NO = frozenset({"false", "no", "0"})
_YES = frozenset({"true", "yes", "1"})


@dataclass(slots=True)
class Gathered:
    """Messages and the record each belongs to; `whole` are records whose text consists of them.

    With `from_the_start` the first message is among them, and what else the record says is none. `journals` are cells
    that were cut, which may stand in the text as well.
    """

    rows: int
    from_the_start: bool
    record: list[int] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)
    journals: dict[int, list[str]] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)

    def add(self, record: int, said: Said) -> None:
        """One more message, unless it says nothing."""
        if said.text:
            self.record.append(record)
            self.messages.append(said)


def gather(said: Gathered, rule: TurnRule, raw: RawBatch) -> None:
    """Add the messages that stand where `rule` says."""
    cells = _first(raw, rule.list or rule.journal or rule.column)
    people = list(zip(_first(raw, rule.customer), _first(raw, rule.staff), strict=True))
    if rule.column:
        _gather_cells(said, rule, raw, cells, people)
        return
    for record, cell in enumerate(cells):
        if cell is None:
            continue
        if rule.list:
            for element in _elements(cell):
                said.add(record, _of_element(element, rule, people[record]))
        else:
            for entry in journal_of(cell):
                said.journals.setdefault(record, []).append(cell)
                role = entry.role or _compared(entry.who, people[record])
                said.add(record, Said(entry.text, role, entry.who, entry.when))


def _gather_cells(
    said: Gathered, rule: TurnRule, raw: RawBatch, cells: Sequence[str | None], people: Sequence[People]
) -> None:
    """One message a record, told by its columns."""
    sent, author = _first(raw, rule.sent_at), _first(raw, rule.author)
    internal, public = _first(raw, rule.internal), _first(raw, rule.public)
    speakers = [(name, _first(raw, (name,))) for name in rule.speaker]
    for record, cell in enumerate(cells):
        if cell is not None:
            spoken_by = [(name, column[record] or "") for name, column in speakers]
            flags = (internal[record] or "", public[record] or "")
            who = author[record] or ""
            said.add(record, Said(cell, _role(spoken_by, flags, who, people[record]), who, sent[record] or ""))


def _first(raw: RawBatch, names: Sequence[str]) -> list[str | None]:
    columns = [present(raw.table.column(name)) for name in names if name in raw.table.schema.names]
    if not columns:
        return [None] * len(raw.rows)
    found: list[str | None] = (columns[0] if len(columns) == 1 else pc.coalesce(*columns)).to_pylist()
    return found


def _elements(cell: str) -> list[Mapping[str, Json]]:
    """The objects of a list in JSON; none where it is broken, as its record was read all the same."""
    try:
        found = msgspec.json.decode(cell)
    except (msgspec.DecodeError, ValueError):
        return []
    elements = found if isinstance(found, list) else [found]
    return [element for element in elements if isinstance(element, dict)]


def _of_element(element: Mapping[str, Json], rule: TurnRule, people: People) -> Said:
    def value(names: Sequence[str]) -> str:
        return next((text for name in names if (text := picked(dict(element), steps(name)))), "")

    spoken_by = [(name, value((name,))) for name in rule.speaker]
    who = value(rule.author)
    role = _role(spoken_by, (value(rule.internal), value(rule.public)), who, people)
    return Said(value(rule.text).strip(), role, who, value(rule.sent_at))


def _role(spoken_by: Sequence[tuple[str, str]], flags: tuple[str, str], author: str, people: People) -> Role:
    """The role in a message, from what says who speaks, whether it is internal and whether it is public."""
    internal, public = flags
    if internal.casefold() in _YES or public.casefold() in _NO:
        return Role.NOTE
    words = "; ".join(meanings_of(name).get(value.casefold(), value) for name, value in spoken_by if value)
    return role_of(words) or _compared(author, people)


def _compared(author: str, people: People) -> Role:
    """The role of an author, from who the customer and the member of staff of the record are."""
    customer, staff = people
    if not author:
        return Role.UNKNOWN
    if customer is not None and author.casefold() == customer.casefold():
        return Role.CUSTOMER
    if customer is not None or (staff is not None and author.casefold() == staff.casefold()):
        return Role.STAFF
    return Role.UNKNOWN


def cut(said: Gathered, texts: Sequence[str | None], made: Mapping[str, pa.Array]) -> None:
    """Add the messages of transcripts among the texts; `made` are the columns that name people."""
    names = [[made[name].to_pylist() for name in people if name in made] for people in _PEOPLE]
    for record, text in enumerate(texts):
        if not text or ":" not in text:
            continue
        customers, staff = ([column[record] for column in columns if column[record]] for columns in names)
        found = transcript_of(text, customers, staff)
        if found:
            said.whole.add(record)
        for one in found:
            said.add(record, one)
