"""What programs make up to tell things apart: a person has none, though parts of one may look like a number of hers."""

from __future__ import annotations

import re

# One of digits alone may be a number that was written so.
_UUID = re.compile(r"\b(?=[\d-]{0,35}[a-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b", re.IGNORECASE | re.ASCII)


def without_uuids(text: str) -> str:
    """The text with line ends in place of every UUID, so that all else stays where it was."""
    return _UUID.sub(lambda match: "\n" * len(match.group()), text)
