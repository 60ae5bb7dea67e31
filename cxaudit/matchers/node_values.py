"""Typed values out of the nodes of a `detect:` block; what is not as it should be is a violation."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Parsed = TypeVar("Parsed")

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_SYNONYMS = {"regex": "expression", "regexp": "expression"}  # what other tools call a key
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(hour|day|week|month|year)s?")


def as_mapping(node: Node, what: str, report: Report) -> MappingNode | None:
    """The node if it is a mapping; else a violation."""
    if isinstance(node, MappingNode):
        return node
    report.error("wrong-type", node.location, f"{what} must be a mapping, not {_kind(node)}", subject=_subject(node))
    return None


def as_scalar(node: Node, what: str, report: Report) -> ScalarNode | None:
    """The node if it is a single value that is not empty; else a violation."""
    if isinstance(node, ScalarNode) and (node.text.strip() or node.quoted):
        return node
    found = "empty" if isinstance(node, ScalarNode) else _kind(node)
    report.error("wrong-type", node.location, f"{what} must be a single value, not {found}", subject=_subject(node))
    return None


def as_items(node: Node, what: str, report: Report) -> tuple[Node, ...]:
    """The items of a list, or the node itself as the only one; an empty list is a violation."""
    if not isinstance(node, SequenceNode):
        return (node,)
    if not node.items:
        report.error("wrong-type", node.location, f"{what} is an empty list", help="give at least one item")
    return node.items


def as_scalars(node: Node, what: str, report: Report) -> tuple[ScalarNode, ...]:
    """One value or a list of them."""
    read = (as_scalar(item, what, report) for item in as_items(node, what, report))
    return tuple(item for item in read if item is not None)


def each(items: Collection[Node], parse: Callable[[Node], Parsed | None]) -> tuple[Parsed, ...]:
    """What could be parsed of the items."""
    return tuple(parsed for parsed in map(parse, items) if parsed is not None)


def whole_number(node: Node, what: str, low: int, high: int, report: Report) -> int | None:
    """A whole number between `low` and `high`."""
    scalar = as_scalar(node, what, report)
    if scalar is None:
        return None
    if re.fullmatch(r"\d{1,9}", scalar.text.strip(), re.ASCII) and low <= int(scalar.text) <= high:
        return int(scalar.text)
    message = f"{what} must be a whole number from {low} to {high}, not '{scalar.text}'"
    report.error("out-of-range", scalar.location, message, subject=scalar.text)
    return None


def truth(node: Node, what: str, report: Report) -> bool | None:
    """``true`` or ``false``."""
    chosen = one_of(node, what, ("true", "false"), report)
    return None if chosen is None else chosen == "true"


def one_of(node: Node, what: str, choices: tuple[str, ...], report: Report) -> str | None:
    """One of a few words."""
    scalar = as_scalar(node, what, report)
    if scalar is None:
        return None
    if scalar.text.strip() in choices:
        return scalar.text.strip()
    listed = ", ".join(f"'{choice}'" for choice in choices)
    message = f"{what} must be one of {listed}, not '{scalar.text}'"
    report.error("not-one-of", scalar.location, message, help=_guess(scalar.text, choices), subject=scalar.text)
    return None


def duration_days(node: Node, what: str, report: Report) -> float | None:
    """A duration such as ``14 days`` or ``36 hours``, in days."""
    scalar = as_scalar(node, what, report)
    if scalar is None:
        return None
    found = _DURATION.fullmatch(scalar.text.strip().lower())
    if found and float(found[1]) > 0:
        return float(found[1]) * _DAYS[found[2]]
    message = f"{what} must be a duration, not '{scalar.text}'"
    report.error("wrong-type", scalar.location, message, help="write it like '14 days'", subject=scalar.text)
    return None


def known_keys(mapping: MappingNode, what: str, allowed: tuple[str, ...], report: Report) -> bool:
    """Whether a mapping has only keys that are `allowed`; each other one is a violation."""
    unknown = [key for key, _ in mapping.entries if key.text not in allowed]
    for key in unknown:
        meant = _SYNONYMS.get(key.text.lower(), key.text)
        hint = _guess(meant, allowed) or f"{what} knows {', '.join(allowed)}"
        report.error("unknown-key", key.location, f"{what} has no key '{key.text}'", help=hint, subject=key.text)
    return not unknown


def required(mapping: MappingNode, key: str, what: str, report: Report) -> Node | None:
    """The value under a key that must be there."""
    value = mapping.get(key)
    if value is None:
        report.error("missing-key", mapping.location, f"{what} needs the key '{key}'")
    return value


def inside(location: Location, offset: int) -> Location:
    """The place `offset` characters further on the same line."""
    return Location(location.path, location.line, location.column + offset)


def _guess(text: str, choices: tuple[str, ...]) -> str:
    close = get_close_matches(text.strip(), choices, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, SequenceNode) else f"'{node.text}'"


def _subject(node: Node) -> str:
    return node.text if isinstance(node, ScalarNode) else ""
