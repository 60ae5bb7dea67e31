"""Says on standard error what is being done, when someone is watching."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID


class Watcher:
    """Shows steps and rows on a terminal; says nothing in a pipe."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._rows = 0

    def step(self, name: str) -> None:
        """A new step begins."""
        if self._progress is not None:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(f"{name} …", total=None, rows="")
            self._rows = 0

    def rows(self, path: str, rows: int) -> None:
        """`rows` more were read from `path`."""
        if self._progress is not None and self._task is not None:
            self._rows += rows
            self._progress.update(self._task, description=f"reading {path} …", rows=f"{self._rows:,} rows")


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """A watcher for the time of the work."""
    if quiet or not sys.stderr.isatty():
        yield Watcher(None)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Watcher(progress)
