"""Finds the JSON records that give one field twice, of which all readers take the last value."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_RECORD = re.compile(r"\{")
_ENCODER = msgspec.json.Encoder()


def apart(text: bytes) -> Iterator[bytes]:
    """The records of sound lines, where some lines hold several of them."""
    decoder, letters = json.JSONDecoder(), text.decode("utf-8", "replace")
    end = 0
    while start := _RECORD.search(letters, end):
        _, end = decoder.raw_decode(letters, start.start())
        yield letters[start.start() : end].encode()


@dataclass(slots=True)
class Repeats:
    """Tells which sound records give one of the fields `wanted` twice.

    A program lays out all its records alike, so that those of as many fields have as many bytes beside their names and
    values; only a record with more is looked at closely, for one of its values may have been left out.
    """

    wanted: Collection[str]
    _beside: dict[int, int] = field(default_factory=dict)

    def among(self, records: Iterable[bytes]) -> list[int]:
        """The places of those records that give a field twice."""
        return [place for place, raw in enumerate(records) if self.has(raw)]

    def has(self, raw: bytes) -> bool:
        """Whether the record gives a field twice."""
        try:
            fields = _FIELDS.decode(raw)
        except (ValueError, RecursionError):  # what it holds beside the fields wanted may be no JSON
            return self._repeats(raw)
        beside = len(raw) - len(_ENCODER.encode(fields))
        if self._beside.get(len(fields)) == beside:
            return False
        if self._repeats(raw):
            return True
        self._beside.setdefault(len(fields), beside)
        return False

    def _repeats(self, raw: bytes) -> bool:
        try:
            pairs = json.loads(raw.decode("utf-8", "replace"), object_pairs_hook=list, parse_int=str)
        except (ValueError, RecursionError):
            return False
        names = [name for name, _ in pairs if name in self.wanted]
        return len(names) > len(set(names))
