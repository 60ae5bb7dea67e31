"""`shared`: many incidents closed with the same words; found by the pass that brings equal resolutions together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers.node_values import as_mapping, duration_days, known_keys, one_of, required, whole_number
from cxaudit.model import Location, Node

if TYPE_CHECKING:
    from cxaudit.matchers.reading import Reading

COUNT_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Shared:
    """At least `at_least` incidents with the same value of `column`, folded and trimmed, within `within_days`."""

    location: Location
    column: str
    at_least: int
    within_days: float


def parse_shared(node: Node, reading: Reading) -> Shared | None:
    """``shared: {same: resolution, at_least: 5, within: 30 days}``."""
    report = reading.report
    mapping = as_mapping(node, "shared", report)
    if mapping is None or not known_keys(mapping, "shared", ("same", "at_least", "within"), report):
        return None
    same_node, count_node = required(mapping, "same", "shared", report), required(mapping, "at_least", "shared", report)
    within_node = required(mapping, "within", "shared", report)
    if same_node is None or count_node is None or within_node is None:
        return None
    column = one_of(same_node, "same", ("resolution",), report)
    count = whole_number(count_node, "at_least", 2, COUNT_LIMIT, report)
    within = duration_days(within_node, "within", report)
    if column is None or count is None or within is None:
        return None
    return Shared(node.location, column, count, within)
