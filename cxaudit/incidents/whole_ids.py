"""Ids that a program has written as fractions: ``7.0`` in this export is ``7`` in another one of the same help desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.incidents.heading import after
from cxaudit.incidents.values.presence import present
from cxaudit.incidents.values.whole import are_whole

if TYPE_CHECKING:
    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.sampling import Sample

_IDS = frozenset({"id", "reply_to"})  # the columns that name incidents and messages


def with_whole_ids(
    planned: tuple[PlannedColumn, ...], reader: Reader, sample: Sample, skipped: int
) -> tuple[tuple[PlannedColumn, ...], tuple[str, ...]]:
    """The plan, which says of ids whether all of them are whole numbers written as fractions; and what to say of it.

    Where a single one is not, as among ``1.0`` and ``1.1``, the point may mean something. The first rows are looked at,
    and only if they are all so the whole input, of which the first `skipped` rows are none.
    """
    settled = []
    for plan in planned:
        whole = plan.column in _IDS and _is_whole(plan, reader, sample, skipped)
        settled.append(plan if whole == plan.rule.whole else replace(plan, rule=replace(plan.rule, whole=whole)))
    names = ", ".join(f"'{name}'" for plan in settled if plan.rule.whole for name in plan.originals)
    return tuple(settled), (f"the whole numbers in {names} are written with '.0', which is left out",) if names else ()


def _is_whole(plan: PlannedColumn, reader: Reader, sample: Sample, skipped: int) -> bool:
    columns = [column for name in plan.originals if (column := sample.column(name)) is not None]
    texts = [present(column) for column in columns]
    if not any(len(column) > column.null_count for column in texts) or not all(map(are_whole, texts)):
        return False
    every = after(reader.batches(plan.originals), skipped)
    return all(are_whole(present(column)) for raw in every for column in raw.table.columns)
