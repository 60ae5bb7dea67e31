"""What was recognised, written as a mapping file that people can edit and give back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from cxaudit.incidents.rules import SINCE_OPENING
from cxaudit.incidents.values.numbers import UNITS
from cxaudit.incidents.values.scales import SCALES
from cxaudit.model import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.incidents.rules import Asked, ColumnRule
    from cxaudit.incidents.source import OpenSource

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_ ?/()-]*[A-Za-z0-9?)]")
_FLAGS = ("invert", "html", "negative", "after_due", "spaced")
# Every key that a column can be described with: an example to change, and what it means.
_EXAMPLES = (
    ("channel: [Via, Source]", "several names: the first that holds a value counts"),
    ("text: {join: [Subject, Description]}", "the words of several columns"),
    ("opened_at: {column: Created, day_first: true}", "03/04/2025 is the third of April; false: the fourth of March"),
    ("resolution_minutes: {column: Time spent, unit: hours}", f"or {', '.join(UNITS)}; {SINCE_OPENING}: when it ended"),
    ("satisfaction: {column: Stars, scale: 1-5}", f"or {', '.join(scale for scale in SCALES if scale != '1-5')}"),
    ('priority: {column: P, values: {p1: urgent, "?": ""}}', "other words for values; an empty one counts as missing"),
    ("sla_breached: {column: In time, invert: true}", "yes means no"),
    ("sla_breached: {column: Minutes left, negative: true}", "yes where the number is below zero"),
    ("sla_breached: {after_due: true}", "yes where closed_at is after due_at"),
    ("reopens: {column: Times closed, subtract: 1}", "the number without so many"),
    ("reopens: {column: Reopened on, present: 1}", "the number that any value at all stands for"),
    ("resolution: {column: Notes, html: true}", "the text is HTML"),
    ("resolution: {column: Fix, only_closed: [Status]}", "says nothing before it is closed, by closed_at or these"),
    ("tags: {column: Labels, spaced: true}", "blanks stand between them"),
    ("recommend: {column: Score, asked: {column: Survey, scales: {nps: 0-10}}}", "answers to this question alone"),
)
_AMBIGUOUS = frozenset({"no", "yes", "on", "off", "true", "false", "null", "y", "n"})


def mapping_text(source: OpenSource) -> str:
    """The mapping of `source` as YAML: reading with it gives the same incidents as reading without.

    What was left aside and what is missing stands in comments, to be filled in.
    """
    made = {plan.column: plan.rule for plan in source.planned}
    lines = [
        "# Which column is which. Take out a # and name a column, or change a name;",
        "# then give the file to the program with --map. Beside a name it can say how values are read:",
        *(f"#   {example}  # {meaning}" for example, meaning in _EXAMPLES),
    ]
    for name, column in COLUMNS.items():
        if name in made:
            lines.append(f"{name}: {_rule(made[name])}")
        else:
            lines.append(f"# {name}:  # {column.meaning}")
    aside = [entry.original for entry in source.recognised if not entry.column]
    lines.extend(f"# left aside: {_name(original)}" for original in aside)
    return "\n".join(lines) + "\n"


def _rule(rule: ColumnRule) -> str:
    """A rule in one line: a name, a list of alternatives, or a mapping where values are changed too."""
    settings = list(_settings(rule))
    if len(rule.parts) == 1 and not settings:
        return _names(rule.parts[0])
    if len(rule.parts) > 1:
        settings.insert(0, ("join", f"[{', '.join(map(_names, rule.parts))}]"))
    elif rule.parts:
        settings.insert(0, ("column", _names(rule.parts[0])))
    return f"{{{', '.join(f'{key}: {value}' for key, value in settings)}}}"


def _settings(rule: ColumnRule) -> Iterator[tuple[str, str]]:
    if rule.unit:
        yield "unit", rule.unit
    if rule.values:
        yield "values", f"{{{', '.join(f'{_name(key)}: {_name(value)}' for key, value in rule.values.items())}}}"
    if rule.scale:
        yield "scale", _name(rule.scale)
    yield from ((key, "true") for key in _FLAGS if getattr(rule, key))
    amounts = (("subtract", rule.subtract or None), ("present", rule.present))
    yield from ((key, f"{amount:g}") for key, amount in amounts if amount is not None)
    if rule.asked.scales:
        yield "asked", _asked(rule.asked)
    if rule.only_closed is not None:
        yield "only_closed", f"[{', '.join(map(_name, rule.only_closed))}]"
    if rule.day_first is not None:
        yield "day_first", "true" if rule.day_first else "false"


def _asked(asked: Asked) -> str:
    scales = ", ".join(f"{_name(kind)}: {_name(scale)}" for kind, scale in asked.scales.items())
    column = f"column: {_names(asked.columns)}, " if asked.columns else ""
    return f"{{{column}scales: {{{scales}}}}}"


def _names(names: Iterable[str]) -> str:
    found = [_name(name) for name in names]
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]"


def _name(name: str) -> str:
    """A scalar that YAML reads back as exactly this text."""
    plain = _PLAIN.fullmatch(name) and name.casefold() not in _AMBIGUOUS
    return name if plain else json.dumps(name, ensure_ascii=False)
