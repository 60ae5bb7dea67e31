"""Finds which of the columns that a rule names an input has, and in which unit they are."""

from __future__ import annotations

from dataclasses import replace

from cxaudit.incidents.names import NameIndex, in_order, plain_name, unit_in_name
from cxaudit.incidents.rules import Asked, ColumnRule

_DURATIONS = frozenset({"first_response_minutes", "resolution_minutes"})


def present_rule(rule: ColumnRule, index: NameIndex, column: str) -> ColumnRule | None:
    """The rule with those of its originals that the input has, or None when it has none of them."""
    parts = []
    for alternatives in rule.parts:
        found = in_order(name for each in alternatives if (name := index.find(each)) is not None)
        if not found and column in _DURATIONS:
            found = _by_name_without_unit(alternatives, index)
        if found:
            parts.append(found)
    asked = _asked(rule.asked, index)
    if (not parts and not rule.after_due) or (rule.asked.scales and not asked.scales):
        return None
    flags = rule.only_closed
    closed = None if flags is None else in_order(name for each in flags if (name := index.find(each)) is not None)
    return _in_unit(replace(rule, parts=tuple(parts), asked=asked, only_closed=closed), column)


def _in_unit(rule: ColumnRule, column: str) -> ColumnRule:
    """The rule of a duration in the unit that the name of its first original says, with the originals in that unit."""
    if column not in _DURATIONS or not rule.parts:
        return rule
    first, *others = rule.parts[0]
    unit = unit_in_name(first)[0]
    kept = tuple(name for name in others if unit_in_name(name)[0] == unit)
    return replace(rule, parts=((first, *kept), *rule.parts[1:]), unit=unit or rule.unit)


def _asked(asked: Asked, index: NameIndex) -> Asked:
    """Who says what was asked, as the input spells it; where nobody does, all answer what rows without a kind do."""
    columns = in_order(name for each in asked.columns if (name := index.find(each)) is not None)
    scales = {kind: scale for kind, scale in asked.scales.items() if columns or not kind}
    return Asked(columns, scales)


def _by_name_without_unit(alternatives: tuple[str, ...], index: NameIndex) -> tuple[str, ...]:
    """A duration column whose name also says its unit, as in ``Resolution time (hrs)``."""
    wanted = {plain_name(name) for name in alternatives}
    for name in index.plain.values():
        unit, bare = unit_in_name(name)
        if unit and bare in wanted:
            return (name,)
    return ()


def unit_note(column: str, rule: ColumnRule, how: str) -> str:
    """What to say of the unit in which a column is read, or of the rows that count."""
    if rule.only_closed is not None:
        return "of what is closed only"
    if rule.asked.columns:
        kinds = ", ".join(kind for kind in rule.asked.scales if kind)
        return f"where '{rule.asked.columns[0]}' is {kinds}"
    if column not in _DURATIONS or how == "shape":
        return ""
    return f"in {rule.unit}" if rule.unit else "no unit is named, so taken as minutes"
