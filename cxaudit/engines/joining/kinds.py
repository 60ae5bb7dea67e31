"""Which sources are exports of one system, so that an id means the same in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import hash_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Source

_GENERIC = "generic"
_ALIKE = 0.75  # share of all their columns that two tables of no known help desk have both when they are of one kind


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
        """One help desk is one kind, whatever the export: ``zendesk`` and ``zendesk-api``.

        Other tables are of one kind when they have nearly the same columns, in any order.
        """
        groups: list[list[int]] = []
        for number, source in enumerate(sources):
            alike = [group for group in groups if any(_alike(source, sources[other]) for other in group)]
            groups = [group for group in groups if group not in alike]
            groups.append(sorted([number, *(other for group in alike for other in group)]))
        groups.sort()
        of = np.zeros(len(sources), dtype=np.int64)
        for kind, group in enumerate(groups):
            of[group] = kind
        return cls(
            of,
            np.array([min(hash_of(_name(sources[number])) for number in group) for group in groups], dtype=np.uint64),
            tuple(sources[group[0]].path for group in groups),
            np.array([any(entry.column == "id" for entry in source.columns) for source in sources], dtype=np.bool_),
        )


def _alike(one: Source, other: Source) -> bool:
    if _GENERIC not in {one.shape, other.shape}:
        return _system(one) == _system(other)
    if one.shape != other.shape:
        return False
    first, second = _header(one), _header(other)
    return len(first & second) >= _ALIKE * len(first | second)


def _system(source: Source) -> str:
    return source.shape.partition("-")[0]


def _header(source: Source) -> frozenset[str]:
    return frozenset(entry.original.casefold() for entry in source.columns)


def _name(source: Source) -> str:
    return "\n".join(sorted(_header(source))) if source.shape == _GENERIC else _system(source)
