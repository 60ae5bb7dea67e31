"""Incidents that stand in several of the sources: they count once, and what is left out points at what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxaudit.engines.joining.kinds import Kinds
from cxaudit.engines.joining.repeating import Repeating, Told
from cxaudit.engines.replacing import SUPERSEDED, tell_replaced
from cxaudit.model import ROWS_PER_SOURCE, Doubled, Rejection
from cxaudit.tally import NO_PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

SAME_ID = "the same incident in another file, by its id"
SAME_WORDS = "the same incident in another file, by its customer, words and day"
_NEVER = np.iinfo(np.int64).min


@dataclass(slots=True)
class Doubles:
    """Finds them, and counts the rows left out by (source, source of what is kept), one count for each way to tell."""

    kinds: Kinds
    paths: Sequence[str]
    rejected: Callable[[tuple[Rejection, ...]], None]
    by_id: Counter[tuple[int, int]] = field(default_factory=Counter)
    by_words: Counter[tuple[int, int]] = field(default_factory=Counter)
    _repeated: list[NDArray[np.int64]] = field(default_factory=list)

    def note_replaced(self, replaced: NDArray[np.int64]) -> None:
        """Note the pairs of a row and the one that replaces it, and count those that come from two sources."""
        source = replaced // ROWS_PER_SOURCE
        across = source[:, 0] != source[:, 1]
        _count(self.by_id, replaced[across])
        tell_replaced(replaced[across], SAME_ID, self.paths, self.rejected)
        tell_replaced(replaced[~across], SUPERSEDED, self.paths, self.rejected)

    def without_repeated(self, part: pa.Table) -> pa.Table:
        """The events without those that another source tells in the same words; all of a customer are in `part`.

        Of one customer's equal texts from different sources within a day, the first opened is kept. A row is kept for
        only one of each other source, so that what came twice in each still counts twice.
        """
        order = part["order"].to_numpy()
        told = self._told(part)
        found = [pair for group in _same_texts(part) for pair in Repeating().pairs(told(group))]
        if not found:
            return part
        pairs = np.array(sorted((order[gone], order[kept]) for gone, kept in found), dtype=np.int64)
        _count(self.by_words, pairs)
        self._repeated.append(pairs)
        keep = np.ones(part.num_rows, dtype=np.bool_)
        keep[[gone for gone, _ in found]] = False
        return part.filter(pa.array(keep))

    def tell_repeated(self) -> None:
        """Tell of those, in the order of their rows, once all customers were seen."""
        every = np.concatenate([NO_PAIRS, *self._repeated])
        tell_replaced(every[np.argsort(every[:, 0])], SAME_WORDS, self.paths, self.rejected)

    def doubled(self) -> tuple[Doubled, ...]:
        """What was left out, by the sources in order."""
        return tuple(
            Doubled(self.paths[source], self.paths[kept], self.by_id[source, kept], self.by_words[source, kept])
            for source, kept in sorted(self.by_id.keys() | self.by_words.keys())
        )

    def _told(self, part: pa.Table) -> Callable[[NDArray[np.int64]], Iterator[Told]]:
        """What makes of row numbers the rows."""
        opened, source = _opened(part), part["order"].to_numpy() // ROWS_PER_SOURCE
        has_id = np.asarray(part["id"].is_valid(), dtype=np.bool_)
        numbered = np.where(has_id, self.kinds.of[source], -1)

        def told(rows: NDArray[np.int64]) -> Iterator[Told]:
            columns = (column.tolist() for column in (rows, opened[rows], source[rows], numbered[rows]))
            return map(Told, *columns)

        return told


def _count(counts: Counter[tuple[int, int]], pairs: NDArray[np.int64]) -> None:
    counts.update((gone, kept) for gone, kept in (pairs // ROWS_PER_SOURCE).tolist())


def _same_texts(part: pa.Table) -> Iterator[NDArray[np.int64]]:
    """Rows of one customer with one text, from several sources, in the order of opening; each group on its own."""
    customer, words = part["customer"].to_numpy(), part["words"].to_numpy()
    opened = _opened(part)
    source = part["order"].to_numpy() // ROWS_PER_SOURCE
    rows = np.flatnonzero((customer != 0) & (words != 0) & (opened != _NEVER))
    # The key of an incident, unlike its order, does not depend on which file was named first.
    rows = rows[np.lexsort((part["key"].to_numpy()[rows], opened[rows], words[rows], customer[rows]))]
    begins = np.ones(len(rows), dtype=np.bool_)
    begins[1:] = (customer[rows][1:] != customer[rows][:-1]) | (words[rows][1:] != words[rows][:-1])
    bounds = [*np.flatnonzero(begins).tolist(), len(rows)]
    for first, last in pairwise(bounds):
        group = rows[first:last]
        if last - first > 1 and len(set(source[group].tolist())) > 1:
            yield group


def _opened(part: pa.Table) -> NDArray[np.int64]:
    return np.asarray(part["opened"].fill_null(int(_NEVER)), dtype=np.int64)
