"""How one canonical column is made from original ones, as shapes and the user's mapping say it in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxaudit.configuration import (
    expect_boolean,
    expect_keys,
    expect_mapping,
    expect_number,
    expect_text,
    expect_word,
    suggestion,
)
from cxaudit.incidents.values.numbers import UNITS
from cxaudit.incidents.values.scales import SCALES
from cxaudit.model import COLUMNS, MappingNode, Node, Report, ScalarNode, SequenceNode

SINCE_OPENING = "time"  # the unit of a column that tells when, not how long

_KEYS = (
    *("column", "join", "unit", "values", "scale", "invert", "html", "subtract", "present", "negative", "after_due"),
    *("day_first", "spaced", "asked", "only_closed"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a score is an answer to: the first of `columns` says it, and `scales` names the scale of each kind.

    Kinds are written as `plain_kind` writes them; the empty one is that of a row that names none. A score of another
    kind answers another question.
    """

    columns: tuple[str, ...] = ()
    scales: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """The originals of a canonical column, and how their values are changed.

    `parts` are joined; of the alternatives within a part the first with a value counts in each row. `unit` is that of
    a duration, or ``time`` for a moment after the opening. `values` translates values (in lower case). `scale` is that
    of grades. `invert` turns a flag around; `negative` makes a flag of a number below zero; `after_due` of closing
    after the due time. `subtract` is taken off a number; `present` is the number that any value at all stands for.
    Tags that are `spaced` have spaces between them. `asked` says which rows hold an answer to the question. What goes
    on until an incident is closed says nothing before: it is `only_closed`, with flags that tell so beside `closed_at`.
    Ids that are `whole` are whole numbers written as fractions, as the values of an input show.
    """

    parts: tuple[tuple[str, ...], ...] = ()
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    scale: str = ""
    invert: bool = False
    html: bool = False
    subtract: float = 0.0
    present: float | None = None
    negative: bool = False
    after_due: bool = False
    day_first: bool | None = None
    spaced: bool = False
    asked: Asked = Asked()
    only_closed: tuple[str, ...] | None = None
    whole: bool = False

    @property
    def beside(self) -> tuple[str, ...]:
        """Columns that it looks at without being made of them."""
        return (*self.asked.columns, *(self.only_closed or ()))


def plain_kind(text: str) -> str:
    """A kind of question in lower case, letters and digits alone: ``CSAT (3)`` is ``csat3``."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def parse_columns(node: Node, report: Report) -> dict[str, ColumnRule]:
    """The rules of a ``columns:`` mapping, by canonical column."""
    mapping = expect_mapping(node, "'columns'", report)
    found: dict[str, ColumnRule] = {}
    for key, value in mapping.entries if mapping else ():
        if key.text not in COLUMNS:
            report.error(
                "unknown-column",
                key.location,
                f"'{key.text}' is no canonical column",
                help=suggestion(key.text, COLUMNS) or f"they are: {', '.join(COLUMNS)}",
                subject=key.text,
            )
            continue
        rule = _rule(value, f"'{key.text}'", report)
        if rule is not None:
            found[key.text] = rule
    return found


def names_of(node: Node | None, what: str, report: Report) -> tuple[str, ...]:
    """One name or a list of names."""
    if node is None:
        return ()
    items = node.items if isinstance(node, SequenceNode) else (node,)
    return tuple(text for item in items if (text := expect_text(item, what, report)) is not None)


def _rule(node: Node, what: str, report: Report) -> ColumnRule | None:
    if not isinstance(node, MappingNode):
        names = names_of(node, what, report)
        return ColumnRule((names,)) if names else None
    if not expect_keys(node, what, _KEYS, report):
        return None
    column, join = node.get("column"), node.get("join")
    parts = tuple(names_of(item, what, report) for item in join.items) if isinstance(join, SequenceNode) else ()
    if column is not None:
        parts = (names_of(column, what, report),)
    if not parts and node.get("after_due") is None:
        report.error("missing-key", node.location, f"{what} needs 'column' (or 'join', for a text of several columns)")
        return None
    return ColumnRule(
        parts,
        _word(node, "unit", (*UNITS, SINCE_OPENING), report),
        _values(node.get("values"), report),
        _word(node, "scale", SCALES, report),
        invert=_flag(node, "invert", report) is True,
        html=_flag(node, "html", report) is True,
        subtract=_number(node, "subtract", report) or 0.0,
        present=_number(node, "present", report),
        negative=_flag(node, "negative", report) is True,
        after_due=_flag(node, "after_due", report) is True,
        day_first=_flag(node, "day_first", report),
        spaced=_flag(node, "spaced", report) is True,
        asked=_asked(node.get("asked"), report),
        only_closed=None if (closed := node.get("only_closed")) is None else names_of(closed, "'only_closed'", report),
    )


def _asked(node: Node | None, report: Report) -> Asked:
    asked = expect_mapping(node, "'asked'", report) if node is not None else None
    if asked is None or not expect_keys(asked, "'asked'", ("column", "scales"), report):
        return Asked()
    scales = expect_mapping(asked.get("scales") or asked, "'scales'", report)
    found = {
        plain_kind(key.text): scale
        for key, value in (scales.entries if scales else ())
        if (scale := expect_word(value, f"'{key.text}'", tuple(SCALES), report))
    }
    return Asked(names_of(asked.get("column"), "'column'", report), found)


def _values(node: Node | None, report: Report) -> dict[str, str]:
    mapping = expect_mapping(node, "'values'", report) if node is not None else None
    found = {}
    for key, value in mapping.entries if mapping else ():
        # An empty meaning is allowed here: such values count as missing.
        if isinstance(value, ScalarNode):
            found[key.text.strip().casefold()] = value.text.strip()
        else:
            expect_text(value, f"'{key.text}'", report)
    return found


def _word(node: MappingNode, key: str, allowed: Mapping[str, object] | tuple[str, ...], report: Report) -> str:
    value = node.get(key)
    return "" if value is None else expect_word(value, f"'{key}'", tuple(allowed), report) or ""


def _flag(node: MappingNode, key: str, report: Report) -> bool | None:
    value = node.get(key)
    return None if value is None else expect_boolean(value, f"'{key}'", report)


def _number(node: MappingNode, key: str, report: Report) -> float | None:
    value = node.get(key)
    return None if value is None else expect_number(value, f"'{key}'", report)
