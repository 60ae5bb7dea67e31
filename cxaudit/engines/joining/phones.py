"""Phone numbers written without the code of their country, beside those written with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import mixed

if TYPE_CHECKING:
    from cxaudit.engines.joining.links import Names

_SEVERAL = -1  # in place of the code of a number that stands with the codes of several countries


@dataclass(frozen=True, slots=True)
class Phones:
    """The numbers that stand somewhere with the code of a country, in order, and that code."""

    numbers: NDArray[np.uint64]
    codes: NDArray[np.int64]

    @classmethod
    def of(cls, names: Names) -> Self:
        """What the numbers of all sources tell."""
        coded = (names.phone != 0) & (names.code != 0)
        numbers, place = np.unique(names.phone[coded], return_inverse=True)
        codes = names.code[coded]
        lowest = np.full(len(numbers), np.iinfo(np.int64).max)
        highest = np.zeros(len(numbers), dtype=np.int64)
        np.minimum.at(lowest, place, codes)
        np.maximum.at(highest, place, codes)
        return cls(numbers, np.where(lowest == highest, lowest, _SEVERAL))

    def resolved(self, names: Names) -> NDArray[np.uint64]:
        """A hash of each number with its country, 0 for none.

        A number without its country is that of the one country in which it is known; where it is known in several, it
        is nobody's, and where in none, it is the same as others written so.
        """
        code = names.code
        if len(self.numbers):
            place = np.minimum(np.searchsorted(self.numbers, names.phone), len(self.numbers) - 1)
            known = (code == 0) & (self.numbers[place] == names.phone)
            code = np.where(known, self.codes[place], code)
        nobody = (names.phone == 0) | (code == _SEVERAL)
        return np.where(nobody, np.uint64(0), mixed(names.phone, code.astype(np.uint64)))

    def unclear(self, names: Names) -> int:
        """How many numbers without a country are known in several."""
        bare = np.unique(names.phone[(names.phone != 0) & (names.code == 0)])
        return int(np.isin(bare, self.numbers[self.codes == _SEVERAL]).sum())
