"""Says what values that could not be read tell of themselves, or of the others in their column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from cxaudit.incidents.values.presence import strings
from cxaudit.incidents.values.scales import doubt_of
from cxaudit.incidents.values.time_spellings import why_unread
from cxaudit.model import COLUMNS, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from cxaudit.incidents.values.scales import Scale


def doubt(column: str, lost: pa.Array, scales: Mapping[str, Scale]) -> str:
    """What the values `lost` of canonical `column` tell, as a clause to a sentence; empty if nothing."""
    texts = strings(lost)
    if column in scales:
        return doubt_of(texts, scales[column])
    return why_unread(pc.unique(texts).to_pylist()) if COLUMNS[column].kind is ColumnKind.TIME else ""
