"""What counts as the same words, and what in a text is no wording at all."""

from __future__ import annotations

import hashlib
import re

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S*@\S+")  # links, mail addresses and handles
_WORDS = re.compile(r"[^\W\d_]+")


def normalised(text: str) -> str:
    """The text without what keeps copies of it apart: addresses, numbers, punctuation, case and white space."""
    return " ".join(_WORDS.findall(without_addresses(text).casefold()))


def without_addresses(text: str) -> str:
    """The text with a full stop in place of each link, mail address and handle, as what is around them stands apart."""
    # To search is slow, and most texts have none.
    return _ADDRESS.sub(" . ", text) if "@" in text or "://" in text or "www." in text else text


def hash_of_text(text: str) -> int:
    """A hash of the text, 0 for one with nothing in it."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") | 1 if text else 0
