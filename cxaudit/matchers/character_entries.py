"""A folded character in one number: its code, and above that what it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.characters import (
    APOSTROPHE,
    FULL_STOP,
    SENTENCE_ENDS,
    combining_rank,
    is_accent,
    is_mark,
    is_unspaced,
    is_word,
)
from cxaudit.matchers.utf8 import WIDE

Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]

# What a character is, as bits of a byte.
WORD, UNSPACED, MARK, ENDS_SENTENCE, LINE_END, RANKED, ACCENT, IS_APOSTROPHE = (np.uint8(1 << bit) for bit in range(8))
CODE_BITS = np.uint32(21)
CODE = np.uint32((1 << 21) - 1)


def entry_of(character: str) -> int:
    """The entry of a folded character."""
    flags = (
        (WORD, is_word(character)),
        (UNSPACED, is_unspaced(character)),
        (MARK, is_mark(character)),
        (ENDS_SENTENCE, character in SENTENCE_ENDS or character == FULL_STOP),
        (LINE_END, character == "\n"),
        (RANKED, combining_rank(character) > 0),
        (ACCENT, is_accent(character)),
        (IS_APOSTROPHE, character == APOSTROPHE),
    )
    return ord(character) + (sum(int(flag) for flag, is_set in flags if is_set) << int(CODE_BITS))


def flags_of(entries: Codes) -> Bytes:
    """What the characters of some entries are."""
    flags: Bytes = (entries >> CODE_BITS).astype(np.uint8)
    return flags


# What each byte of a folded buffer is; one that stands for a character beyond ASCII says nothing.
PLAIN_FLAGS = flags_of(np.array([entry_of(chr(code)) for code in range(WIDE)] + [0] * WIDE, dtype=np.uint32))
PLAIN_FLAGS.flags.writeable = False
