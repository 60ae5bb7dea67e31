"""Opens inputs: finds them, reads their beginnings, and recognises what they are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.converting import Conversion
from cxaudit.incidents.date_order import settle_order
from cxaudit.incidents.desks import models, settle_desks
from cxaudit.incidents.formats import misnamed, open_reader
from cxaudit.incidents.formats.parquet_folder import ParquetFolder, is_folder, open_folder
from cxaudit.incidents.grading import with_scales
from cxaudit.incidents.heading import require_header
from cxaudit.incidents.locating import locate
from cxaudit.incidents.mapping import denied
from cxaudit.incidents.names import in_order, index_names
from cxaudit.incidents.options import ReadingOptions
from cxaudit.incidents.people import with_people
from cxaudit.incidents.places import placed
from cxaudit.incidents.raw import Lined
from cxaudit.incidents.recognition import (
    PlannedColumn,
    plan_columns,
    recognise_shape,
    recognised_columns,
    require_something,
)
from cxaudit.incidents.sampling import Sample, take_sample
from cxaudit.incidents.shapes import GENERIC, Shape, load_shapes
from cxaudit.incidents.source import OpenSource
from cxaudit.incidents.turns.planning import Model, plan_messages, read_like
from cxaudit.incidents.turns.within import plan_telling, with_messages
from cxaudit.incidents.values.texts import is_hashed, looks_marked_up, present
from cxaudit.incidents.values.times import times
from cxaudit.model import COLUMNS, ColumnKind, RecognisedColumn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.raw import Reader

# Columns that are worth nothing once their words were replaced by digests; an id is as good as any.
_WORDS = frozenset({"text", "resolution", "tags", "category"})
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_DEFAULT = ReadingOptions()


def open_sources(patterns: Sequence[str], options: ReadingOptions = _DEFAULT) -> tuple[OpenSource, ...]:
    """Every input named by `patterns` (paths, globs, ``-`` for standard input), opened and recognised.

    Raises InputError for an input that cannot be read as incidents, in one sentence that says what is missing.
    """
    shapes = load_shapes(options.shapes)
    inputs = [_opened(path, options) for path in locate(patterns)]
    sources = [_recognised(*each, options, shapes) for each in inputs]
    for number, model in models(sources):
        sources[number] = _recognised(*inputs[number], options, shapes, model)
    settle_desks(sources, same_ids=options.same_ids)
    return tuple(sources)


def _recognised(
    content: Content | ParquetFolder,
    reader: Reader,
    format_notes: tuple[str, ...],
    options: ReadingOptions,
    shapes: Mapping[str, Shape],
    model: Model | None = None,
) -> OpenSource:
    shape = recognise_shape(reader, shapes, options.shape)
    header_rows = _header_rows(reader, shape)
    sample = take_sample(reader, header_rows)
    _require_rows(sample, reader, content)
    planned = plan_columns(reader, sample, shapes, shape, options, content.name)
    require_header(reader, planned, content.name)
    index = index_names(reader)
    if model is None:
        silent = denied(options, "speaker")
        planned, messages = plan_messages(planned, index, sample, shapes[GENERIC], shape.name, denied=silent)
    else:
        planned, messages = read_like(model, planned)
    planned, hashed = _readable(planned, sample)
    planned, rounded = _without_rounded_ids(planned, sample)
    telling, told = (None, ()) if messages else plan_telling(shape, reader, planned, sample)
    worded = telling is not None and telling.speaks(sample)
    if not worded:
        _refuse_one_line(reader, planned, sample, content)
        require_something(reader, planned, hashed, content.name)
    day_first, order_note = _order(reader, sample, planned, options)
    planned = with_people(planned, reader, sample, spoken=telling is not None or messages is not None)
    planned, scales, assumed = with_scales(planned, reader, sample, header_rows)
    drops = tuple(
        replace(drop, column=original) for drop in shape.drop if (original := index.find(drop.column)) is not None
    )
    conversion = Conversion(
        content.path, planned, day_first, scales, drops, messages=messages is not None, telling=telling
    )
    said = told if messages is None else (messages.note,)
    notes = (
        *format_notes,
        *reader.notes,
        *rounded,
        *said,
        *_notes(planned, sample, hashed, order_note, worded=worded),
        *assumed,
    )
    recognised = _with_hashed(recognised_columns(reader, planned), hashed)
    recognised = recognised if telling is None else with_messages(recognised, telling)
    return OpenSource(content, reader, conversion, shape.name, header_rows, recognised, notes, messages)


def _opened(path: str, options: ReadingOptions) -> tuple[Content | ParquetFolder, Reader, tuple[str, ...]]:
    if is_folder(path):
        folder, reader = open_folder(path)
        return folder, reader, ()
    content = Content(path)
    return content, *open_reader(content, options)


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


def _order(
    reader: Reader, sample: Sample, planned: tuple[PlannedColumn, ...], options: ReadingOptions
) -> tuple[bool, str]:
    if options.day_first is not None:
        return options.day_first, ""
    columns = in_order(
        name
        for plan in planned
        if COLUMNS[plan.column].kind is ColumnKind.TIME and plan.rule.day_first is None
        for name in plan.originals
    )
    return settle_order(reader, sample, columns)


def _notes(
    planned: tuple[PlannedColumn, ...], sample: Sample, hashed: tuple[str, ...], order_note: str, *, worded: bool
) -> tuple[str, ...]:
    columns = {plan.column for plan in planned} | ({"text"} if worded else set())
    found = []
    if hashed:
        verb = "holds" if len(hashed) == 1 else "hold"
        found.append(f"{', '.join(hashed)} {verb} digests, not words: left aside")
    if "text" not in columns:
        found.append("no free text: only symptoms in other columns can be seen")
    if "id" not in columns:
        found.append("no column holds an id: incidents are named by file and row")
    if "resolution_minutes" not in columns and {"opened_at", "closed_at"} <= columns:
        found.append("resolution_minutes is computed from opened_at and closed_at")
    if not sample.table.num_rows:
        found.append("has a header and no rows")
    if order_note:
        found.append(order_note)
    return tuple(found)


def _with_hashed(recognised: tuple[RecognisedColumn, ...], hashed: tuple[str, ...]) -> tuple[RecognisedColumn, ...]:
    return tuple(
        replace(entry, note="holds digests, not words") if entry.original in hashed and not entry.column else entry
        for entry in recognised
    )
