"""`cxaudit learn`: strengths learned from incidents whose cause was established by hand."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import options as opt

CauseColumn = Annotated[
    str | None,
    typer.Option("--cause-column", metavar="NAME", help="Column of the log with the cause, as an id or a title."),
]
Labels = Annotated[Path | None, typer.Option("--labels", help="CSV file with the columns id and cause instead.")]
Priors = Annotated[
    bool | None,
    typer.Option(
        "--priors/--no-priors",
        help="Learn how often causes are at work, too; by default only if nearly all failures have a label.",
    ),
]
Output = Annotated[Path, typer.Option("-o", "--output", help="Rulebook overlay to write.")]


def learn(  # noqa: PLR0913 - each is an option of the command
    logs: opt.Logs,
    output: Output,
    cause_column: CauseColumn = None,
    labels: Labels = None,
    priors: Priors = None,
    rules: opt.Rules = None,
    mapping: opt.MappingFile = None,
    column: opt.Columns = None,
    quiet: opt.Quiet = False,
) -> None:
    """Learn a rulebook's numbers from labelled incidents."""
    from cxaudit.cli.columns import parse_columns
    from cxaudit.cli.labelling import read_labelled, read_labels
    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.cli.overlay import learned_overlay
    from cxaudit.errors import UsageError
    from cxaudit.incidents import ReadingOptions, open_sources
    from cxaudit.resources import resource
    from cxaudit.rulebook import load_rulebook

    if cause_column is not None and labels is not None:
        raise UsageError("--cause-column and --labels both say where the causes are; give one of them")
    refuse_unwritable([output], (*logs, labels, *(rules or ()), mapping))
    rulebook = load_rulebook(tuple(rules or [resource("rules/core")]))
    columns = parse_columns((*(column or ()), *([f"cause={cause_column}"] if cause_column else ())))
    sources = open_sources(tuple(logs), ReadingOptions(mapping=mapping, columns=columns))
    by_id = read_labels(labels, rulebook) if labels is not None else None
    found = read_labelled(sources, rulebook, by_id, labels)
    written = learned_overlay(rulebook, found, output, tuple(rules or ()), priors=priors)
    write_files({output: written.text.encode()})
    if not quiet:
        typer.echo(written.summary, nl=False)
    typer.echo(f"cxaudit: wrote {output}", err=True)
