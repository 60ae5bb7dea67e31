"""The breakdowns, in the order in which reports show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.tables.cause_lenses import cause_lenses
from cxaudit.measures.tables.dimensions import dimensions
from cxaudit.measures.tables.symptom_lenses import symptom_lenses
from cxaudit.measures.tables.symptoms import symptoms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxaudit.model import Rulebook, Table, Tally

# Tables that need no diagnosis; those that do are made by `cause_lenses`.
TABLES: tuple[Callable[[Rulebook, Tally], Iterator[Table]], ...] = (symptoms, dimensions, symptom_lenses)
