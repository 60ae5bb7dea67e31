"""Texts put together into blocks that are worked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.matchers.compiled_block import compiled_block
from cxaudit.matchers.text_block import SEPARATOR, joined_block

if TYPE_CHECKING:
    from cxaudit.matchers import Accents
    from cxaudit.matchers.folding_table import FoldingTable
    from cxaudit.matchers.room import Room
    from cxaudit.matchers.text_block import TextBlock

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_BLOCK_TEXTS = 2048  # texts worked at once; more fall out of the cache and are slower
_BLOCK_BYTES = 1 << 20
_COMPILED = 2  # times as much is worked at once by compiled code, which asks less of the cache


def run_from(first: int, offsets: Integers, *, compiled: bool) -> int:
    """One past the last text that is worked together with the first, given where in bytes each begins and ends."""
    times = _COMPILED if compiled else 1
    full = int(np.searchsorted(offsets, offsets[first] + times * _BLOCK_BYTES, side="right")) - 1
    return min(max(full, first + 1), first + times * _BLOCK_TEXTS, len(offsets) - 1)


def offsets_of(texts: pa.LargeStringArray) -> tuple[Bytes, Integers]:
    """The bytes of all texts, and where each begins in them; one more says where the last ends."""
    _, offsets, content = texts.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(content or b"", dtype=np.uint8), places


def block_of(
    texts: pa.LargeStringArray, run: tuple[int, int], tables: dict[Accents, FoldingTable], room: Room | None
) -> TextBlock:
    """The text model of a run of texts; with a room, in which it lies, by compiled code."""
    first, last = run
    content, offsets = offsets_of(texts)
    if room is not None:
        return compiled_block(content, offsets[first : last + 1], tables, room)
    return joined_block(_joined(texts.slice(first, last - first)), np.diff(offsets[first : last + 1]), tables)


def _joined(texts: pa.LargeStringArray) -> bytes:
    """All texts with separators between them."""
    together = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts.cast(pa.string()))
    joined: bytes = pc.binary_join(together, SEPARATOR)[0].as_buffer().to_pybytes()
    return joined
