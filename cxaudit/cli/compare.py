"""`cxaudit compare`: what changed between two periods, from their audits."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

_AUDIT = "written by `cxaudit analyze -o audit.json`"


def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=f"The audit of the earlier period, {_AUDIT}.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The audit of the later period.")],
    output_format: Annotated[str, typer.Option("-f", "--format", help="text, markdown or json.")] = "text",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write instead of standard output.")
    ] = None,
) -> None:
    """Compare the audits of two periods: rates, causes, plan and measures."""
    from cxaudit.cli.comparing import refuse_unknown_format, write_comparison
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.reports import read_audit
    from cxaudit.comparison import compare_audits
    from cxaudit.render.comparison_formats import render_audit_comparison

    refuse_unknown_format(output_format)
    refuse_unwritable([output], (old, new))
    comparison = compare_audits(read_audit(old), read_audit(new), (old.as_posix(), new.as_posix()))
    write_comparison(render_audit_comparison(comparison, output_format), output)
