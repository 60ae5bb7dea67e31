"""Memory that is written to again and again, block after block, because fresh pages cost more than to fill them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_KEPT = 1 << 24  # bytes of an array that is kept; larger ones, of very long texts, are given back


class Room:
    """Arrays by name; what was in one is lost when it is asked for again."""

    def __init__(self) -> None:
        self._kept: dict[str, npt.NDArray[np.uint8]] = {}

    def array(self, name: str, size: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array of this kind with anything in it."""
        needed = size * np.dtype(kind).itemsize
        if needed > _KEPT:
            return np.empty(size, dtype=kind)
        if name not in self._kept or len(self._kept[name]) < needed:
            self._kept[name] = np.empty(needed, dtype=np.uint8)
        return self._kept[name][:needed].view(kind)
