"""`cxaudit explain`: why an audit blames a cause, or why one incident happened."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import options as opt

Cause = Annotated[str | None, typer.Argument(metavar="[CAUSE]", help="The id of a cause of the audit, or its title.")]
Incident = Annotated[str | None, typer.Option("--incident", metavar="ID", help="Explain this incident, not a cause.")]
Log = Annotated[
    list[str] | None,
    typer.Option("--log", help="Read the incident from this log again; may be given several times."),
]
Form = Annotated[str, typer.Option("-f", "--format", help="text, markdown, json, mermaid or fishbone.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="File to write in place of standard output.")]


_CHOICE = "Name one of these causes, by id, or an incident with --incident ID:"


def explain(  # noqa: PLR0913 - each is an option of the command
    audit: opt.AuditFile,
    cause: Cause = None,
    incident: Incident = None,
    log: Log = None,
    rules: opt.Rules = None,
    confirmations: opt.Confirmations = None,
    mapping: opt.MappingFile = None,
    column: opt.Columns = None,
    output_format: Form = "text",
    output: Output = None,
) -> None:
    """Explain why an audit blames a cause, or one incident."""
    from cxaudit.cli.collecting import uncollected
    from cxaudit.cli.explaining import Asked, explained, made_with, with_confirmations
    from cxaudit.cli.output import refuse_unwritable, write_files, write_stdout
    from cxaudit.cli.reports import read_audit
    from cxaudit.errors import UsageError
    from cxaudit.render.causes_text import causes_to_explain
    from cxaudit.render.explanation_formats import EXPLANATION_FORMATS, render_explanation_as

    if output_format not in EXPLANATION_FORMATS:
        raise UsageError(f"--format: '{output_format}' is none of {', '.join(EXPLANATION_FORMATS)}; choose one")
    if cause is not None and incident is not None:
        raise UsageError("give either the id of a cause or --incident ID, not both")
    if log and incident is None:
        raise UsageError("--log is only read for --incident; leave it out, or name an incident")
    refuse_unwritable([output], (audit, *(log or ()), *(rules or ()), confirmations, mapping))
    with uncollected():
        kept = read_audit(audit)
        if cause is None and incident is None:
            typer.echo(f"{_CHOICE}\n{causes_to_explain(kept)}", nl=False)
            return
        rulebook = made_with(kept, audit, rules)
        kept = with_confirmations(kept, confirmations, rulebook)
        asked = Asked(incident or "", tuple(log or ()), mapping, tuple(column or ()))
        found = explained(kept, audit, rulebook, cause, asked)
        shown = render_explanation_as(output_format, kept, found).encode()
    if output is None:
        write_stdout(shown)
    else:
        write_files({output: shown})
        typer.echo(f"cxaudit: wrote {output}", err=True)
