"""The distinct combinations of what names customers, gathered while events stream by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import mixed
from cxaudit.model import ROWS_PER_SOURCE

if TYPE_CHECKING:
    import pyarrow as pa

_ROOM = 1 << 20  # combinations held twice before they are gone through again


@dataclass(frozen=True, slots=True)
class Names:
    """What names the customers of some rows, column by column; 0 stands for nothing.

    `source` numbers the source of each row, `customer`, `mail` and `phone` are hashes, `telling` marks ids that two
    systems would not give out by chance, `code` is the calling code of the phone's country.
    """

    source: NDArray[np.int64]
    customer: NDArray[np.uint64]
    telling: NDArray[np.bool_]
    mail: NDArray[np.uint64]
    phone: NDArray[np.uint64]
    code: NDArray[np.int64]

    @classmethod
    def of(cls, events: pa.Table) -> Self:
        """The names in events with the columns of `tally.identified_schema`."""
        return cls(
            events["order"].to_numpy() // ROWS_PER_SOURCE,
            events["customer"].to_numpy(),
            events["telling"].to_numpy(),
            events["mail"].to_numpy(),
            events["phone"].to_numpy(),
            events["calling_code"].to_numpy().astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.source)

    def take(self, rows: NDArray[np.int64]) -> Names:
        """Some of the rows."""
        return Names(*(getattr(self, column.name)[rows] for column in fields(self)))

    def distinct(self) -> Names:
        """Each combination once; rows that name nobody are left out."""
        named = np.flatnonzero((self.customer != 0) | (self.mail != 0) | (self.phone != 0))
        held = self.take(named)
        one = (held.source << np.int64(16) | held.code).astype(np.uint64)
        _, first = np.unique(mixed(one, held.customer, held.mail, held.phone), return_index=True)
        return held.take(first)


class Links:
    """Gathers the distinct names of events, so that memory grows with the customers, not with their incidents."""

    def __init__(self) -> None:
        self._held: list[Names] = []
        self._rows = 0
        self._settled = 0

    def add(self, events: pa.Table) -> None:
        """Take in events."""
        found = Names.of(events).distinct()
        self._held.append(found)
        self._rows += len(found)
        if self._rows > 2 * self._settled + _ROOM:
            self._settle()

    def names(self) -> Names:
        """All that was gathered."""
        if not self._held:
            nothing = np.zeros(0, dtype=np.uint64)
            none = np.zeros(0, dtype=np.int64)
            return Names(none, nothing, none.astype(np.bool_), nothing, nothing, none)
        self._settle()
        return self._held[0]

    def _settle(self) -> None:
        together = Names(
            *(np.concatenate([getattr(part, column.name) for part in self._held]) for column in fields(Names))
        )
        self._held = [together.distinct()]
        self._rows = self._settled = len(self._held[0])
