"""What the user says about columns: a mapping file and single overrides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.configuration import closest, parse_file
from cxaudit.errors import InputError, RulebookError, UsageError
from cxaudit.incidents.rules import ColumnRule, parse_columns
from cxaudit.model import COLUMNS, Report

if TYPE_CHECKING:
    from cxaudit.incidents.names import NameIndex
    from cxaudit.incidents.options import ReadingOptions

_JOINING = " + "


def read_mapping(options: ReadingOptions) -> dict[str, ColumnRule]:
    """The rules the user gave, by canonical column; one without parts says that there is no such column.

    Raises RulebookError for faults in the mapping file, UsageError for an override that cannot be meant.
    """
    rules: dict[str, ColumnRule] = {}
    if options.mapping is not None:
        report = Report()
        node = parse_file(options.mapping, str(options.mapping), report)
        if node is not None:
            rules.update(parse_columns(node, report))
        if report.violations:
            raise RulebookError(tuple(report.violations), "the mapping has")
    if options.day_first is not None:  # options come before the file
        rules = {column: replace(rule, day_first=None) for column, rule in rules.items()}
    for column, original in options.columns:
        if column not in COLUMNS:
            near = closest(column, COLUMNS)
            hint = f"did you mean '{near}'?" if near else f"they are: {', '.join(COLUMNS)}"
            raise UsageError(f"column '{column}' is none that incidents have; {hint}")
        rules[column] = _override(original.strip(), rules.get(column))
    return rules


def denied(options: ReadingOptions, column: str) -> bool:
    """Whether the user said that there is no such column."""
    rule = read_mapping(options).get(column)
    return rule is not None and not rule.parts


def found_parts(
    rule: ColumnRule, index: NameIndex, column: str, name: str, known: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    """The originals that the user's rule names, as the input spells them. Raises InputError for one it lacks."""
    parts = rule.parts
    if len(parts) == 1 and len(parts[0]) == 1 and _JOINING in parts[0][0] and index.find(parts[0][0]) is None:
        parts = tuple((part.strip(),) for part in parts[0][0].split(_JOINING))
    found = []
    for alternatives in parts:
        there = tuple(original for each in alternatives if (original := index.find(each)) is not None)
        if not there:
            wanted = alternatives[0] if alternatives else ""
            near = closest(wanted, known)
            hint = f"did you mean '{near}'?" if near else f"its columns are: {', '.join(known[:20])}"
            raise InputError(f"{name}: has no column '{wanted}', which was named for {column}; {hint}")
        found.append(there)
    return tuple(found)


def _override(original: str, before: ColumnRule | None) -> ColumnRule:
    if not original:
        return ColumnRule()
    if before is None:
        return ColumnRule(((original,),))
    # An override names another column; how its values are read stays as the mapping file says.
    return replace(before, parts=((original,),))
