"""Scores of surveys that ask several kinds of question, and clocks that only count once they were stopped."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.rules import plain_kind
from cxaudit.incidents.values.numbers import NUMBER, flags
from cxaudit.incidents.values.presence import strings
from cxaudit.incidents.values.scales import SCALES, Scale, grades
from cxaudit.incidents.values.texts import by_distinct, first_present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.raw import RawBatch
    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.rules import ColumnRule
    from cxaudit.incidents.sampling import Sample

# The ends of the canonical scales to which answers are brought.
_ENDS = MappingProxyType({"satisfaction": (1.0, 5.0), "recommend": (0.0, 10.0), "effort": (1.0, 7.0)})
_DECIMALS = 9  # of a grade that was brought to another scale; more would tell 9 from 8.999…
_LONGEST_KIND, _MOST_KINDS = 30, 5  # characters and kinds that a note shows
_CLOSED = r"(?i)clos|resol|solv|complet|done|cancel|geschlossen|gel[öo]st|erledigt|ferm|cerrad|chius|fechad|gesloten"


def answers(column: str, rule: ColumnRule, value: pa.Array, raw: RawBatch) -> tuple[pa.Array, pa.Array]:
    """The answers to the question that canonical `column` is about, on its scale; and where a null is no fault.

    Rows that answer another question have no value.
    """
    kinds = _kinds(rule, raw)
    texts = strings(value)
    found, excused = pa.nulls(len(value), NUMBER), pc.is_null(kinds)
    asked = pc.is_in(kinds, value_set=pa.array(sorted(rule.asked.scales), pa.string()))
    excused = pc.or_(excused, pc.invert(asked))
    for name in sorted(set(rule.asked.scales.values())):
        alike = sorted(kind for kind, scale in rule.asked.scales.items() if scale == name)
        where = pc.is_in(kinds, value_set=pa.array(alike, pa.string()))
        read, unanswered = grades(
            pc.if_else(where, texts, pa.scalar(None, pa.string())), Scale(*SCALES[name]), rule.values
        )
        found, excused = pc.coalesce(found, read), pc.or_(excused, unanswered)
    return pc.round(brought(column, found), _DECIMALS), excused


def brought(column: str, found: pa.Array) -> pa.Array:
    """Grades from 1 to 5 on the scale of canonical `column`."""
    low, high = _ENDS[column]
    if (low, high) == (1.0, 5.0):
        return found
    return pc.round(pc.add(pc.multiply(pc.subtract(found, 1.0), (high - low) / 4), low), _DECIMALS)


def unknown_kinds(planned: Sequence[PlannedColumn], sample: Sample) -> tuple[str, ...]:
    """What to say of scores that answer a question of a kind whose scale is not known, and are left out."""
    rules = [plan.rule for plan in planned if plan.rule.asked.columns]
    known = {kind for rule in rules for kind in rule.asked.scales}
    kinds = dict.fromkeys(text for rule in rules for name in rule.asked.columns for text in sample.texts(name))
    strange = [kind for kind in kinds if plain_kind(kind) not in known]
    if not strange:
        return ()
    shown = ", ".join(f"'{kind[:_LONGEST_KIND]}'" for kind in sorted(strange)[:_MOST_KINDS])
    return (f"the scores of surveys of kind {shown} tell neither satisfaction nor effort nor recommendation: left out",)


def closed(rule: ColumnRule, raw: RawBatch, made: Mapping[str, pa.Array]) -> pa.Array:
    """Which incidents are closed, as far as their own times, flags or states tell."""
    found = pa.repeat(pa.scalar(value=False), len(raw.rows))
    telling = False
    if "closed_at" in made:
        telling, found = True, pc.is_valid(made["closed_at"])
    for name in rule.only_closed or ():
        telling = True
        flag = flags(first_present([raw.table.column(name)]), {})
        found = pc.or_(found, pc.fill_null(flag, fill_value=False))
    if not telling and "status" in made:
        found = pc.fill_null(pc.match_substring_regex(made["status"], _CLOSED), fill_value=False)
    return found


def _kinds(rule: ColumnRule, raw: RawBatch) -> pa.Array:
    """What each row answers, as `plain_kind` writes it."""
    if not rule.asked.columns:
        return pa.repeat(pa.scalar("", pa.string()), len(raw.rows))
    said = first_present([raw.table.column(name) for name in rule.asked.columns])
    return by_distinct(pc.fill_null(said, ""), plain_kind, pa.string())
