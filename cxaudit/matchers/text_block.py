"""The text model over many texts at once: the same words, sentences and offsets as `reference_text`, in arrays.

The texts are joined with a separator that belongs to no word, so that every step is one pass over one buffer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers import character_entries as entries
from cxaudit.matchers.folded import Folded
from cxaudit.matchers.reference_text import Accents
from cxaudit.matchers.utf8 import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers.folding_table import FoldingTable

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

SEPARATOR = "\0"
_SPACES = b"\n "
_SIGNS = entries.IS_APOSTROPHE | entries.ENDS_SENTENCE | entries.LINE_END
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
        wide = self.folded.wide
        first, last = np.searchsorted(wide, np.array((start, end), dtype=wide.dtype))
        codes[wide[first:last] - start] = self.folded.wide_codes[first:last]
        return codes

    def spelled(self, start: int, end: int) -> str:
        """The characters from `start` up to `end`, not included."""
        text = self.folded.text[start:end]
        if (text < WIDE).all():
            return text.tobytes().decode("ascii")  # a quarter of the memory
        return self.codes_between(start, end).astype("<u4", copy=False).tobytes().decode("utf-32-le")

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

    def add_written(self, folded: Folded, text_starts: Integers) -> None:
        """Add the text with its accents: words are the same, and an accent goes with what it stands on."""
        plain = self.layers[Accents.FOLDED]
        accents = folded.wide[(folded.wide_flags & entries.ACCENT) != 0]
        in_word, starts, ends = plain.in_word, plain.word_starts, plain.word_ends
        if len(accents):
            bases = accents - np.arange(
                len(accents), dtype=np.int32
            )  # the character each stands before without accents
            in_word = np.insert(in_word, bases, in_word[bases - 1])
            starts, ends = _moved(starts, bases), _moved(ends, bases)
        self.layers[Accents.AS_WRITTEN] = BlockLayer(folded, in_word, starts, ends, text_starts)


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
    block = _block(*tables[Accents.FOLDED].fold(data, originals))
    if Accents.AS_WRITTEN in tables:
        block.add_written(*tables[Accents.AS_WRITTEN].fold(data, originals))
    return block


def _block(folded: Folded, text_starts: Integers) -> TextBlock:
    flags = folded.flags()
    signs = np.flatnonzero((flags & _SIGNS) != 0)
    in_word, starts, ends = _words(folded, flags, signs)
    first_words = np.searchsorted(starts, text_starts.astype(np.int32))
    texts = len(text_starts) - 1
    word_texts = np.repeat(np.arange(texts, dtype=np.int32), np.diff(first_words))
    sentences, sentence_starts = _sentences(folded.text, signs, flags[signs], starts, first_words)
    layers = {Accents.FOLDED: BlockLayer(folded, in_word, starts, ends, text_starts)}
    return TextBlock(texts, layers, word_texts, sentences, sentence_starts, first_words)


def _words(folded: Folded, flags: Bytes, signs: Integers) -> tuple[Booleans, Numbers, Numbers]:
    """Which characters belong to words, and where words begin and end."""
    in_word = (flags & entries.WORD).view(np.bool_)  # the flag is the lowest bit
    apostrophes = signs[(flags[signs] & entries.IS_APOSTROPHE) != 0]
    in_word[apostrophes[in_word[apostrophes - 1] & in_word[apostrophes + 1]]] = True
    edges = np.flatnonzero(in_word[1:] != in_word[:-1])
    edges += 1
    starts, ends = edges[::2].astype(np.int32), edges[1::2].astype(np.int32)
    if folded.has(entries.UNSPACED):
        cuts = _cuts(folded, flags, in_word)
        starts, ends = _merged(starts, cuts), _merged(ends, cuts)
    return in_word, starts, ends


def _cuts(folded: Folded, flags: Bytes, in_word: Booleans) -> Numbers:
    """Where a word ends and another begins without anything between: around characters written without spaces."""
    unspaced = folded.wide[(folded.wide_flags & entries.UNSPACED) != 0]
    behind = unspaced + np.int32(1)
    behind = behind[in_word[behind] & ((flags[behind] & entries.MARK) == 0)]
    places = _merged(unspaced, behind)
    places = places[np.diff(places, prepend=np.int32(-1)) > 0]
    return places[in_word[places - 1]]


def _merged(one: Numbers, other: Numbers) -> Numbers:
    """The places of both, in order."""
    places: Numbers = np.concatenate((one, other))
    places.sort(kind="stable")  # which merges what is in order already
    return places


def _sentences(
    text: Bytes, signs: Integers, flags: Bytes, word_starts: Numbers, first_words: Integers
) -> tuple[Numbers, Integers]:
    """The sentence of each word, and the first word of each sentence (and one more), given what the signs are."""
    breaks = np.zeros(len(word_starts) + 1, dtype=bool)
    stops = signs[(flags & entries.ENDS_SENTENCE) != 0]
    ended = stops[~_between_digits(text, stops)].astype(np.int32)
    breaks[np.searchsorted(word_starts, ended)] = True
    line_ends = np.searchsorted(word_starts, signs[(flags & entries.LINE_END) != 0].astype(np.int32))
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


def _moved(places: Numbers, bases: Numbers) -> Numbers:
    """Places, in order, of characters to which an accent was added before each of these."""
    first = np.searchsorted(places, bases)
    return places + np.cumsum(np.bincount(first, minlength=len(places) + 1)[: len(places)], dtype=np.int32)
