"""Opens inputs: finds them, reads their beginnings, and recognises what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.converting import Conversion
from cxaudit.incidents.databases import is_database
from cxaudit.incidents.date_order import Order, sensible_order, settle_order, shared_orders
from cxaudit.incidents.desks import models, settle_desks
from cxaudit.incidents.formats import misnamed, open_reader
from cxaudit.incidents.formats.parquet_folder import ParquetFolder, is_folder, open_folder
from cxaudit.incidents.grading import with_scales
from cxaudit.incidents.heading import require_header
from cxaudit.incidents.locating import locate
from cxaudit.incidents.mapping import denied
from cxaudit.incidents.names import in_order, index_names
from cxaudit.incidents.noting import notes_on, with_hashed
from cxaudit.incidents.options import ReadingOptions
from cxaudit.incidents.people import with_people
from cxaudit.incidents.places import placed
from cxaudit.incidents.raw import Lined, Reader
from cxaudit.incidents.recognition import (
    PlannedColumn,
    plan_columns,
    recognise_shape,
    recognised_columns,
    require_something,
)
from cxaudit.incidents.sampling import Sample, take_sample
from cxaudit.incidents.shapes import GENERIC, Drop, Shape, load_shapes
from cxaudit.incidents.source import OpenSource
from cxaudit.incidents.turns.planning import Model, plan_messages, read_like
from cxaudit.incidents.turns.within import plan_telling, with_messages
from cxaudit.incidents.values.texts import is_hashed, looks_marked_up, present
from cxaudit.incidents.values.times import times
from cxaudit.incidents.whole_ids import with_whole_ids
from cxaudit.model import COLUMNS, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


# Columns that are worth nothing once their words were replaced by digests; an id is as good as any.
_WORDS = frozenset({"text", "resolution", "tags", "category"})
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_DEFAULT = ReadingOptions()


@dataclass(frozen=True, slots=True)
class _Input:
    """An input that was opened, and what to say of its format."""

    content: Content | ParquetFolder
    reader: Reader
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hints:
    """What other inputs tell of one: which of its rows are messages, and how its dates are written."""

    model: Model | None = None
    order: Order | None = None


_NONE = _Hints()


def open_sources(patterns: Sequence[str], options: ReadingOptions = _DEFAULT) -> tuple[OpenSource, ...]:
    """Every input named by `patterns` (paths, globs, ``-`` for standard input), opened and recognised.

    Raises InputError for an input that cannot be read as incidents, in one sentence that says what is missing.
    """
    shapes = load_shapes(options.shapes)
    inputs = [_opened(path, options) for path in locate(patterns)]
    hints = [_NONE] * len(inputs)
    found = [_recognised(each, options, shapes) for each in inputs]
    for number, model in models([source for source, _ in found]):
        hints[number] = _Hints(model)
        found[number] = _recognised(inputs[number], options, shapes, hints[number])
    for number, order in shared_orders([source for source, _ in found], [order for _, order in found]):
        found[number] = _recognised(inputs[number], options, shapes, replace(hints[number], order=order))
    sources = tuple(source for source, _ in found)
    settle_desks(sources, same_ids=options.same_ids)
    return sources


def _recognised(
    given: _Input, options: ReadingOptions, shapes: Mapping[str, Shape], hints: _Hints = _NONE
) -> tuple[OpenSource, Order]:
    content, reader = given.content, given.reader
    shape = recognise_shape(reader, shapes, options.shape)
    header_rows = _header_rows(reader, shape)
    sample = take_sample(reader, header_rows)
    _require_rows(sample, reader, content)
    planned = plan_columns(reader, sample, shapes, shape, options, content.name)
    require_header(reader, planned, content.name)
    if hints.model is None:
        silent = denied(options, "speaker")
        index = index_names(reader)
        planned, messages = plan_messages(planned, index, sample, shapes[GENERIC], shape.name, denied=silent)
    else:
        planned, messages = read_like(hints.model, planned)
    planned, hashed = _readable(planned, sample)
    planned, rounded = _without_rounded_ids(planned, sample)
    planned, whole = with_whole_ids(planned, reader, sample, header_rows)
    telling, told = (None, ()) if messages else plan_telling(shape, reader, planned, sample)
    worded = telling is not None and telling.speaks(sample)
    if not worded:
        _refuse_one_line(reader, planned, sample, content)
        require_something(reader, planned, hashed, content.name)
    order = hints.order or _order(reader, sample, planned, options)
    planned, hidden = with_people(
        planned, reader, sample, _aside(shape, reader), spoken=telling is not None or messages is not None
    )
    planned, scales, assumed = with_scales(planned, reader, sample, header_rows)
    drops, of_messages = _drops(shape, reader), messages is not None
    conversion = Conversion(
        content.path, planned, order.day_first, scales, drops, (), of_messages, telling=telling, hidden=hidden
    )
    said = (*rounded, *whole, *(told if messages is None else (messages.note,)))
    noted = (*notes_on(planned, sample, hashed, worded=worded), *filter(None, (order.note,)), *assumed)
    recognised = with_messages(with_hashed(recognised_columns(reader, planned), hashed), telling)
    notes = (*given.notes, *reader.notes, *said, *noted)
    return OpenSource(content, reader, conversion, shape.name, header_rows, recognised, notes, messages), order


def _opened(path: str, options: ReadingOptions) -> _Input:
    if is_folder(path):
        return _Input(*open_folder(path))
    content = Content(path)
    return _Input(content, *open_reader(content, options))


def _drops(shape: Shape, reader: Reader) -> tuple[Drop, ...]:
    """The rows that are left out, by columns as the input spells them."""
    index = index_names(reader)
    found = ((drop, index.find(drop.column)) for drop in shape.drop)
    return tuple(replace(drop, column=original) for drop, original in found if original is not None)


def _aside(shape: Shape, reader: Reader) -> list[str]:
    """The columns that `shape` knows to be none of the canonical ones, as the input spells them."""
    index = index_names(reader)
    return [name for each in shape.aside if (name := index.find(each)) is not None]


def _header_rows(reader: Reader, shape: Shape) -> int:
    """How many of the rows that may be more of the header are: those at the beginning without a time of opening."""
    rule = shape.columns.get("opened_at")
    index = index_names(reader)
    names = [name for part in rule.parts for each in part if (name := index.find(each)) is not None] if rule else []
    if not shape.header_rows or not names:
        return 0
    first = next(iter(reader.batches(names[:1])), None)
    if first is None:
        return 0
    opened = times(present(first.table.column(0)).slice(0, shape.header_rows), day_first=False)
    found = opened.is_null().to_pylist()
    return found.index(False) if False in found else len(found)


def _require_rows(sample: Sample, reader: Reader, content: Content | ParquetFolder) -> None:
    if sample.rejected and not sample.table.num_rows:
        first = sample.rejected[0]
        place = placed(first.row, reader.lines({first.row}) if isinstance(reader, Lined) else {})
        raise InputError(
            f"{content.name}: none of the rows looked at can be read; {place} was rejected ({first.reason});"
            " check the header, the delimiter and the encoding"
        )


def _refuse_one_line(
    reader: Reader, planned: tuple[PlannedColumn, ...], sample: Sample, content: Content | ParquetFolder
) -> None:
    """Raise InputError for a line of text alone, which else would pass for the header of a table of one column."""
    if planned or reader.open_ended or len(reader.columns) > 1 or sample.table.num_rows or sample.rejected:
        return
    if is_database(content.path):
        return
    named = misnamed(content) if isinstance(content, Content) else ""
    raise InputError(
        f"{content.name}: {f'{named}, and ' if named else ''}holds a single line of text and no table; export the log"
        " again, as CSV, JSON, Parquet or Excel"
    )


def _readable(planned: tuple[PlannedColumn, ...], sample: Sample) -> tuple[tuple[PlannedColumn, ...], tuple[str, ...]]:
    """The plan without texts that are digests, and with markup taken out where texts hold it; and those digests."""
    kept: list[PlannedColumn] = []
    hashed: list[str] = []
    for plan in planned:
        if plan.column not in _WORDS:
            kept.append(plan)
            continue
        digests = {name for name in plan.originals if is_hashed(sample.texts(name))}
        hashed.extend(name for name in plan.originals if name in digests)
        parts = tuple(
            names for part in plan.rule.parts if (names := tuple(name for name in part if name not in digests))
        )
        if not parts:
            continue
        marked = COLUMNS[plan.column].kind is ColumnKind.TEXT
        html = plan.rule.html or (
            marked and any(looks_marked_up(sample.texts(name)) for part in parts for name in part)
        )
        kept.append(replace(plan, rule=replace(plan.rule, parts=parts, html=html)))
    return tuple(kept), in_order(hashed)


def _without_rounded_ids(
    planned: tuple[PlannedColumn, ...], sample: Sample
) -> tuple[tuple[PlannedColumn, ...], tuple[str, ...]]:
    """The plan without an id that a spreadsheet rounded: different incidents would pass for one."""
    for plan in planned:
        texts = [text for name in plan.originals for text in sample.texts(name)]
        if (
            plan.column == "id"
            and texts
            and sum(_ROUNDED.fullmatch(text) is not None for text in texts) > len(texts) / 2
        ):
            kept = tuple(other for other in planned if other is not plan)
            return kept, (f"the ids were rounded by a spreadsheet ({texts[0]}), so they were left aside",)
    return planned, ()


def _order(reader: Reader, sample: Sample, planned: tuple[PlannedColumn, ...], options: ReadingOptions) -> Order:
    if options.day_first is not None:
        return Order(options.day_first)
    plans = [plan for plan in planned if COLUMNS[plan.column].kind is ColumnKind.TIME and plan.rule.day_first is None]
    opened = in_order(name for plan in plans if plan.column == "opened_at" for name in plan.originals)
    later = in_order(name for plan in plans if plan.column != "opened_at" for name in plan.originals)
    order = settle_order(reader, sample, in_order((*opened, *later)))
    return sensible_order(order, sample, opened, later) if order.guessed else order
