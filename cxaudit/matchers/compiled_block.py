"""The text model over many texts at once by compiled code: the same arrays as `text_block` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.character_entries import UNSPACED
from cxaudit.matchers.folded import Folded, Part
from cxaudit.matchers.reference_text import Accents
from cxaudit.matchers.text_block import BlockLayer, TextBlock

if TYPE_CHECKING:
    from cxaudit.matchers.compiled.folding import Encoded
    from cxaudit.matchers.folding_table import FoldingTable
    from cxaudit.matchers.room import Room

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_SHARE = 8  # room at first for one character in so many bytes that is not plain
_MORE = 4  # times as much room, if there was too little
_LEAST = 64  # such characters, however few bytes there are


def compiled_block(raw: Bytes, offsets: Integers, tables: dict[Accents, FoldingTable], room: Room) -> TextBlock:
    """The text model of texts in UTF-8: text i is `raw` from `offsets[i]` up to `offsets[i + 1]`, not included.

    It lies in the room, and is lost when that is used again.
    """
    from cxaudit.matchers.compiled.folding import Encoded  # noqa: PLC0415 - imports numba
    from cxaudit.matchers.compiled.octets import octets_from  # noqa: PLC0415 - likewise

    raw, offsets = raw[offsets[0] : offsets[-1]], offsets - offsets[0]
    raw.flags.writeable = False  # compiled code is made for one kind of array
    encoded = Encoded(raw, octets_from(raw), offsets[:-1], offsets[1:])
    block = _block(*_folded(encoded, Accents.FOLDED, tables, room), room)
    if Accents.AS_WRITTEN in tables:
        block.add_written(*_folded(encoded, Accents.AS_WRITTEN, tables, room)[:2])
    return block


def _folded(
    encoded: Encoded, accents: Accents, tables: dict[Accents, FoldingTable], room: Room
) -> tuple[Folded, Integers, Bytes]:
    """The folded texts, where each begins, and the text with as many zeros behind it as fill its last chunk."""
    from cxaudit.matchers.compiled.folding import Known, Written, fold_texts  # noqa: PLC0415 - imports numba
    from cxaudit.matchers.compiled.octets import BITS, octets_from  # noqa: PLC0415 - likewise

    table, size, texts = tables[accents], len(encoded.raw), len(encoded.starts)
    few, end, unknown = size // _SHARE + _LEAST, -1, 0
    while end < 0 or unknown:
        text = room.array(f"text {accents}", size + texts + few + BITS, np.uint8)
        starts = np.empty(texts + 1, dtype=np.int64)
        wide, changes, shifts = (room.array(name, few, np.int32) for name in ("wide", "changes", "shifts"))
        entries, codes = (room.array(name, few, np.uint32) for name in ("entries", "codes"))
        shown = octets_from(text, sealed=False)
        written = Written(text, shown, starts, wide, entries, changes, shifts, codes, few - _LEAST)
        known = Known(table.entries, table.offsets, table.parts)
        end, wides, changed, unknown = fold_texts(encoded, known, written)
        table.learn(np.unique(codes[:unknown]).tolist())
        few *= _MORE if end < 0 else 1
    filled = -(-end // BITS) * BITS
    text[end:filled] = 0
    wide, changes, shifts = wide[:wides].copy(), changes[:changed].copy(), shifts[: changed + 1].copy()
    return Folded.of(Part(text[:end], wide, entries[:wides].copy(), changes, shifts)), starts, text[:filled]


def _block(folded: Folded, text_starts: Integers, text: Bytes, room: Room) -> TextBlock:
    from cxaudit.matchers.compiled.octets import BITS  # noqa: PLC0415 - imports numba
    from cxaudit.matchers.compiled.words import AT_ONCE, Chunks, Found, find_words  # noqa: PLC0415 - likewise

    size, texts = len(folded.text), len(text_starts) - 1
    parts, unspaced = len(text) // BITS + 1, folded.has(UNSPACED)
    most = (size if unspaced else size // 2) + AT_ONCE
    in_word = room.array("in_word", len(text), np.bool_)
    starts, ends, word_texts, sentences = (
        room.array(name, most, np.int32) for name in ("starts", "ends", "texts", "sentences")
    )
    sentence_starts, first_words = room.array("sentence_starts", most, np.int64), np.empty(texts + 1, dtype=np.int64)
    found = Found(in_word, in_word.view(np.uint64), starts, ends, word_texts, sentences, sentence_starts, first_words)
    of_plain = (room.array(name, parts, np.uint64) for name in Chunks._fields[:3])
    chunks = Chunks(*of_plain, *(np.zeros(parts if unspaced else 0, dtype=np.uint64) for _ in range(2)))
    words, count = find_words(text, folded.wide, folded.wide_flags, text_starts, chunks, found)
    layer = BlockLayer(folded, in_word[:size], starts[:words], ends[:words], text_starts)
    layers = {Accents.FOLDED: layer}
    return TextBlock(texts, layers, word_texts[:words], sentences[:words], sentence_starts[: count + 1], first_words)
