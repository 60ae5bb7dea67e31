"""Which sources are exports of one system, so that an id means the same in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import hash_of
from cxaudit.incidents.systems import System, by_system

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Source


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of sources.

    `of` gives the kind of each source by its number. `hashes` names each kind by what its sources are, wherever they
    stand, and `paths` by the first of them. `has_ids` says of each source whether its incidents have ids.
    """

    of: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    paths: tuple[str, ...]
    has_ids: NDArray[np.bool_]

    @classmethod
    def among(cls, sources: Sequence[Source]) -> Self:
        """One kind is one system."""
        systems = [System.of(source.shape, source.columns) for source in sources]
        groups = by_system(systems)
        of = np.zeros(len(sources), dtype=np.int64)
        for kind, group in enumerate(groups):
            of[group] = kind
        return cls(
            of,
            np.array([min(hash_of(systems[number].name) for number in group) for group in groups], dtype=np.uint64),
            tuple(sources[group[0]].path for group in groups),
            np.array([any(entry.column == "id" for entry in source.columns) for source in sources], dtype=np.bool_),
        )
