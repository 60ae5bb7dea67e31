"""The options of `cxaudit rules test` that no other command has."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_SHOWING = "What is shown"

TestedPaths: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH...]",
        help="Rulebook files or folders, with the *.test.yaml files below these; scenario files by name;"
        " - for standard input; the default rulebook when none is given.",
        readable=False,  # as of the other rulebook commands
    ),
]
Only: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "-k",
        "--only",
        metavar="NAME",
        help="Only symptoms with this in their id and scenarios with this in their name; may be given several times.",
    ),
]
Explain: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--explain",
        help="Show for each test that failed, or with --only for each, which part of a rule matched;"
        " in the format text only.",
        rich_help_panel=_SHOWING,
    ),
]
ShowCoverage: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--coverage",
        help="Show how many alternatives, conditions and edges (none with --only) the tests cover, and which not;"
        " in the formats text, json and markdown.",
        rich_help_panel=_SHOWING,
    ),
]
LeastCoverage: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--min-coverage",
        metavar="N|KIND=N",
        help="Exit with 1 below N percent of each kind, or of one: alternatives, conditions or edges;"
        " may be given several times.",
        rich_help_panel="What counts",
    ),
]
