"""`series`: something in the log as a whole, such as a slow decline; found by the measures, never in one incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.matchers.node_values import as_mapping, as_scalars, one_of, required
from cxaudit.model import Location, Node

if TYPE_CHECKING:
    from cxaudit.matchers.reading import Reading

SERIES_KINDS = ("slow-decline", "relapse", "outlier", "backlog")


@dataclass(frozen=True, slots=True)
class Series:
    """What to look for (`kind`), and the options beside it: the values of each, as written."""

    location: Location
    kind: str
    options: Mapping[str, tuple[str, ...]]


def parse_series(node: Node, reading: Reading) -> Series | None:
    """``series: {kind: slow-decline, of: some-symptom}``."""
    mapping = as_mapping(node, "series", reading.report)
    if mapping is None:
        return None
    kind_node = required(mapping, "kind", "series", reading.report)
    kind = None if kind_node is None else one_of(kind_node, "kind", SERIES_KINDS, reading.report)
    options = {
        key.text: tuple(scalar.text.strip() for scalar in as_scalars(value, key.text, reading.report))
        for key, value in mapping.entries
        if key.text != "kind"
    }
    return None if kind is None else Series(node.location, kind, MappingProxyType(options))
