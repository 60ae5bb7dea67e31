"""Export shapes: which column of a help desk's export is which canonical column. One YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from cxaudit.configuration import (
    expect_keys,
    expect_mapping,
    expect_number,
    expect_text,
    expect_word,
    parse_file,
)
from cxaudit.errors import RulebookError
from cxaudit.incidents.rules import ColumnRule, names_of, parse_columns
from cxaudit.incidents.turns.rules import TurnRule, parse_turns
from cxaudit.model import MappingNode, Node, Report, SequenceNode
from cxaudit.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

GENERIC = "generic"
_KEYS = ("shape", "title", "names", "recognise", "header_rows", "drop", "aside", "columns", "turns")


@dataclass(frozen=True, slots=True)
class Drop:
    """Rows that are no incidents: those whose `column` has one of `values` (in lower case), and why."""

    column: str
    values: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of export.

    It is recognised when all names of `required`, none of `absent` and at least `at_least` of `typical` are among the
    columns. `header_rows` rows follow the header before the data. `sure` says where the names come from: ``genuine``
    exports, ``documented``, or ``remembered``. `turns` say where a record holds messages. Columns that are `aside` are
    none of the canonical ones, although their names may look so.
    """

    name: str
    title: str
    sure: str
    columns: Mapping[str, ColumnRule]
    required: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    typical: tuple[str, ...] = ()
    at_least: int = 1
    header_rows: int = 0
    drop: tuple[Drop, ...] = field(default=())
    turns: tuple[TurnRule, ...] = ()
    aside: tuple[str, ...] = ()


@cache
def load_shapes(folder: Path | None = None) -> Mapping[str, Shape]:
    """The shapes in `folder`, or those shipped, by name. Raises RulebookError with every fault in them."""
    place = folder if folder is not None else resource("rules/shapes")
    report = Report()
    found: dict[str, Shape] = {}
    for path in sorted(place.glob("*.yaml")):
        node = parse_file(path, str(path), report)
        shape = _shape(node, path.stem, report) if node is not None else None
        if shape is not None:
            found[shape.name] = shape
    if report.violations:
        raise RulebookError(tuple(report.violations), "the export shapes have")
    return found


def _shape(node: Node, stem: str, report: Report) -> Shape | None:
    top = expect_mapping(node, "an export shape", report)
    if top is None or not expect_keys(top, "an export shape", _KEYS, report):
        return None
    name = _text(top, "shape", report)
    if name != stem:
        report.error(
            "shape-name", top.location, f"shape '{name}' stands in a file called '{stem}.yaml'; name both alike"
        )
    sure = expect_word(top.get("names") or top, "'names'", ("genuine", "documented", "remembered"), report)
    columns = parse_columns(top.get("columns") or top, report)
    signs = top.get("recognise")
    required, absent, typical, at_least = _signs(signs, report) if signs is not None else ((), (), (), 1.0)
    return Shape(
        name,
        _text(top, "title", report),
        sure or "",
        columns,
        required,
        absent,
        typical,
        int(at_least),
        int(_number(top, "header_rows", 0, report)),
        _drops(top.get("drop"), report),
        parse_turns(top.get("turns"), report),
        names_of(top.get("aside"), "'aside'", report),
    )


def _signs(node: Node, report: Report) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], float]:
    signs = expect_mapping(node, "'recognise'", report)
    if signs is None or not expect_keys(signs, "'recognise'", ("all", "none", "columns", "at_least"), report):
        return (), (), (), 1.0
    return (
        names_of(signs.get("all"), "'all'", report),
        names_of(signs.get("none"), "'none'", report),
        names_of(signs.get("columns"), "'columns'", report),
        _number(signs, "at_least", 1, report),
    )


def _drops(node: Node | None, report: Report) -> tuple[Drop, ...]:
    if node is None:
        return ()
    found = []
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        entry = expect_mapping(item, "an entry of 'drop'", report)
        if entry is None or not expect_keys(entry, "an entry of 'drop'", ("column", "is", "reason"), report):
            continue
        values = frozenset(value.casefold() for value in names_of(entry.get("is"), "'is'", report))
        found.append(Drop(_text(entry, "column", report), values, _text(entry, "reason", report)))
    return tuple(found)


def _text(mapping: MappingNode, key: str, report: Report) -> str:
    node = mapping.get(key)
    if node is None:
        report.error("missing-key", mapping.location, f"an export shape needs '{key}' here")
        return ""
    return expect_text(node, f"'{key}'", report) or ""


def _number(mapping: MappingNode, key: str, default: float, report: Report) -> float:
    node = mapping.get(key)
    if node is None:
        return default
    number = expect_number(node, f"'{key}'", report)
    return default if number is None else number
