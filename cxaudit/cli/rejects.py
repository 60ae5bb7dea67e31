"""Keeps the rejected rows in a file, with the reason for each, while the log streams by."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxaudit.cli.output import whole_file
from cxaudit.errors import InputError
from cxaudit.incidents import OpenSource
from cxaudit.model import Rejection
from cxaudit.render import render_rejections_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_NOT_SHOWN = "(not shown: look at the row itself, or use --no-redact)"


@dataclass(slots=True)
class Rejects:
    """Collects the rejected rows of the sources that were `opened`, if they are `wanted`."""

    wanted: bool
    redacted: bool
    rejections: list[Rejection] = field(default_factory=list)
    _sources: tuple[OpenSource, ...] = ()

    def opened(self, sources: tuple[OpenSource, ...]) -> None:
        """Hear of the sources, which know where their rows stand."""
        self._sources = sources

    def keep(self, rejections: tuple[Rejection, ...]) -> None:
        """Hear of rejected rows."""
        if self.wanted:
            # The cells of a broken row cannot be told apart, so nobody knows which of them is a name.
            hide = self.redacted
            self.rejections += (replace(one, excerpt=_NOT_SHOWN) if hide and one.excerpt else one for one in rejections)

    def rendered(self) -> str:
        """What was heard, each row with its line in the file where that is known."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for entry in self.rejections:
            wanted[entry.source].add(entry.row)
            if entry.kept is not None:
                wanted[entry.kept.source].add(entry.kept.row)
        lines: dict[tuple[str, int], int] = {}
        for source in self._sources:
            with suppress(InputError):  # a damaged source was refused already
                lines |= {(source.path, row): line for row, line in source.lines(wanted[source.path]).items()}
        return render_rejections_csv(self.rejections, lines)


@contextmanager
def rejects_file(path: Path | None, *, redacted: bool) -> Iterator[Rejects]:
    """Who to tell of rejected rows; what was told is kept even when too many rows are rejected."""
    found = Rejects(path is not None, redacted)
    done = False
    try:
        yield found
        done = True
    finally:
        # Of a log that is refused before any row was rejected there is nothing to keep.
        if path is not None and (done or found.rejections):
            with whole_file(path) as file:
                file.write(found.rendered().encode())
