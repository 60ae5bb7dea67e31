"""`field`: what the columns beside the text say.

A predicate is a value, a list of values (any of them), ``not value``, ``<= 2``, ``>= 2025-01-01``, ``2..4`` (both ends
included), ``true`` or ``false``, ``missing`` or ``present``. Values of category columns are compared with case folded
and outer spaces trimmed; `tags` are separated by semicolons, and any one may be the value. A day as a bound is the
whole day. A row whose value is missing, or cannot be read as the number, time or flag asked for, is not observable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers.field_predicate import Predicate, parse_predicate
from cxaudit.matchers.node_values import as_mapping
from cxaudit.matchers.outcome import Outcome, State
from cxaudit.model import Location, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.matchers.field_values import FieldValue
    from cxaudit.matchers.reading import Reading


@dataclass(frozen=True, slots=True)
class Field:
    """Predicates on columns, all of which must hold."""

    location: Location
    predicates: tuple[Predicate, ...]

    def look(self, fields: Mapping[str, FieldValue]) -> Outcome:
        """What one row says of it; a column that is not in `fields` is not observable, whatever is asked."""
        states = [_state(predicate, fields) for predicate in self.predicates]
        if State.SILENT in states:
            return Outcome(State.SILENT, self.location)
        if State.HIDDEN in states:
            return Outcome(State.HIDDEN, self.location)
        return Outcome(State.ASSERTED, self.location, rule=self.location, pattern=self.location)


def parse_field(node: Node, reading: Reading) -> Field | None:
    """``field: {satisfaction: "<= 2", tags: attitude}``."""
    mapping = as_mapping(node, "field", reading.report)
    if mapping is None:
        return None
    if not mapping.entries:
        reading.report.error("wrong-type", node.location, "field names no column", help='write {satisfaction: "<= 2"}')
    read = [parse_predicate(key, value, reading.report) for key, value in mapping.entries]
    predicates = tuple(predicate for predicate in read if predicate is not None)
    return Field(node.location, predicates) if len(predicates) == len(mapping.entries) and predicates else None


def _state(predicate: Predicate, fields: Mapping[str, FieldValue]) -> State:
    if predicate.column not in fields:
        return State.HIDDEN
    holds = predicate.holds(fields[predicate.column])
    if holds is None:
        return State.HIDDEN
    return State.ASSERTED if holds else State.SILENT
