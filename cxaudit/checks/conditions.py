"""Which parts of a condition are enough to show its symptom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.matchers import AllOf, AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Condition


def sufficient_leaves(condition: Condition) -> Iterator[Condition]:
    """The leaves one of which alone shows the symptom, exclusions under `unless` aside."""
    match condition:
        case AnyOf(conditions=parts):
            for part in parts:
                yield from sufficient_leaves(part)
        case AllOf(conditions=(part,)):
            yield from sufficient_leaves(part)
        case AllOf():
            return
        case _:
            yield condition
