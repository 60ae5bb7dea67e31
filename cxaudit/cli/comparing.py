"""What the commands that compare have in common: formats, where the outcome goes, and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def refuse_unknown_format(name: str) -> None:
    """Raise UsageError for a format that a comparison does not have."""
    from cxaudit.render.comparison_formats import COMPARISON_FORMATS

    if name not in COMPARISON_FORMATS:
        raise UsageError(f"--format: there is no format '{name}'; choose one of {', '.join(COMPARISON_FORMATS)}")


def write_comparison(text: str, output: Path | None) -> None:
    """Write to the file `output`, whole or not at all, or to standard output."""
    from cxaudit.cli.output import write_files, write_stdout

    content = text.encode("utf-8", "backslashreplace")
    if output is None:
        write_stdout(content)
    else:
        write_files({output: content})
        typer.echo(f"cxaudit: wrote {output}", err=True)


def say_exceeded(sentences: Sequence[str]) -> None:
    """Say which budgets are exceeded and end with 1, if any is."""
    for sentence in sentences:
        typer.echo(f"cxaudit: {sentence}", err=True)
    if sentences:
        raise typer.Exit(1)
