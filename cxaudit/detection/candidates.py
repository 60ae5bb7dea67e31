"""Which texts of a block have all the words that an expression requires, for all expressions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import PairSet, Ragged

if TYPE_CHECKING:
    from cxaudit.detection.rows import Sighting
    from cxaudit.matchers.text_block import TextBlock

Integers = npt.NDArray[np.int64]


def candidate_texts(required: Ragged, sighting: Sighting, block: TextBlock) -> Ragged:
    """The texts, in order, that fit each of some lists of required choices; all texts where nothing is required.

    The texts of the rarest choice of a list are looked up, and its other choices are asked for in those only.
    """
    count = len(required.offsets) - 1
    free = np.flatnonzero(required.sizes == 0)
    rarest = sighting.rarest(required)
    bound = np.flatnonzero(required.sizes > 0)
    bound = bound[sighting.frequency[required.values[rarest[bound]]] > 0]
    place, texts = sighting.texts_of(required.values[rarest[bound]])
    owner = bound[place]
    choices = np.unique(required.taken(bound)[1])
    number, found = sighting.texts_of(choices)
    if len(number):
        pairs = PairSet(choices[number], found, block.count)
        for step in range(int(required.sizes.max(initial=0))):
            asked = np.flatnonzero(required.sizes[owner] > step)
            kept = np.ones(len(owner), dtype=bool)
            kept[asked] = pairs.has(required.values[required.offsets[owner[asked]] + step], texts[asked])
            owner, texts = owner[kept], texts[kept]
    owner = np.concatenate((owner, np.repeat(free, block.count)))
    texts = np.concatenate((texts, np.tile(np.arange(block.count), len(free))))
    order = np.lexsort((texts, owner))
    return Ragged.grouped(owner[order], texts[order], count)
