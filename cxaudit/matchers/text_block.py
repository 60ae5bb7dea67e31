"""The text model over many texts at once: the same words, sentences and offsets as `reference_text`, in arrays.

The texts are joined with a separator that belongs to no word, so that every step is one pass over one buffer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers import folding_table as table
from cxaudit.matchers.folding_table import Folded, FoldingTable
from cxaudit.matchers.reference_text import Accents

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

SEPARATOR = "\0"
_SPACES = b"\n "
_STOP, _ZERO, _NINE = 0x2E, 0x30, 0x39


@dataclass(frozen=True, slots=True)
class BlockLayer:
    """The buffer folded in one way.

    `word_starts` and `word_ends` are the first and one past the last character of each word, `text_starts` the first
    character of each text (one more at the end), `in_word` says which characters belong to words.
    """

    folded: Folded
    in_word: Booleans
    word_starts: Numbers
    word_ends: Numbers
    text_starts: Integers

    @property
    def codes(self) -> npt.NDArray[np.uint32]:
        """The code of every character."""
        codes = self.folded.text.astype(np.uint32)
        codes[self.folded.wide] = self.folded.wide_codes
        return codes

    def codes_between(self, start: int, end: int) -> npt.NDArray[np.uint32]:
        """The codes of the characters from `start` up to `end`, not included."""
        codes = self.folded.text[start:end].astype(np.uint32)
        first, last = np.searchsorted(self.folded.wide, (start, end))
        codes[self.folded.wide[first:last] - start] = self.folded.wide_codes[first:last]
        return codes

    def spans(self, texts: Integers | Numbers, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
        """Offsets into the original texts of the characters from `starts` up to `ends`, not included."""
        base = self.folded.origins(self.text_starts[texts] - 1) + 1
        last = np.maximum(self.folded.origins(ends - 1) + 1, self.folded.origins(ends))
        return self.folded.origins(starts) - base, last - base


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Texts with their words and sentences; words are numbered through all texts.

    `word_texts` and `sentences` are the text and the sentence of each word; no sentence spans two texts;
    `sentence_starts` are the first words of the sentences, and one more. `first_words` are the first words of the
    texts, and one more. `layers` holds the folded text, and the text as written if it was asked for.
    """

    count: int
    layers: dict[Accents, BlockLayer]
    word_texts: Numbers
    sentences: Numbers
    sentence_starts: Integers
    first_words: Integers

    @property
    def words(self) -> int:
        """How many words there are."""
        return len(self.word_texts)

    def blank(self) -> Booleans:
        """Which texts hold nothing but white space, or nothing at all."""
        blank: Booleans = self.first_words[1:] == self.first_words[:-1]
        layer = self.layers[Accents.FOLDED]
        for text in np.flatnonzero(blank).tolist():
            content = layer.folded.text[layer.text_starts[text] : layer.text_starts[text + 1] - 1]
            blank[text] = not content.tobytes().strip(_SPACES)
        return blank

    def word_spans(self, first: Integers, end: Integers) -> tuple[Integers, Integers]:
        """Offsets into the original texts of the words from `first` up to `end`, not included."""
        layer = self.layers[Accents.FOLDED]
        starts, ends = layer.word_starts[first].astype(np.int64), layer.word_ends[end - 1].astype(np.int64)
        return layer.spans(self.word_texts[first], starts, ends)


def text_block(texts: Sequence[str], tables: dict[Accents, FoldingTable]) -> TextBlock:
    """The text model of `texts`, folded by each of the tables; that with accents folded must be among them."""
    encoded = [text.encode() for text in texts]
    sizes = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    return joined_block(SEPARATOR.encode().join(encoded), sizes, tables)


def joined_block(
    content: bytes, sizes: Integers, tables: dict[Accents, FoldingTable], *, compiled: bool = False
) -> TextBlock:
    """The text model of texts in UTF-8 that were joined with separators, given how many bytes each of them has.

    `compiled`: compiled code looks for the words; they are the same.
    """
    separator = SEPARATOR.encode()
    data = separator + content + separator
    originals = np.concatenate(([1], 1 + np.cumsum(sizes + 1)))
    folded = tables[Accents.FOLDED].fold(data, compiled=compiled)
    texts = folded.places(originals)
    block = _compiled_block(folded, texts) if compiled else _plain_block(folded, texts)
    if Accents.AS_WRITTEN in tables:
        written = tables[Accents.AS_WRITTEN].fold(data, compiled=compiled)
        block.layers[Accents.AS_WRITTEN] = _written_layer(written, block.layers[Accents.FOLDED], originals)
    return block


def _compiled_block(folded: Folded, text_starts: Integers) -> TextBlock:
    from cxaudit.matchers.compiled.words import Found, find_words  # noqa: PLC0415 - imports numba

    size, texts = len(folded.text), len(text_starts) - 1
    room = size if folded.present & int(table.UNSPACED) else size // 2 + 1
    starts, ends, word_texts, sentences = (np.empty(room, dtype=np.int32) for _ in range(4))
    sentence_starts, first_words = np.empty(room + 1, dtype=np.int64), np.empty(texts + 1, dtype=np.int64)
    found = Found(np.empty(size, dtype=bool), starts, ends, word_texts, sentences, sentence_starts, first_words)
    words, count = find_words(sealed(folded.text), sealed(folded.flags), text_starts, found)
    layer = BlockLayer(folded, found.in_word, starts[:words], ends[:words], text_starts)
    layers = {Accents.FOLDED: layer}
    return TextBlock(
        texts, layers, word_texts[:words], sentences[:words], sentence_starts[: count + 1].copy(), first_words
    )


def sealed(array: Bytes) -> Bytes:
    """The same bytes, not to be written to: compiled code is made for one kind of array."""
    view = array.view()
    view.flags.writeable = False
    return view


def _plain_block(folded: Folded, text_starts: Integers) -> TextBlock:
    in_word, starts, ends = _words(folded)
    first_words = np.searchsorted(starts, text_starts.astype(np.int32))
    texts = len(text_starts) - 1
    word_texts = np.repeat(np.arange(texts, dtype=np.int32), np.diff(first_words))
    sentences, sentence_starts = _sentences(folded, starts, first_words)
    layers = {Accents.FOLDED: BlockLayer(folded, in_word, starts, ends, text_starts)}
    return TextBlock(texts, layers, word_texts, sentences, sentence_starts, first_words)


def _words(folded: Folded) -> tuple[Booleans, Numbers, Numbers]:
    """Which characters belong to words, and where words begin and end."""
    in_word = (folded.flags & table.WORD).view(np.bool_)  # the flag is the lowest bit
    apostrophes = np.flatnonzero(folded.flags & table.IS_APOSTROPHE)
    in_word[apostrophes[in_word[apostrophes - 1] & in_word[apostrophes + 1]]] = True
    if folded.present & int(table.UNSPACED):
        starts, ends = _unspaced_words(folded.flags, in_word)
    else:
        edges = np.flatnonzero(in_word[1:] != in_word[:-1])
        edges += 1
        starts, ends = edges[::2], edges[1::2]
    return in_word, starts.astype(np.int32), ends.astype(np.int32)


def _unspaced_words(flags: Bytes, in_word: Booleans) -> tuple[Integers, Integers]:
    """Starts and ends of words where some scripts are written without spaces."""
    unspaced = (flags & table.UNSPACED) != 0
    begins = in_word & unspaced
    begins[1:] |= in_word[1:] & (~in_word[:-1] | (unspaced[:-1] & ((flags[1:] & table.MARK) == 0)))
    ends = np.zeros_like(begins)
    ends[1:] = in_word[:-1] & (~in_word[1:] | begins[1:])
    return np.flatnonzero(begins), np.flatnonzero(ends)


def _sentences(folded: Folded, word_starts: Numbers, first_words: Integers) -> tuple[Numbers, Integers]:
    """The sentence of each word, and the first word of each sentence (and one more)."""
    breaks = np.zeros(len(word_starts) + 1, dtype=bool)
    stops = np.flatnonzero(folded.flags & table.ENDS_SENTENCE)
    ended = stops[~_between_digits(folded.text, stops)].astype(np.int32)
    breaks[np.searchsorted(word_starts, ended)] = True
    if folded.present & int(table.LINE_END):
        line_ends = np.searchsorted(word_starts, np.flatnonzero(folded.flags & table.LINE_END).astype(np.int32))
        breaks[line_ends[1:][line_ends[1:] == line_ends[:-1]]] = True
    breaks[first_words] = True
    starts = np.flatnonzero(breaks)
    numbers = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    return numbers, starts


def _between_digits(text: Bytes, places: Integers) -> Booleans:
    """Which of the places are full stops between two digits."""
    is_digit = [(code >= _ZERO) & (code <= _NINE) for code in (text[places - 1], text[places + 1])]
    between: Booleans = (text[places] == _STOP) & is_digit[0] & is_digit[1]
    return between


def _written_layer(folded: Folded, plain: BlockLayer, originals: Integers) -> BlockLayer:
    """The text with its accents: words are those of the plain layer, and an accent goes with what it stands on."""
    is_base = (folded.flags & table.ACCENT) == 0
    places = np.flatnonzero(is_base)
    in_word = plain.in_word[np.cumsum(is_base) - 1]
    starts, ends = (places[edges].astype(np.int32) for edges in (plain.word_starts, plain.word_ends))
    return BlockLayer(folded, in_word, starts, ends, folded.places(originals))
