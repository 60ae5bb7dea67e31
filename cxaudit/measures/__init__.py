"""Measures a tally: headline figures, breakdowns, signals in the series, and what stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.matchers import Series
from cxaudit.measures.headline import HEADLINE
from cxaudit.measures.partly_read import told_of_unread
from cxaudit.measures.signals import SIGNALS
from cxaudit.measures.tables import TABLES, cause_lenses
from cxaudit.measures.unknowns import unknowns
from cxaudit.model import Measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Diagnosis, Rulebook, Signal, Table, Tally


def measure(rulebook: Rulebook, tally: Tally) -> Measures:
    """All that can be measured without a diagnosis; a measure whose column the log lacks is left out."""
    headline = [found for make in HEADLINE if (found := make(rulebook, tally)) is not None]
    tables = [table for make in TABLES for table in make(rulebook, tally)]
    return Measures(tuple(headline), tuple(tables), tuple(_signals(rulebook, tally)), unknowns(tally))


def lens_tables(rulebook: Rulebook, diagnosis: Diagnosis) -> tuple[Table, ...]:
    """The breakdowns of a diagnosis over the lenses of causes."""
    return tuple(cause_lenses(rulebook, diagnosis))


def _signals(rulebook: Rulebook, tally: Tally) -> Iterator[Signal]:
    for symptom in rulebook.symptoms.values():
        if isinstance(symptom.detect, Series) and symptom.detect.kind in SIGNALS:
            yield from SIGNALS[symptom.detect.kind](symptom.id, rulebook, tally)
