"""How a program of RE2 is asked for its next match in a part of a text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import re2

if TYPE_CHECKING:
    from collections.abc import Callable

Find: TypeAlias = "Callable[[bytes, int, int], tuple[int, int]]"


def finder_of(program: Any) -> Find:
    """What finds the next match of a program.

    The public cover of a search costs three times the search in a small window, so it is left out where it can be.
    """
    if _can_ask_quickly():
        match, anywhere = program._regexp.Match, re2._Anchor.UNANCHORED  # noqa: SLF001 - see above

        def find(text: bytes, first: int, last: int) -> tuple[int, int]:
            span: tuple[int, int] = match(anywhere, text, first, last)[0]
            return span

    else:

        def find(text: bytes, first: int, last: int) -> tuple[int, int]:
            found = program.search(text, first, last)
            return (-1, -1) if found is None else found.span()

    return find


def is_as_known(probe: Any) -> bool:
    """Whether the program ``b+`` can be asked as `finder_of` asks programs without their public cover."""
    try:
        found = [probe._regexp.Match(re2._Anchor.UNANCHORED, b"abbc", first, 4)[0] for first in (0, 3)]  # noqa: SLF001
    except (AttributeError, LookupError, TypeError, ValueError):
        return False
    return found == [(1, 3), (-1, -1)]


@cache
def _can_ask_quickly() -> bool:
    return is_as_known(re2.compile(b"b+"))
