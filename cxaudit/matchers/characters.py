"""What a single character means to every text rule: how it is folded, and whether it is part of a word.

The text model, defined once for the plain and for the block implementation:

1. **Folding**, character by character. Invisible characters (soft hyphen, zero-width space and joiners, directional
   marks, variation selectors, enclosing marks) vanish. Apostrophes, dashes, double quotes and spaces of every kind
   become ``'``, ``-``, ``"`` and a space; every line end becomes a newline, and the carriage return of CR LF vanishes.
   Letters are decomposed and case-folded (Unicode full folding: ß is ss, ſ is s, İ is i with a dot, ς is σ), wide,
   styled and ligature letters become plain ones. Combining marks that follow each other are put in canonical order.
2. **Accents**. With accents folded, combining accents vanish as well; as written, they stay.
3. **Words** are found on the text with accents folded: runs of letters, digits and marks, and apostrophes directly
   between two of those. In scripts written without spaces every character begins a word. An accent belongs to
   the character before it.
4. **Sentences** end between two words when ``!``, ``?``, ``…`` or their kin stand between them, a full stop other
   than one directly between two digits, or two line ends.
5. **Offsets**. A match from folded character i to j spans, in the original text, from the character that i comes from
   to the one that the character after j comes from, so vanished characters behind it belong to it; a match that ends
   inside a character (ss in ß) spans the whole of it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

APOSTROPHE = "'"
FULL_STOP = "."
SENTENCE_ENDS = frozenset("!?…‼⁇⁈⁉。؟۔।॥։")

_APOSTROPHES = "'’‘‛`´ʼʹ′＇"
_DASHES = "-‐‑‒–—―−﹣－"
_QUOTES = '"“”„‟«»″＂'
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_STRAIGHT = (
    dict.fromkeys(_APOSTROPHES, APOSTROPHE)
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_QUOTES, '"')
    | dict.fromkeys(_LINE_ENDS, "\n")
    | dict.fromkeys("\t\x1f", " ")
)

_INVISIBLE = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x180B, 0x180F),  # Mongolian selectors
    (0x200B, 0x200F),  # zero-width space and joiners, directional marks
    (0x202A, 0x202E),  # directional embeddings
    (0x2060, 0x206F),  # word joiner, invisible operators, directional isolates
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte-order mark
    (0xE0000, 0xE0FFF),  # tags, more variation selectors
)

# Scripts written without spaces: here each character is a word of its own.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # ideographic iteration mark and zero
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

_IOTA_SUBSCRIPT = "\u0345"  # case folding would turn this mark into a letter, and its place would then matter


@lru_cache(maxsize=4096)
def fold(character: str) -> str:
    """The folded form of one character, accents as written: none, one or several characters."""
    if _within(ord(character), _INVISIBLE) or unicodedata.category(character) == "Me":
        return ""
    if character in _STRAIGHT:
        return _STRAIGHT[character]
    if unicodedata.category(character) == "Zs":
        return " "
    return "".join(_STRAIGHT.get(part, part) for part in _decomposed(character))


def is_accent(character: str) -> bool:
    """Whether a folded character is a combining accent, which vanishes when accents are folded.

    Marks that tell letters apart (the voicing of kana, nukta and virama, Thai vowels) are not accents; points and
    accents of Latin, Greek, Cyrillic, Hebrew and Arabic are. The classes are those of Unicode's canonical ordering.
    """
    rank = unicodedata.combining(character)
    return rank == 1 or 10 <= rank <= 36 or rank >= 200


def is_word(character: str) -> bool:
    """Whether a folded character is a letter, a digit or a mark."""
    return unicodedata.category(character)[0] in "LNM"


def is_mark(character: str) -> bool:
    """Whether a folded character continues the one before it."""
    return unicodedata.category(character)[0] == "M"


def is_unspaced(character: str) -> bool:
    """Whether a folded character belongs to a script written without spaces, and begins a word of its own."""
    return _within(ord(character), _UNSPACED) and unicodedata.category(character)[0] in "LN"


def combining_rank(character: str) -> int:
    """The canonical combining class; 0 for all but combining marks."""
    return unicodedata.combining(character)


def _decomposed(character: str) -> str:
    plain = unicodedata.normalize("NFD", character)
    if character.isalpha() or unicodedata.decomposition(character).startswith(("<wide>", "<narrow>")):
        compatible = unicodedata.normalize("NFKD", character)
        if len(compatible) == 1 or all(_continues_word(part) for part in compatible):
            plain = compatible
    folded = (part if part == _IOTA_SUBSCRIPT else part.casefold() for part in plain)
    return unicodedata.normalize("NFD", "".join(folded))


def _continues_word(character: str) -> bool:
    """Whether it cannot begin a second word, so that words begin at different characters of the original."""
    return unicodedata.category(character)[0] in "LM" and not is_unspaced(character)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)
