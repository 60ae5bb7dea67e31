"""Recognises an export and plans how its columns become the canonical ones, saying why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.configuration import closest
from cxaudit.errors import InputError, UsageError
from cxaudit.incidents.finding import present_rule, unit_note
from cxaudit.incidents.guessing import guess_column
from cxaudit.incidents.mapping import found_parts, read_mapping
from cxaudit.incidents.names import NameIndex, in_order, index_names, plain_name
from cxaudit.incidents.questions import answered, in_words, questions_of
from cxaudit.incidents.raw import Partial
from cxaudit.incidents.rules import ColumnRule
from cxaudit.incidents.shapes import GENERIC, Shape
from cxaudit.model import COLUMNS, MESSAGE_COLUMNS, RecognisedColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.incidents.options import ReadingOptions
    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.sampling import Sample

_GUESSED = ("text", "opened_at", "customer", "id")
_CONTACTS = frozenset({"customer_email", "customer_phone"})
_DURATIONS = frozenset({"first_response_minutes", "resolution_minutes"})
# Where a known help desk has no such column, one of that name means something else, or is asked for by its shape.
_NEVER_CUSTOM = frozenset({"id", "text", "cause", "opened_at", "updated_at", *MESSAGE_COLUMNS})


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A canonical column to make: its rule with the originals as the input spells them, and how it was recognised."""

    column: str
    rule: ColumnRule
    how: str
    note: str = ""

    @property
    def originals(self) -> tuple[str, ...]:
        """All columns it is made from."""
        return in_order(name for part in self.rule.parts for name in part)


def recognise_shape(reader: Reader, shapes: Mapping[str, Shape], chosen: str | None) -> Shape:
    """The shape `chosen`, else the one most of whose names are among the columns, else the generic one."""
    if chosen is not None:
        if chosen not in shapes:
            near = closest(chosen, shapes)
            hint = f"did you mean '{near}'?" if near else f"known are: {', '.join(sorted(shapes))}"
            raise UsageError(f"export shape '{chosen}' is not known; {hint}")
        return shapes[chosen]
    names = {plain_name(name) for name in reader.columns}
    fitting = []
    for shape in shapes.values():
        typical = sum(plain_name(name) in names for name in shape.typical)
        if shape.name == GENERIC or typical < shape.at_least:
            continue
        if not all(plain_name(name) in names for name in shape.required):
            continue
        if any(plain_name(name) in names for name in shape.absent):
            continue
        signs = len(shape.required) + typical
        fitting.append((-signs, len(shape.required) + len(shape.typical), shape.name))
    return shapes[min(fitting)[2]] if fitting else shapes[GENERIC]


def plan_columns(
    reader: Reader, sample: Sample, shapes: Mapping[str, Shape], shape: Shape, options: ReadingOptions, name: str
) -> tuple[PlannedColumn, ...]:
    """How each canonical column the input has is made, in canonical order. What the user says wins.

    Columns that tell of one message are only among them where the user or a known export says so.
    """
    index = index_names(reader)
    given = read_mapping(options)
    planned: dict[str, PlannedColumn] = {}
    for column, rule in given.items():
        if rule.parts:
            parts = found_parts(rule, index, column, name, reader.columns)
            planned[column] = PlannedColumn(column, _told(replace(rule, parts=parts), column, index), "mapped")
        elif rule.after_due:
            planned[column] = PlannedColumn(column, rule, "mapped")
    how = "name" if shape.name == GENERIC else "shape"
    for column, rule in shape.columns.items():
        if how == "name" and column in MESSAGE_COLUMNS:
            continue  # a name alone does not make a message of a row
        found = None if column in given else present_rule(rule, index, column)
        if found is not None and how == "name":
            found = _free(column, found, planned)
        if found is not None:
            planned[column] = PlannedColumn(column, found, how, unit_note(column, found, how))
    if shape.name != GENERIC:
        _add_custom_fields(planned, given, index, shapes[GENERIC], shape)
    if shape.name == GENERIC or shape.header_rows:
        _add_questions(planned, given, reader, sample)
    _guess_missing(planned, given, reader, sample, shapes, shape)
    return tuple(planned[column] for column in COLUMNS if column in planned)


def recognised_columns(reader: Reader, planned: tuple[PlannedColumn, ...]) -> tuple[RecognisedColumn, ...]:
    """What became of every column of the input, those left aside included, in its order."""
    uses: dict[str, list[PlannedColumn]] = {}
    for plan in planned:
        for original in plan.originals:
            uses.setdefault(original, []).append(plan)
    names = in_order((*reader.columns, *uses))
    return tuple(
        entry
        for name in names
        for entry in (
            [RecognisedColumn(name, plan.column, plan.how, plan.note) for plan in uses[name]]
            if name in uses
            else [RecognisedColumn(name, "", "", "left aside")]
        )
    )


def _add_custom_fields(
    planned: dict[str, PlannedColumn],
    given: Mapping[str, ColumnRule],
    index: NameIndex,
    generic: Shape,
    shape: Shape,
) -> None:
    """What a business added to its help desk, recognised by name as in any table.

    A column that `shape` itself knows means what it says there: the customer, or that a row is none.
    """
    known = (*(drop.column for drop in shape.drop), *shape.aside)
    dropped = frozenset(name for each in known if (name := index.find(each)) is not None)
    for column, rule in generic.columns.items():
        if column not in planned and column not in given and column not in _NEVER_CUSTOM:
            found = present_rule(rule, index, column)
            found = None if found is None else untaken(found, planned, dropped)
            if found is not None:
                planned[column] = PlannedColumn(column, found, "name", unit_note(column, found, "name"))


def _add_questions(
    planned: dict[str, PlannedColumn], given: Mapping[str, ColumnRule], reader: Reader, sample: Sample
) -> None:
    """What a survey asked, recognised by the words of its questions."""
    questions = questions_of(reader.columns, sample)
    for column in ("recommend", "satisfaction", "effort"):
        taken = {name for plan in planned.values() for name in plan.originals}
        free = [each for each in questions if each.column not in taken]
        if column not in planned and column not in given and (found := answered(column, free, sample)) is not None:
            planned[column] = PlannedColumn(column, found[1], "name", found[0].note)
    taken = {name for plan in planned.values() for name in plan.originals}
    if "text" not in planned and "text" not in given and (said := in_words(questions, taken, sample)):
        rule = ColumnRule(tuple((each.column,) for each in said))
        planned["text"] = PlannedColumn("text", rule, "name", said[0].note if len(said) == 1 else "")


def _told(rule: ColumnRule, column: str, index: NameIndex) -> ColumnRule:
    """What the user said, with the columns beside it as the input spells them, and the unit its name says."""
    found = present_rule(rule, index, column)
    return rule if found is None else replace(found, parts=rule.parts, unit=rule.unit or found.unit)


def _free(column: str, rule: ColumnRule, planned: Mapping[str, PlannedColumn]) -> ColumnRule | None:
    """The rule with originals that it may use: a phone number may be all there is to name the customer."""
    found = untaken(rule, planned)
    if found is None and column == "customer_phone" and "customer" in planned:
        own = {name: plan for name, plan in planned.items() if name != "customer"}
        return untaken(rule, own)
    return found


def untaken(
    rule: ColumnRule, planned: Mapping[str, PlannedColumn], also: frozenset[str] = frozenset()
) -> ColumnRule | None:
    """The rule with one original a part, as a name alone is too weak a sign to use a column twice or to merge two.

    How to reach the customer is also what else a column says, such as who wrote. `also` names further ones in use.
    """
    taken = {name for plan in planned.values() if plan.column not in _CONTACTS for name in plan.originals} | also
    parts = tuple(free[:1] for part in rule.parts if (free := tuple(name for name in part if name not in taken)))
    return replace(rule, parts=parts) if parts else None


def _guess_missing(
    planned: dict[str, PlannedColumn],
    given: Mapping[str, ColumnRule],
    reader: Reader,
    sample: Sample,
    shapes: Mapping[str, Shape],
    shape: Shape,
) -> None:
    generic = shape.name == GENERIC
    taken = {name for plan in planned.values() if plan.column not in _CONTACTS for name in plan.originals}
    if not generic and "text" not in planned and "text" not in given:
        # A custom field with the customer's words is no part of any shape.
        rule = present_rule(shapes[GENERIC].columns["text"], index_names(reader), "text")
        rule = untaken(rule, planned) if rule is not None else None
        if rule is not None:
            planned["text"] = PlannedColumn("text", rule, "name")
    guessed = _GUESSED if generic else () if "text" in shape.columns else ("text",)
    for column in guessed:
        if column in planned or column in given:
            continue
        guess = guess_column(column, [name for name in reader.columns if name not in taken], sample)
        if guess is not None:
            planned[column] = PlannedColumn(column, ColumnRule(((guess[0],),)), "content", guess[1])
            taken.add(guess[0])


def require_something(reader: Reader, planned: tuple[PlannedColumn, ...], hashed: tuple[str, ...], name: str) -> None:
    """Raise InputError for an input that says nothing a symptom could be seen in."""
    if any(plan.column == "text" or plan.column in STRUCTURAL for plan in planned):
        return
    shown = ", ".join(reader.columns[:12]) + (
        f" and {len(reader.columns) - 12} more" if len(reader.columns) > 12 else ""
    )
    unreadable = f" ({', '.join(hashed)} holds digests, not words)" if hashed else ""
    instead = f"or {elsewhere}" if isinstance(reader, Partial) and (elsewhere := reader.elsewhere()) else ""
    raise InputError(
        f"{name}: has no column with what customers wrote{unreadable} and none that tells how an incident went, such as"
        f" reopens, hand-offs, satisfaction or a missed deadline; its columns are {shown}; name one with"
        f" --column text=NAME, {instead or 'or give a file of incidents'}"
    )


# Columns in which a symptom can be seen without any text.
STRUCTURAL = frozenset(
    {
        "closed_at",
        "due_at",
        "customer",
        "category",
        "tags",
        "reopens",
        "handoffs",
        "satisfaction",
        "recommend",
        "effort",
    }
    | {"first_response_minutes", "resolution_minutes", "sla_breached", "escalated", "churned", "resolution", "cause"}
)
