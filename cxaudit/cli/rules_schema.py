"""`cxaudit rules schema`: the language of rulebooks, for editors."""

import typer

from cxaudit.cli import rules_options as opt


def schema(output: opt.OutputFile = None) -> None:
    """Write the JSON Schema of rulebook files; editors complete and check by it."""
    import json

    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.rulebook.json_schema import json_schema

    refuse_unwritable([output] if output else [])
    shown = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(shown, nl=False)
    else:
        write_files({output: shown.encode()})
