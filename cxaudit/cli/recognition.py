"""Says, on standard error, what each log was recognised as, which column is which, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.engines import Caution
    from cxaudit.incidents import OpenSource


def say_recognised(*, quiet: bool) -> Callable[[tuple[OpenSource, ...]], None]:
    """Who to show the opened sources to."""

    def say(sources: tuple[OpenSource, ...]) -> None:
        for source in sources:
            typer.echo(f"{source.path}: {source.format}, recognised as {source.shape}", err=True)
            used = [column for column in source.recognised if column.column]
            pairs = ", ".join(f"{column.column} ← '{column.original}'{_why(column.how)}" for column in used)
            typer.echo(f"  {pairs or 'no column recognised'}", err=True)
            for note in source.notes:
                typer.echo(f"  note: {note}", err=True)

    return (lambda _sources: None) if quiet else say


def say_cautions(*, quiet: bool) -> Callable[[Caution], None]:
    """Who to tell of what weakens the result; the grave part is said even to those who asked for quiet."""

    def say(caution: Caution) -> None:
        if caution.grave or not quiet:
            typer.echo(f"warning: {caution.sentence}", err=True)

    return say


def _why(how: str) -> str:
    return " (guessed from its content)" if how == "content" else ""
