"""Finds out where the records of an input hold messages, and says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.incidents.formats.json_values import WHOLE
from cxaudit.incidents.names import in_order, index_names
from cxaudit.incidents.shapes import GENERIC
from cxaudit.incidents.turns.journals import transcript_of
from cxaudit.incidents.turns.records import Telling
from cxaudit.incidents.values.texts import is_hashed, looks_marked_up, without_markup
from cxaudit.model import RecognisedColumn

if TYPE_CHECKING:
    from cxaudit.incidents.names import NameIndex
    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.sampling import Sample
    from cxaudit.incidents.shapes import Shape
    from cxaudit.incidents.turns.rules import Names, TurnRule

_LOOKED_AT = 200  # texts that decide whether they are transcripts
_TRANSCRIPTS = 0.3  # share of them that has to be
_PEOPLE = 500  # names that speakers are compared with
_FIELDS = (("text", "text"), ("sent_at", "sent_at"), ("author", "author"), ("speaker", "speaker"))
_FLAGS = (("internal", "internal"), ("public", "internal"))


def plan_telling(
    shape: Shape, reader: Reader, planned: tuple[PlannedColumn, ...], sample: Sample
) -> tuple[Telling | None, tuple[str, ...]]:
    """Where the records hold messages, and what to say of it; None where they hold none.

    A text that the user named otherwise than the export's own is taken as it stands, but for transcripts.
    """
    index = index_names(reader)
    mapped = any(
        plan.column == "text" and plan.how == "mapped" and set(plan.originals) != set(_own_text(shape, index))
        for plan in planned
    )
    known = shape.turns if shape.name != GENERIC else (_of_messages(each, reader) for each in shape.turns)
    rules = () if mapped else (_found(each, reader, index, sample) for each in known)
    found = tuple(rule for rule in rules if rule is not None)
    transcripts = _are_transcripts(planned, sample)
    if not found and not transcripts:
        return None, ()
    notes = []
    if found:
        places = ", ".join(
            f"'{name}'" for name in in_order(name.removesuffix(WHOLE) for rule in found for name in _places(rule))
        )
        notes.append(f"what customers and staff say to each other in {places} is told apart; notes are neither's words")
    if transcripts:
        notes.append("texts are transcripts: symptoms are looked for in what the customer says in them")
    return Telling(found, transcripts), tuple(notes)


def with_messages(recognised: tuple[RecognisedColumn, ...], telling: Telling | None) -> tuple[RecognisedColumn, ...]:
    """What became of the columns, those in messages included."""
    if telling is None:
        return recognised
    uses: dict[str, str] = {}
    for rule in telling.rules:
        for place in rule.list:
            inside = place.removesuffix(WHOLE)
            for field, column in (*_FIELDS, *_FLAGS):
                uses |= {f"{inside}.{name}": column for name in getattr(rule, field)}
        uses |= dict.fromkeys((*rule.journal, *rule.column), "text")
    told = "in messages, by who wrote each"
    return tuple(
        RecognisedColumn(entry.original, uses[entry.original], "shape", told)
        if not entry.column and entry.original in uses
        else entry
        for entry in recognised
    )


def _own_text(shape: Shape, index: NameIndex) -> Names:
    rule = shape.columns.get("text")
    names = (name for part in rule.parts for name in part) if rule is not None else ()
    return tuple(name for each in names if (name := index.find(each)) is not None)


def _places(rule: TurnRule) -> Names:
    return rule.list or rule.journal or rule.column


def _found(rule: TurnRule, reader: Reader, index: NameIndex, sample: Sample) -> TurnRule | None:
    """The rule with the names that the input has; None where it has none of its places."""

    def there(names: Names) -> Names:
        return in_order(name for each in names if (name := index.find(each)) is not None)

    people = replace(rule, customer=there(rule.customer), staff=there(rule.staff))
    if rule.list:
        lists = tuple(place for name in rule.list if (place := _list(name, reader)))
        return replace(people, list=lists) if lists else None
    if rule.journal:
        cells = there(rule.journal)
        return replace(people, journal=cells) if cells else None
    cells = tuple(name for name in there(rule.column) if not is_hashed(sample.texts(name)))
    if not cells:
        return None
    return replace(
        people,
        column=cells,
        sent_at=there(rule.sent_at),
        speaker=there(rule.speaker),
        author=there(rule.author),
        internal=there(rule.internal),
        public=there(rule.public),
    )


def _of_messages(rule: TurnRule, reader: Reader) -> TurnRule:
    """The rule with those lists only that are plainly of messages: names alone say little where no export is known."""
    columns = frozenset(reader.columns)

    def has(name: str, fields: Names) -> bool:
        return any(f"{name}.{field}" in columns for field in fields)

    return replace(
        rule,
        list=tuple(name for name in rule.list if has(name, rule.text) and has(name, (*rule.speaker, *rule.author))),
    )


def _list(name: str, reader: Reader) -> str:
    """How the list is asked for, or nothing where the input has none such."""
    if reader.open_ended:
        has = any(column == name or column.startswith(f"{name}.") for column in reader.columns)
        return f"{name}{WHOLE}" if has else ""
    return name if name in reader.columns else ""


def _are_transcripts(planned: tuple[PlannedColumn, ...], sample: Sample) -> bool:
    plans = {plan.column: plan for plan in planned}
    if "text" not in plans:
        return False
    customers, staff = (
        [text for name in names if name in plans for text in _texts(plans[name], sample)[:_PEOPLE]]
        for names in (("customer", "customer_name"), ("agent",))
    )
    for part in plans["text"].rule.parts:
        texts = [text for name in part for text in sample.texts(name)][:_LOOKED_AT]
        if looks_marked_up(texts):
            texts = [text for text in without_markup(pa.array(texts, pa.string())).to_pylist() if text]
        cut = sum(bool(transcript_of(text, customers, staff)) for text in texts if ":" in text)
        if texts and cut >= _TRANSCRIPTS * len(texts):
            return True
    return False


def _texts(plan: PlannedColumn, sample: Sample) -> list[str]:
    return list(dict.fromkeys(text for name in plan.originals for text in sample.texts(name)))
