"""How people type: contractions, curly apostrophes, no capitals, and now and then two letters the wrong way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.simulation.chance import Chance

_CONTRACTIONS = (
    ("cannot", "can't"),
    ("will not", "won't"),
    ("could not", "couldn't"),
    ("would not", "wouldn't"),
    ("did not", "didn't"),
    ("does not", "doesn't"),
    ("do not", "don't"),
    ("was not", "wasn't"),
    ("were not", "weren't"),
    ("is not", "isn't"),
    ("has not", "hasn't"),
    ("have not", "haven't"),
    ("I am ", "I'm "),
    ("I have ", "I've "),
    ("It is ", "It's "),
)
# Shares of the texts that are typed in each way.
_CONTRACTED, _CURLY, _LOWER_CASE, _SLIPPED = 0.5, 0.2, 0.1, 0.06


def as_typed(text: str, chance: Chance) -> str:
    """The text as somebody may have typed it."""
    if chance.happens(_CONTRACTED):
        for full, short in _CONTRACTIONS:
            text = text.replace(full, short)
    if chance.happens(_CURLY):
        text = text.replace("'", "’")
    if chance.happens(_LOWER_CASE):
        text = text.lower()
    return _slipped(text, chance) if chance.happens(_SLIPPED) else text


def _slipped(text: str, chance: Chance) -> str:
    """The text with two neighbouring letters of one longer word changed over."""
    words = text.split(" ")
    index = chance.between(0, len(words) - 1)
    word = words[index]
    if len(word) > 4 and word.isalpha():
        place = chance.between(1, len(word) - 3)
        words[index] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)
