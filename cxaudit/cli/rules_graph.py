"""`cxaudit rules graph`: the cause graph of a rulebook, or of one cause or symptom."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from typing import Annotated

import typer

from cxaudit.cli import rules_options as opt

Format = Annotated[str, typer.Option("-f", "--format", help="mermaid, dot, graphml or json.")]
Of = Annotated[
    list[str] | None,
    typer.Option("--of", metavar="ID", help="Only this cause or symptom, what lies behind it and what it produces."),
]


def graph(
    paths: opt.RulebookPaths = None, output_format: Format = "mermaid", of: Of = None, output: opt.OutputFile = None
) -> None:
    """Draw which causes lie behind which symptoms."""
    from cxaudit.cli.output import refuse_unwritable, write_files, write_stdout
    from cxaudit.cli.rules_drawing import drawn
    from cxaudit.cli.rules_terms import examined
    from cxaudit.errors import RulebookError, UsageError
    from cxaudit.render.cause_graph import GRAPH_FORMATS, render_graph_as

    if output_format not in GRAPH_FORMATS:
        raise UsageError(f"--format: '{output_format}' is none of {', '.join(GRAPH_FORMATS)}; choose one")
    refuse_unwritable([output], paths or ())
    examination = examined(paths)
    if examination.rulebook is None:
        raise RulebookError(examination.violations)
    shown = render_graph_as(output_format, drawn(examination.rulebook, of or ())).encode()
    if output is None:
        write_stdout(shown)
    else:
        write_files({output: shown})
