"""The log that a rulebook is held against: its options, and how it is opened."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

import typer

if TYPE_CHECKING:
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook

_READING = "Reading the log"
Report = TypeVar("Report")

Logs: TypeAlias = Annotated[
    list[str],
    typer.Option(
        "--log",
        metavar="LOG",
        help="Exported log as `analyze` reads it; a glob, - for standard input; may be given several times.",
    ),
]
OptionalLogs: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--log",
        metavar="LOG",
        help="Exported log to hold the rulebook against as well; may be given several times.",
        rich_help_panel=_READING,
    ),
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the command line says of how a log is read."""

    logs: tuple[str, ...]
    mapping: Path | None = None
    columns: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None

    def opened(self, *, quiet: bool) -> "tuple[OpenSource, ...]":
        """The sources, told on standard error. Raises InputError or UsageError when they cannot be read."""
        from cxaudit.cli.columns import parse_columns
        from cxaudit.cli.recognition import say_recognised
        from cxaudit.incidents import ReadingOptions, open_sources

        options = ReadingOptions(
            mapping=self.mapping,
            columns=parse_columns(self.columns),
            delimiter=self.delimiter,
            encoding=self.encoding,
            sheet=self.sheet,
        )
        sources = open_sources(self.logs, options)
        say_recognised(quiet=quiet)(sources)
        return sources


def sound_rulebook(paths: list[Path] | None) -> "Rulebook":
    """The rulebook at the paths. Raises RulebookError when it has faults."""
    from cxaudit.cli.rules_terms import examined
    from cxaudit.errors import RulebookError

    examination = examined(paths)
    if examination.rulebook is None:
        raise RulebookError(examination.violations)
    return examination.rulebook


def chosen_format(name: str, formats: Mapping[str, Callable[[Report], str]]) -> Callable[[Report], str]:
    """The renderer of that name. Raises UsageError when there is none."""
    from cxaudit.configuration import closest
    from cxaudit.errors import UsageError

    if name not in formats:
        near = closest(name, formats)
        hint = f"did you mean '{near}'?" if near else f"choose one of {', '.join(formats)}"
        raise UsageError(f"--format: there is no format '{name}'; {hint}")
    return formats[name]


def write_report(text: str, output: Path | None) -> None:
    """Write to the file `output`, whole or not at all, or to standard output."""
    from cxaudit.cli.output import write_files, write_stdout

    if output is None:
        write_stdout(text.encode("utf-8", "backslashreplace"))
        return
    write_files({output: text.encode("utf-8", "backslashreplace")})
    typer.echo(f"cxaudit: wrote {output}", err=True)
