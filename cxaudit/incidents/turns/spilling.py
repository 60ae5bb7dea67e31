"""Brings the rows of a conversation together."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.spilling import Spill

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

IN_MEMORY = 256 << 20  # bytes of rows held before they are written


class Spilled(Spill):
    """Collects rows and gives them back in partitions; all rows with one `id` are in one partition."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        super().__init__(_conversations, in_memory)


def _conversations(rows: pa.Table) -> NDArray[np.uint64]:
    encoded = rows["id"].combine_chunks().dictionary_encode()
    numbers = np.array([zlib.crc32(name.encode()) for name in encoded.dictionary.to_pylist()], dtype=np.uint64)
    spread: NDArray[np.uint64] = numbers[np.asarray(encoded.indices)]
    return spread
