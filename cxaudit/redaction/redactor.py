"""The redactor: finds every secret in a text and replaces it, until none is left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxaudit.redaction.names import find_names, index_names
from cxaudit.redaction.numbers import find_numbers
from cxaudit.redaction.patterns import find_shaped
from cxaudit.redaction.secret import MARKERS, Secret, merge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKER = re.compile("|".join(map(re.escape, MARKERS)))


class Redactor:
    """Replaces personal data by markers such as ``[e-mail]``; what it wrote it leaves alone when called again.

    `names` are values of the customer and agent columns: names, mail addresses or customer numbers. Hidden too are
    links that carry more than a page, mail and network addresses, @handles, cards, IBANs, accounts, codes, national
    ids and telephone numbers. Dates, amounts and ticket numbers stay.
    """

    __slots__ = ("_names",)

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = index_names(tuple(names))

    def redact(self, text: str) -> str:
        """The text with a marker in place of each secret."""
        return self.redact_with_span(text, 0, 0)[0]

    def redact_with_span(self, text: str, start: int, end: int) -> tuple[str, int, int]:
        """The text redacted, and where its characters `start` to `end` are now.

        A span that begins or ends within a secret takes in the whole marker.
        """
        secrets = self._secrets(text)
        parts: list[str] = []
        done = 0
        for secret in secrets:
            parts += (text[done : secret.start], secret.marker)
            done = secret.end
        parts.append(text[done:])
        return "".join(parts), _moved(start, secrets, to_end=False), _moved(end, secrets, to_end=True)

    def _secrets(self, text: str) -> tuple[Secret, ...]:
        """All secrets, in order of place.

        Taking one out may bring another to light (its neighbour was glued to it), so what is left is searched again.
        Pieces between markers are searched on their own: this is what makes a second call change nothing.
        """
        found: list[Secret] = []
        pieces = list(_between(text, _markers(text)))
        while pieces:
            start, end = pieces.pop()
            piece = text[start:end]
            secrets = [secret.moved(start) for secret in merge(self._search(piece))]
            if secrets:
                found += secrets
                pieces += _between(text, [(secret.start, secret.end) for secret in secrets], start, end)
        return merge(found)

    def _search(self, piece: str) -> Iterator[Secret]:
        yield from find_shaped(piece)
        yield from find_numbers(piece)
        yield from find_names(piece, self._names)


def _moved(place: int, secrets: tuple[Secret, ...], *, to_end: bool) -> int:
    """Where the character at `place` is once the secrets are replaced; the edge of the marker if it was in one."""
    shift = 0
    for secret in secrets:
        if secret.end <= place:
            shift += len(secret.marker) - (secret.end - secret.start)
        elif secret.start < place:
            return secret.start + shift + (len(secret.marker) if to_end else 0)
    return place + shift


def _markers(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _MARKER.finditer(text)]


def _between(
    text: str, taken: list[tuple[int, int]], start: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """The stretches of `text` from `start` to `end` that are not taken."""
    done = start
    for begin, stop in taken:
        if begin > done:
            yield done, begin
        done = stop
    end = len(text) if end is None else end
    if end > done:
        yield done, end
