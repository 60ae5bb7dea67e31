"""Says, on standard error, what each log was recognised as, which column is which, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import typer

from cxaudit.render import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.engines import Caution
    from cxaudit.incidents import OpenSource


def say_recognised(*, quiet: bool) -> Callable[[tuple[OpenSource, ...]], None]:
    """Who to show the opened sources to; those that are read alike are shown once.

    Those who asked for quiet hear of rows that may be missing, and of nothing else.
    """

    def say(sources: tuple[OpenSource, ...]) -> None:
        alike: dict[str, list[str]] = defaultdict(list)
        for source in sources:
            alike[_recognition(source)].append(source.path)
        for recognition, paths in alike.items():
            others = f" and {figures.plural(len(paths) - 1, 'file')} like it" if len(paths) > 1 else ""
            typer.echo(f"{paths[0]}{others}: {recognition}", err=True)

    return _warn if quiet else say


def say_cautions(*, quiet: bool) -> Callable[[Caution], None]:
    """Who to tell of what weakens the result; the grave part is said even to those who asked for quiet."""

    def say(caution: Caution) -> None:
        if caution.grave or not quiet:
            typer.echo(f"warning: {caution.sentence}", err=True)

    return say


def _warn(sources: tuple[OpenSource, ...]) -> None:
    for source in sources:
        if source.left_out:
            typer.echo(f"warning: {source.path}: {source.left_out}", err=True)


def _recognition(source: OpenSource) -> str:
    """What a source was recognised as, and in lines below which column is which, and what else is to be known."""
    used = [column for column in source.recognised if column.column]
    pairs = ", ".join(f"{column.column} ← '{column.original}'{_why(column.how)}" for column in used)
    notes = (f"  note: {note}" for note in source.notes)
    head = f"{source.format}, recognised as {source.shape}"
    return "\n".join((head, f"  {pairs or 'no column recognised'}", *notes))


def _why(how: str) -> str:
    return " (guessed from its content)" if how == "content" else ""
