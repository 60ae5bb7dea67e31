"""Figures over answers of which some could not be read: which those are is no chance, so the figure leans."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.model import Measure, Measures

# The columns that hold answers, and the headline figures made of them.
_FIGURES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "satisfaction": frozenset({"customer-satisfaction", "lukewarm-share"}),
        "recommend": frozenset({"net-promoter-score"}),
        "effort": frozenset({"customer-effort"}),
    }
)
_TOLD = 0.01  # share of unread answers from which a figure is printed with a word of warning
_UNUSABLE = 0.05  # and from which it says more about what can be read than about customers


def told_of_unread(measures: Measures, unread: Mapping[str, int]) -> Measures:
    """The measures, those over answers marked where `unread` of a column were not, or without value if too many."""
    headline = tuple(_marked(measure, unread) for measure in measures.headline)
    return replace(measures, headline=headline)


def _marked(measure: Measure, unread: Mapping[str, int]) -> Measure:
    lost = sum(unread.get(column, 0) for column, figures in _FIGURES.items() if measure.id in figures)
    answers = lost + measure.n
    if measure.value is None or lost <= _TOLD * answers:
        return measure
    share = f"{lost:,} of {answers:,} answers could not be read"
    if lost <= _UNUSABLE * answers:
        note = f"{share}, and the figure is of the others"
        return replace(measure, note="; ".join(filter(None, (measure.note, note))))
    note = f"{share}; the good and the bad are seldom unread alike, so the others would give a wrong figure"
    return replace(measure, value=None, interval=None, note=note)
