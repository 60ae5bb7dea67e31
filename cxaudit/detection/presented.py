"""Text as regular expressions see it: a byte a character, in an alphabet of their own; only the parts looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import positions
from cxaudit.matchers.expression_alphabet import INNER_APOSTROPHE, SEPARATOR, UNDERSCORE
from cxaudit.matchers.utf8 import WIDE

if TYPE_CHECKING:
    from cxaudit.detection.windows import Windows
    from cxaudit.matchers.expression_alphabet import Alphabet
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_SIGNS = bytes(UNDERSCORE if code == ord("_") else code for code in range(256))
_APOSTROPHE = ord("'")
_WHOLE_SHARE = 4  # the whole block is quicker to present than windows with more than one in so many of its characters


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Windows one behind the other, each with the character before it and the one behind it, or the whole block.

    Window i begins at `starts[i]` of `content`, and `shifts[i]` further on in the block.
    """

    content: bytes
    starts: Integers
    shifts: Integers

    @classmethod
    def of(cls, layer: BlockLayer, alphabet: Alphabet, windows: Windows, *, whole: bool) -> Excerpt:
        """What shows these windows; `whole` asks for the whole block."""
        sizes = windows.ends - windows.starts + 2
        if whole or int(sizes.sum()) * _WHOLE_SHARE > len(layer.folded.text):
            shown = _shown(layer, alphabet, None)
            shown[layer.text_starts - 1] = SEPARATOR
            return cls(shown.tobytes(), windows.starts, np.zeros_like(windows.starts))
        shown = _shown(layer, alphabet, positions(windows.starts - 1, sizes))
        borders = np.cumsum(sizes)
        firsts = borders - sizes
        shown[firsts[windows.starts == layer.text_starts[windows.texts]]] = SEPARATOR
        shown[borders[windows.ends == layer.text_starts[windows.texts + 1] - 1] - 1] = SEPARATOR
        return cls(shown.tobytes(), firsts + 1, windows.starts - firsts - 1)


def _shown(layer: BlockLayer, alphabet: Alphabet, origins: Integers | None) -> Bytes:
    """The bytes of the characters at `origins`, or of all."""
    text = layer.folded.text if origins is None else layer.folded.text[origins]
    shown = np.frombuffer(bytearray(text.tobytes().translate(_SIGNS)), dtype=np.uint8)
    apostrophes = np.flatnonzero(text == _APOSTROPHE)
    inner = layer.in_word[apostrophes if origins is None else origins[apostrophes]]
    shown[apostrophes[inner]] = INNER_APOSTROPHE
    wide, codes = layer.folded.wide, layer.folded.wide_codes
    in_word = layer.in_word[wide]
    if origins is not None:
        wide = np.flatnonzero(text >= WIDE).astype(np.int32)
        codes = codes[np.searchsorted(layer.folded.wide, origins[wide])]
        in_word = layer.in_word[origins[wide]]
    interval = np.searchsorted(np.array(alphabet.starts), codes, side="right") - 1
    group = np.array(alphabet.groups)[interval]
    shown[wide] = np.where(in_word, alphabet.letter(0) - group, alphabet.sign(0) + group)
    return shown
