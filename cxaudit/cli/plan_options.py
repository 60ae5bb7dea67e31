"""The options of `cxaudit plan`, each with the words its help prints."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_LIMITS = "What the plan may take"
_WRITING = "What is written"


@dataclass(frozen=True, slots=True)
class Given:
    """The limits as they stand on the command line."""

    budget: float | None
    max_days: float | None
    day_rate: float | None
    capacity: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]


Budget: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--budget",
        metavar="MONEY",
        min=0,
        help="Most money, likely cost: what the rulebook says, and person-days at the --day-rate.",
        rich_help_panel=_LIMITS,
    ),
]
MaxDays: TypeAlias = Annotated[
    float | None,
    typer.Option("--max-days", metavar="DAYS", min=0, help="Most person-days, likely effort.", rich_help_panel=_LIMITS),
]
DayRate: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--day-rate", metavar="MONEY", min=0, help="What a person-day costs, as you assume it.", rich_help_panel=_LIMITS
    ),
]
Capacity: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--capacity",
        metavar="OWNER=DAYS",
        help="Person-days a month that an owner has; they get no more than fits into 90 days. DAYS alone is for all"
        " other owners, who have 20 otherwise and no limit; may be given several times.",
        rich_help_panel=_LIMITS,
    ),
]
Include: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        metavar="REMEDY",
        help="A remedy that is decided, by id; may be given several times.",
        rich_help_panel=_LIMITS,
    ),
]
Exclude: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="REMEDY",
        help="A remedy that is out of the question, by id; may be given several times.",
        rich_help_panel=_LIMITS,
    ),
]
Format: TypeAlias = Annotated[
    str,
    typer.Option(
        "-f",
        "--format",
        help="What goes to standard output: summary, markdown, json or csv.",
        rich_help_panel=_WRITING,
    ),
]
Outputs: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        help="File to write: .md, .json or .csv by its name, or audit.json for the whole audit with the new plan; may"
        " be given several times.",
        rich_help_panel=_WRITING,
    ),
]
