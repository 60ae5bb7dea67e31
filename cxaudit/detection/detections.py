"""What a detector found in a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Column64 = npt.NDArray[np.int64]
Column32 = npt.NDArray[np.int32]
Column8 = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Detections:
    """One entry for each row and symptom that is not silent, sorted by row, then symptom; all columns equally long.

    `row` is the row in the batch; `symptom` an index into `Detector.symptoms`; `state` 1 asserted, 2 denied, 3 hidden;
    `start` and `end` are offsets in characters of the first match in the column `text`, -1 without one; `rule` is an
    index into `Detector.rules`, the place of the leaf condition that matched, -1 for hidden.
    """

    row: Column64
    symptom: Column32
    state: Column8
    start: Column64
    end: Column64
    rule: Column32

    @classmethod
    def sorted(
        cls, row: Column64, symptom: Column64, state: Column64, start: Column64, end: Column64, rule: Column64
    ) -> Detections:
        """The entries in order."""
        order = np.argsort(row * (int(symptom.max(initial=0)) + 1) + symptom, kind="stable")
        return cls(
            row[order],
            symptom[order].astype(np.int32),
            state[order].astype(np.int8),
            start[order],
            end[order],
            rule[order].astype(np.int32),
        )

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.row)
