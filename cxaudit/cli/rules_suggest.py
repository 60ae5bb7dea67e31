"""`cxaudit rules suggest`: candidate symptoms from what no rule matched."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from typing import Annotated

import typer

from cxaudit.cli import options, rules_log
from cxaudit.cli import rules_options as opt

Format = Annotated[str, typer.Option("-f", "--format", help="text, yaml or json.")]
Top = Annotated[int, typer.Option("--top", min=1, max=200, metavar="N", help="How many to suggest at most.")]


def suggestions(  # noqa: PLR0913 - each is an option of the command
    logs: rules_log.Logs,
    paths: opt.RulebookPaths = None,
    top: Top = 10,
    output_format: Format = "text",
    output: opt.OutputFile = None,
    mapping: options.MappingFile = None,
    column: options.Columns = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    redact: options.Redact = True,
    quiet: options.Quiet = False,
) -> None:
    """Suggest symptoms from what no rule matched, each with its incidents and YAML to paste; a person decides."""
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.progress import watching
    from cxaudit.cli.rules_log import Reading, chosen_format, sound_rulebook, write_report
    from cxaudit.coverage import read_texts, refuse_nothing, suggest
    from cxaudit.render.suggestions_json import render_json
    from cxaudit.render.suggestions_text import render_text
    from cxaudit.render.suggestions_yaml import render_yaml

    render = chosen_format(output_format, {"text": render_text, "yaml": render_yaml, "json": render_json})
    refuse_unwritable([output], (*logs, *(paths or ()), mapping))
    rulebook = sound_rulebook(paths)
    reading = Reading(tuple(logs), mapping, tuple(column or ()), delimiter, encoding, sheet)
    sources = reading.opened(quiet=quiet)
    with watching(quiet=quiet) as watcher:
        watcher.step("reading")
        texts = read_texts(sources, rulebook, watcher.rows)
        refuse_nothing(texts.sources, texts.rejections)
        watcher.step("looking for phrases")
        report = suggest(rulebook, texts, top, redacted=redact)
    write_report(render(report), output)
