"""Which sources are exports of one system, so that an id means the same in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
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

    `of` gives the kind of each source by its number, `names` what its system is called, and `paths` where it stands.
    """

    of: NDArray[np.int64]
    names: tuple[str, ...]
    paths: tuple[str, ...]

    @classmethod
    def among(cls, sources: Sequence[Source], *, own: bool = False) -> Self:
        """One kind is one system; with `own` each source is a kind of its own."""
        systems = [System.of(source.shape, source.columns) for source in sources]
        of = np.arange(len(sources))
        for kind, group in enumerate([] if own else by_system(systems)):
            of[group] = kind
        return cls(of, tuple(system.name for system in systems), tuple(source.path for source in sources))

    def __len__(self) -> int:
        return int(self.of.max(initial=-1)) + 1

    @property
    def first_paths(self) -> tuple[str, ...]:
        """The path of each kind's first source."""
        return tuple(self.paths[group[0]] for group in self._groups())

    def hashes(self) -> NDArray[np.uint64]:
        """Names each kind by what its sources are, wherever they stand; only kinds alike also by their files."""
        groups = self._groups()
        plain = [min(hash_of(self.names[number]) for number in group) for group in groups]
        files = [min(PurePath(self.paths[number]).name for number in group) for group in groups]
        alike, seen = Counter(plain), Counter[tuple[int, str]]()
        found = []
        for base, file in zip(plain, files, strict=True):
            seen[base, file] += 1
            found.append(base if alike[base] == 1 else hash_of(f"{base}\n{file}\n{seen[base, file]}"))
        return np.array(found, dtype=np.uint64)

    def _groups(self) -> list[list[int]]:
        groups: list[list[int]] = [[] for _ in range(len(self))]
        for number, kind in enumerate(self.of.tolist()):
            groups[kind].append(number)
        return groups
