"""Keeps the events of a run in a file of the user's choice."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cxaudit.cli.output import whole_file
from cxaudit.engines import Keep
from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cxaudit.cli.reports import Reports


def refuse_homeless(path: Path | None, reports: Reports) -> None:
    """Raise UsageError when events are to be kept of an audit that is not."""
    forms = (reports.printed, *(output.suffix.removeprefix(".") for output in reports.paths))
    if path is not None and "json" not in forms:
        raise UsageError(f"{path}: events are of no use without their audit; keep it as well, with -o audit.json")


@contextmanager
def events_file(path: Path | None) -> Iterator[Keep | None]:
    """Where the events go; the file takes its name only once the run has come to its end."""
    if path is None:
        yield None
        return
    with whole_file(path) as file:
        yield Keep(path.name, file)
