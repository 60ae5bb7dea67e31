"""Makes batches of incidents with canonical columns from batches of rows as they stood.

A value that cannot be read never costs its row: it becomes missing, and the ledger counts it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.asking import answers, brought, closed
from cxaudit.incidents.doubting import doubt
from cxaudit.incidents.people import with_hidden
from cxaudit.incidents.raw import SEVERAL, RawBatch
from cxaudit.incidents.recognition import PlannedColumn
from cxaudit.incidents.rejecting import not_incidents, set_aside
from cxaudit.incidents.rules import SINCE_OPENING, ColumnRule
from cxaudit.incidents.shapes import Drop
from cxaudit.incidents.turns.records import Telling
from cxaudit.incidents.values.numbers import NUMBER, durations, flags, numbers
from cxaudit.incidents.values.presence import holds, strings
from cxaudit.incidents.values.scales import Scale, grades, likelihood
from cxaudit.incidents.values.texts import (
    by_distinct,
    categories,
    first_present,
    paragraphs,
    tags,
    without_markup,
    without_stray_markup,
)
from cxaudit.incidents.values.times import TIME, times
from cxaudit.model import COLUMNS, ROW, SOURCE, ColumnKind, Rejection

if TYPE_CHECKING:
    from cxaudit.incidents.ledger import Ledger

_DURATIONS = frozenset({"first_response_minutes", "resolution_minutes"})
_RECOMMEND = (0.0, 10.0)
_ANSWERS = frozenset({"recommend", "effort"})  # beside whose numbers stands what they mean
_AS_ROUNDED = r"^\d([.,]\d+)?E\+\d+$"
_ROUNDED = "the id was rounded by a spreadsheet, so file and row name the incident,"
_TWICE = "an object gives a field twice, of which the last value counts,"
_BACKWARDS = "closed_at is before opened_at, so no duration was computed,"


@dataclass(frozen=True, slots=True)
class Conversion:
    """How the rows of one input become incidents. `kept` pairs the names of kept columns with their originals.

    With `messages` the rows are turns of incidents, which are made of them later; `telling` says where a row itself
    holds messages. The names of people in the original columns `hidden` are to be hidden, and tell nothing else.
    """

    path: str
    planned: tuple[PlannedColumn, ...]
    day_first: bool
    scales: Mapping[str, Scale]
    drops: tuple[Drop, ...] = ()
    kept: tuple[tuple[str, str], ...] = field(default=())
    messages: bool = False
    telling: Telling | None = None
    hidden: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """The original columns that have to be read."""
        planned = [name for plan in self.planned for name in plan.originals]
        planned += [name for plan in self.planned for name in plan.rule.beside]
        planned += self.telling.wanted if self.telling is not None else ()
        planned += [*(drop.column for drop in self.drops), *(name for _, name in self.kept), *self.hidden]
        return tuple(dict.fromkeys(planned))

    def convert(self, raw: RawBatch, ledger: Ledger) -> tuple[pa.RecordBatch, tuple[Rejection, ...]]:
        """The incidents in `raw`, and all rejections in the order of their rows."""
        _tell_twice(raw, ledger)
        raw, aside = set_aside(self.path, raw, self.drops)
        made: dict[str, pa.Array] = {}
        for plan in self.planned:
            made[plan.column] = self._column(plan, raw, made, ledger)
        if self.telling is not None:
            made |= self.telling.told(raw, made, day_first=self.day_first)
        made = with_hidden(made, raw.table, self.hidden)
        self._computed_duration(raw, made, ledger)
        rejected = not_incidents(self.path, raw, made)
        columns = {name: made[name] for name in COLUMNS if name in made}
        columns["id"] = self._identified(made.get("id"), raw.rows)
        for name, original in self.kept:
            columns[name] = pc.utf8_trim_whitespace(strings(raw.table.column(original)))
        columns[SOURCE] = pa.repeat(pa.scalar(self.path, pa.string()), len(raw.rows))
        columns[ROW] = raw.numbers()
        batch = pa.RecordBatch.from_pydict(columns)
        if rejected:
            gone = {rejection.row for rejection in rejected}
            batch = batch.filter(pa.array([row not in gone for row in raw.rows], pa.bool_()))
        every = tuple(sorted((*raw.rejected, *aside, *rejected), key=lambda rejection: rejection.row))
        ledger.used += batch.num_rows
        ledger.rejected += len(every)
        return batch, every

    def _column(self, plan: PlannedColumn, raw: RawBatch, made: Mapping[str, pa.Array], ledger: Ledger) -> pa.Array:
        column = COLUMNS[plan.column]
        rule = plan.rule
        if not rule.parts:
            return _late(raw, made)
        parts = [first_present([raw.table.column(name) for name in part]) for part in rule.parts]
        if column.kind is ColumnKind.TEXT:
            return paragraphs([without_markup(part) if rule.html else without_stray_markup(part) for part in parts])
        if column.kind is ColumnKind.CATEGORY:
            merged = categories(paragraphs(parts), rule.values, whole=rule.whole)
            if plan.column == "id" and holds(merged, b"E+"):
                rounded = pc.fill_null(pc.match_substring_regex(merged, _AS_ROUNDED), fill_value=False)
                ledger.tell(_ROUNDED, merged, rounded, raw.rows)
                merged = pc.if_else(rounded, pa.scalar(None, pa.string()), merged)
            return _finished_category(plan.column, rule, merged)
        value = self._typed_part(plan, raw, parts[0])
        read, excused = self._read(plan, value, raw, made)
        # What is missing stays missing, so that equal numbers mean that nothing was lost.
        bad, why = None, ""
        if read.null_count > value.null_count:
            bad = pc.and_(pc.and_(pc.is_valid(value), pc.is_null(read)), pc.invert(excused))
            why = doubt(plan.column, value.filter(bad), self.scales)
        ledger.unread(plan.column, plan.originals, value, bad, raw.rows, why)
        return read

    def _typed_part(self, plan: PlannedColumn, raw: RawBatch, merged: pa.Array) -> pa.Array:
        """The value to read: as stored when one column alone holds it, else the first of several values."""
        originals = plan.originals
        if len(originals) == 1 and not pa.types.is_string(raw.table.column(originals[0]).type):
            return raw.table.column(originals[0])
        if holds(merged, SEVERAL.encode()):
            return pa.array(
                [None if text is None else text.split(SEVERAL, 1)[0] for text in merged.to_pylist()], pa.string()
            )
        return merged

    def _read(
        self, plan: PlannedColumn, value: pa.Array, raw: RawBatch, made: Mapping[str, pa.Array]
    ) -> tuple[pa.Array, pa.Array]:
        """The values as the kind of the column, and which of those that came out null are no fault."""
        rule = plan.rule
        excused = _meant_missing(value, rule)
        match COLUMNS[plan.column].kind:
            case ColumnKind.TIME:
                day_first = self.day_first if rule.day_first is None else rule.day_first
                return times(value, day_first=day_first), excused
            case ColumnKind.FLAG:
                return _flags(rule, value), excused
            case _ if rule.asked.scales:
                return answers(plan.column, rule, value, raw)
            case _ if plan.column in self.scales:
                found, unanswered = grades(strings(value), self.scales[plan.column], rule.values)
                return brought(plan.column, found), unanswered
            case _ if plan.column in _DURATIONS:
                silent = excused if rule.only_closed is None else pc.or_(excused, pc.invert(closed(rule, raw, made)))
                return pc.if_else(silent, pa.scalar(None, NUMBER), self._duration(rule, value, made)), silent
            case _:
                return _amount(plan.column, rule, value), excused

    def _duration(self, rule: ColumnRule, value: pa.Array, made: Mapping[str, pa.Array]) -> pa.Array:
        timed = rule.unit == SINCE_OPENING or pa.types.is_timestamp(value.type) or pa.types.is_date(value.type)
        found = pa.nulls(len(value), NUMBER) if timed else durations(value, rule.unit or "minutes")
        if found.null_count > value.null_count and "opened_at" in made:
            # A moment stands for how long after the opening it was.
            since = _minutes_between(made["opened_at"], times(value, day_first=self.day_first))
            found = pc.coalesce(found, since)
        return pc.if_else(pc.less(found, 0.0), pa.scalar(None, NUMBER), found)

    def _computed_duration(self, raw: RawBatch, made: dict[str, pa.Array], ledger: Ledger) -> None:
        """The time to resolution from the times themselves, where the export leaves it empty."""
        if self.messages or "opened_at" not in made or "closed_at" not in made:
            return  # a message is no beginning from which a duration counts
        between = _minutes_between(made["opened_at"], made["closed_at"])
        backwards = pc.fill_null(pc.less(between, 0.0), fill_value=False)
        ledger.tell(_BACKWARDS, made["closed_at"], backwards, raw.rows)
        between = pc.if_else(backwards, pa.scalar(None, NUMBER), between)
        known = made.get("resolution_minutes")
        made["resolution_minutes"] = between if known is None else pc.coalesce(known, between)

    def _identified(self, known: pa.Array | None, rows: Sequence[int]) -> pa.Array:
        """The ids; an incident without one is named by its file and row, which no other has."""
        if known is not None and not known.null_count:
            return known
        own = pa.array([f"{self.path}#{row}" for row in rows], pa.string())
        return own if known is None else pc.coalesce(known, own)


def _tell_twice(raw: RawBatch, ledger: Ledger) -> None:
    if raw.twice:
        ledger.tell(_TWICE, raw.numbers(), pa.array(np.isin(np.arange(len(raw.rows)), raw.twice)), raw.rows)


def _finished_category(column: str, rule: ColumnRule, values: pa.Array) -> pa.Array:
    if column == "tags":
        return tags(values, spaced=rule.spaced)
    if column == "id" and holds(values, b"; "):
        # An incident has one number; of repeated columns the first counts.
        values = pc.list_element(pc.split_pattern(values, "; ", max_splits=1), 0)
    if column == "customer" and holds(values, b"@"):
        # People write one mail address in upper and lower case.
        return pc.if_else(pc.match_substring(values, "@"), pc.utf8_lower(values), values)
    return values


def _meant_missing(value: pa.Array, rule: ColumnRule) -> pa.Array:
    silent = sorted(text for text, meaning in rule.values.items() if not meaning)
    if not silent or not pa.types.is_string(value.type):
        return pa.array(np.zeros(len(value), dtype=bool))
    return pc.fill_null(pc.is_in(pc.utf8_lower(value), value_set=pa.array(silent, pa.string())), fill_value=False)


def _flags(rule: ColumnRule, value: pa.Array) -> pa.Array:
    if rule.negative:
        return pc.less(durations(value, "minutes"), 0.0)
    found = flags(value, rule.values)
    return pc.invert(found) if rule.invert else found


def _amount(column: str, rule: ColumnRule, value: pa.Array) -> pa.Array:
    if rule.present is not None:
        return pc.if_else(pc.is_valid(value), rule.present, pa.scalar(None, NUMBER))
    if rule.values:
        value = categories(strings(value), rule.values)
    found = numbers(value)
    if column in _ANSWERS and found.null_count > value.null_count:
        found = by_distinct(strings(value), likelihood, NUMBER)
    if rule.subtract:
        found = pc.max_element_wise(pc.subtract(found, rule.subtract), 0.0, skip_nulls=False)
    if column == "recommend":
        low, high = _RECOMMEND
        within = pc.and_(pc.greater_equal(found, low), pc.less_equal(found, high))
        return pc.if_else(within, found, pa.scalar(None, NUMBER))
    return found


def _minutes_between(start: pa.Array, end: pa.Array) -> pa.Array:
    microseconds = pc.subtract(end.cast(pa.int64()), start.cast(pa.int64()))
    return pc.divide(microseconds.cast(NUMBER), 60_000_000.0)


def _late(raw: RawBatch, made: Mapping[str, pa.Array]) -> pa.Array:
    nothing = pa.nulls(len(raw.rows), TIME)
    late = pc.greater(made.get("closed_at", nothing), made.get("due_at", nothing))
    return pa.array(late) if not isinstance(late, pa.Array) else late
