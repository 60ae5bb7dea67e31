"""The options of the rulebook commands, each with the words its help prints."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_WRITING = "What is written"
_JUDGING = "What counts"

RulebookPaths: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH...]",
        help="Rulebook files or folders, - for standard input; the default rulebook when none is given.",
        readable=False,  # what cannot be read is told by what reads it, as any other fault of a rulebook
    ),
]
ViolationsFormat: TypeAlias = Annotated[
    str,
    typer.Option(
        "-f",
        "--format",
        help="text, concise, json, sarif, github, gitlab, junit or markdown.",
        rich_help_panel=_WRITING,
    ),
]
OutputFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="File to write instead of standard output.", rich_help_panel=_WRITING),
]
Select: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="CHECK,...", help="Only these checks; may be given several times.", rich_help_panel=_JUDGING
    ),
]
Ignore: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="CHECK,...", help="None of these checks.", rich_help_panel=_JUDGING),
]
FailOn: TypeAlias = Annotated[
    str,
    typer.Option(
        "--fail-on", help="Exit with 1 at or above this: error, warning, note or never.", rich_help_panel=_JUDGING
    ),
]
BaselineFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        help="File of known violations, which do not count.",
        rich_help_panel=_JUDGING,
        readable=False,
    ),
]
NewBaseline: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline", help="Write all violations of now to this file, as known.", rich_help_panel=_JUDGING
    ),
]
ChangedSince: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--changed-since",
        metavar="REF",
        help="Only what is new since a git revision, or stands in a definition changed since.",
        rich_help_panel=_JUDGING,
    ),
]
Today: TypeAlias = Annotated[
    datetime | None,
    typer.Option(
        "--today", formats=["%Y-%m-%d"], help="Day to hold dates against; today if not given.", rich_help_panel=_JUDGING
    ),
]
Fix: TypeAlias = Annotated[
    bool, typer.Option("--fix", help="Mend in the files what can be mended for certain, then check again.")
]
