"""`cxaudit inspect`: what a log is read as, column by column, before anything is concluded from it."""

from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import options as opt


def inspect(  # noqa: PLR0913 - each is an option of the command
    logs: opt.Logs,
    write_mapping: Annotated[
        Path | None,
        typer.Option("--write-mapping", help="YAML file for what was recognised, to edit and give back with --map."),
    ] = None,
    mapping: opt.MappingFile = None,
    column: opt.Columns = None,
    delimiter: opt.Delimiter = None,
    encoding: opt.Encoding = None,
    sheet: opt.Sheet = None,
    day_first: opt.DayFirst = None,
    output_format: Annotated[str, typer.Option("-f", "--format", help="text or json.")] = "text",
    redact: opt.Redact = True,
) -> None:
    """Show what a log is read as: every column, with examples, how full it is, and what is doubtful."""
    from cxaudit.cli.columns import parse_columns
    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.errors import UsageError
    from cxaudit.incidents import ReadingOptions, mapping_text, open_sources
    from cxaudit.inspection import inspect_sources
    from cxaudit.render import inspection_json, inspection_text

    if output_format not in ("text", "json"):
        raise UsageError(f"--format {output_format}: is not known; give text or json")
    refuse_unwritable([write_mapping], (*logs, mapping))
    reading = ReadingOptions(
        mapping=mapping,
        columns=parse_columns(column or ()),
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
        day_first=day_first,
    )
    sources = open_sources(tuple(logs), reading)
    if write_mapping and len(sources) > 1:
        raise UsageError("--write-mapping: one mapping describes one log; inspect the logs one by one")
    inspections = inspect_sources(sources, redacted=redact)
    if output_format == "json":
        typer.echo(inspection_json.render(inspections), nl=False)
    else:
        typer.echo(inspection_text.render(inspections, _width()), nl=False)
    if write_mapping:
        write_files({write_mapping: mapping_text(sources[0]).encode()})
        typer.echo(f"cxaudit: wrote {write_mapping}; edit it, and give it back with --map", err=True)


def _width() -> int:
    """Columns of the terminal; of a pipe, enough for whoever reads it."""
    import shutil
    import sys

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 160
