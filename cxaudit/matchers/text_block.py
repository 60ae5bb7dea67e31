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
    word_starts: Integers
    word_ends: Integers
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

    def spans(self, texts: Integers, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
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
    word_texts: Integers
    sentences: Integers
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
        return layer.spans(self.word_texts[first], layer.word_starts[first], layer.word_ends[end - 1])


def text_block(texts: Sequence[str], tables: dict[Accents, FoldingTable]) -> TextBlock:
    """The text model of `texts`, folded by each of the tables; that with accents folded must be among them."""
    encoded = [text.encode() for text in texts]
    sizes = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    return joined_block(SEPARATOR.encode().join(encoded), sizes, tables)


def joined_block(content: bytes, sizes: Integers, tables: dict[Accents, FoldingTable]) -> TextBlock:
    """The text model of texts in UTF-8 that were joined with separators, given how many bytes each of them has."""
    separator = SEPARATOR.encode()
    data = separator + content + separator
    originals = np.concatenate(([1], 1 + np.cumsum(sizes + 1)))
    folded = tables[Accents.FOLDED].fold(data)
    layer = _folded_layer(folded, originals)
    first_words = np.searchsorted(layer.word_starts, layer.text_starts)
    word_texts = np.repeat(np.arange(len(sizes)), np.diff(first_words))
    sentences, sentence_starts = _sentences(folded, layer.word_starts, first_words)
    layers = {Accents.FOLDED: layer}
    if Accents.AS_WRITTEN in tables:
        layers[Accents.AS_WRITTEN] = _written_layer(tables[Accents.AS_WRITTEN].fold(data), layer, originals)
    return TextBlock(len(sizes), layers, word_texts, sentences, sentence_starts, first_words)


def _folded_layer(folded: Folded, originals: Integers) -> BlockLayer:
    in_word = (folded.flags & table.WORD).view(np.bool_)  # the flag is the lowest bit
    apostrophes = np.flatnonzero(folded.flags & table.IS_APOSTROPHE)
    in_word[apostrophes[in_word[apostrophes - 1] & in_word[apostrophes + 1]]] = True
    if folded.present & int(table.UNSPACED):
        starts, ends = _unspaced_words(folded.flags, in_word)
    else:
        edges = np.flatnonzero(in_word[1:] != in_word[:-1])
        edges += 1
        starts, ends = np.ascontiguousarray(edges[::2]), np.ascontiguousarray(edges[1::2])
    return BlockLayer(folded, in_word, starts, ends, folded.places(originals))


def _unspaced_words(flags: Bytes, in_word: Booleans) -> tuple[Integers, Integers]:
    """Starts and ends of words where some scripts are written without spaces."""
    unspaced = (flags & table.UNSPACED) != 0
    begins = in_word & unspaced
    begins[1:] |= in_word[1:] & (~in_word[:-1] | (unspaced[:-1] & ((flags[1:] & table.MARK) == 0)))
    ends = np.zeros_like(begins)
    ends[1:] = in_word[:-1] & (~in_word[1:] | begins[1:])
    return np.flatnonzero(begins), np.flatnonzero(ends)


def _sentences(folded: Folded, word_starts: Integers, first_words: Integers) -> tuple[Integers, Integers]:
    """The sentence of each word, and the first word of each sentence (and one more)."""
    breaks = np.zeros(len(word_starts) + 1, dtype=bool)
    stops = np.flatnonzero(folded.flags & table.ENDS_SENTENCE)
    breaks[np.searchsorted(word_starts, stops[~_between_digits(folded.text, stops)])] = True
    if folded.present & int(table.LINE_END):
        line_ends = np.searchsorted(word_starts, np.flatnonzero(folded.flags & table.LINE_END))
        breaks[line_ends[1:][line_ends[1:] == line_ends[:-1]]] = True
    breaks[first_words] = True
    starts = np.flatnonzero(breaks)
    numbers = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
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
    starts, ends = places[plain.word_starts], places[plain.word_ends]
    return BlockLayer(folded, in_word, starts, ends, folded.places(originals))
