"""The smallest ranks of each symptom, kept while a log streams by: bottom-k sampling, for all symptoms at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.tally import EVIDENCE_PER_SYMPTOM

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARE = 2  # times as many candidates are kept, because later states of an incident replace earlier ones
_KEPT = _SPARE * EVIDENCE_PER_SYMPTOM
_LAST = np.uint64((1 << 64) - 1)  # stands for the ranks that are yet to come


class Ranks:
    """The smallest distinct ranks of each symptom among those taken in so far."""

    def __init__(self, symptoms: int) -> None:
        self._held = np.full((symptoms, _KEPT), _LAST, dtype=np.uint64)  # each row in order

    def among(self, symptom: NDArray[np.int32], rank: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which of these ranks of these symptoms are as small as the largest that is kept."""
        found: NDArray[np.bool_] = rank <= self._held[symptom, -1]
        return found

    def add(self, symptom: NDArray[np.int32], rank: NDArray[np.uint64]) -> None:
        """Take in ranks of these symptoms."""
        # Once a symptom has enough, hardly any rank is smaller: the others are left out of all that follows.
        small = self.among(symptom, rank)
        symptom, rank = symptom[small].astype(np.int64), rank[small]
        if not len(symptom):
            return
        touched = np.unique(symptom)
        symptom = np.concatenate((symptom, np.repeat(touched, _KEPT)))
        rank = np.concatenate((rank, self._held[touched].ravel()))
        order = np.lexsort((rank, symptom))
        symptom, rank = symptom[order], rank[order]
        distinct = np.ones(len(symptom), dtype=np.bool_)
        distinct[1:] = (symptom[1:] != symptom[:-1]) | (rank[1:] != rank[:-1])
        symptom, rank = symptom[distinct], rank[distinct]
        place = np.arange(len(symptom)) - np.searchsorted(symptom, symptom)
        kept = place < _KEPT
        self._held[touched] = _LAST
        self._held[symptom[kept], place[kept]] = rank[kept]
