"""Keeps the rejected rows in a file, with the reason for each, while the log streams by."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.cli.output import whole_file
from cxaudit.render import render_rejections_csv

_NOT_SHOWN = "(not shown: look at the row itself, or use --no-redact)"

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cxaudit.model import Rejection


@contextmanager
def rejects_file(path: Path | None, *, redacted: bool) -> Iterator[Callable[[tuple[Rejection, ...]], None]]:
    """Who to tell of rejected rows; what was told is kept even when too many rows are rejected."""
    if path is None:
        yield lambda _rejections: None
        return
    kept: list[Rejection] = []

    def keep(rejections: tuple[Rejection, ...]) -> None:
        # The cells of a broken row cannot be told apart, so nobody knows which of them is a name.
        kept.extend(replace(entry, excerpt=_NOT_SHOWN) if redacted and entry.excerpt else entry for entry in rejections)

    done = False
    try:
        yield keep
        done = True
    finally:
        # Of a log that is refused before any row was rejected there is nothing to keep.
        if done or kept:
            with whole_file(path) as file:
                file.write(render_rejections_csv(kept).encode())
