"""`cxaudit rules diff`: what a change of rules does to what is found in a log."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import options as opt

_BUDGETS = "Budgets"
_WRITING = "What is written"

Old = Annotated[
    str,
    typer.Argument(
        metavar="OLD",
        help="Old rulebook: a file or folder, or a git revision of NEW such as HEAD~1, v1.2 or origin/main;"
        " a path that exists wins over a revision.",
    ),
]
New = Annotated[Path, typer.Argument(metavar="NEW", help="New rulebook: a file or folder.", readable=False)]
DiffLogs = Annotated[
    list[str], typer.Option("--log", metavar="LOG", help="Log to compare on; may be given several times.")
]
MaxGained = Annotated[
    str | None,
    typer.Option(
        "--max-gained",
        metavar="N|SHARE%",
        help="Exit with 1 if a symptom gains more incidents than this: a number, or a percentage of its old hits"
        " (which cannot judge a symptom that is new).",
        rich_help_panel=_BUDGETS,
    ),
]
MaxLost = Annotated[
    str | None,
    typer.Option(
        "--max-lost",
        metavar="N|SHARE%",
        help="Exit with 1 if a symptom loses more incidents than this.",
        rich_help_panel=_BUDGETS,
    ),
]
Diagnosing = Annotated[
    bool, typer.Option("--diagnosis/--no-diagnosis", help="Compare causes and plans too, which takes longer.")
]
DiffFormat = Annotated[str, typer.Option("-f", "--format", help="text, markdown or json.", rich_help_panel=_WRITING)]
DiffOutput = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="File to write instead of standard output.", rich_help_panel=_WRITING),
]


def diff(  # noqa: PLR0913 - each is an option of the command
    old: Old,
    new: New,
    log: DiffLogs,
    max_gained: MaxGained = None,
    max_lost: MaxLost = None,
    diagnosis: Diagnosing = True,
    output_format: DiffFormat = "text",
    output: DiffOutput = None,
    mapping: opt.MappingFile = None,
    column: opt.Columns = None,
    delimiter: opt.Delimiter = None,
    encoding: opt.Encoding = None,
    sheet: opt.Sheet = None,
    day_first: opt.DayFirst = None,
    max_rejected: opt.MaxRejected = 0.01,
    redact: opt.Redact = True,
    quiet: opt.Quiet = False,
) -> None:
    """Compare two rulebooks on one log: incidents gained and lost, causes and remedies that moved."""
    # The libraries behind these take time to load, which `--help` must not wait for.
    from cxaudit.cli.columns import parse_columns
    from cxaudit.cli.comparing import refuse_unknown_format, say_exceeded, write_comparison
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.rules_differing import Manner, compared
    from cxaudit.comparison import parse_budget
    from cxaudit.incidents import ReadingOptions
    from cxaudit.render.comparison_formats import render_rulebook_comparison

    refuse_unknown_format(output_format)
    refuse_unwritable([output], (old, new, *log, mapping))
    budgets = parse_budget("--max-gained", max_gained), parse_budget("--max-lost", max_lost)
    columns = parse_columns(column or ())
    reading = ReadingOptions(mapping, columns, delimiter, encoding, sheet, day_first=day_first)
    manner = Manner(reading, max_rejected, budgets, diagnosing=diagnosis, redact=redact, quiet=quiet)
    comparison = compared(old, new, tuple(log), manner)
    write_comparison(render_rulebook_comparison(comparison, output_format), output)
    say_exceeded(comparison.exceeded)
