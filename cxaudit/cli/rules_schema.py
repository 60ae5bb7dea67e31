"""`cxaudit rules schema`: the language of rulebooks, for editors."""

from typing import Annotated

import typer

from cxaudit.cli import rules_options as opt

Scenarios = Annotated[bool, typer.Option("--scenarios", help="The schema of scenario files (*.test.yaml) instead.")]


def schema(output: opt.OutputFile = None, scenarios: Scenarios = False) -> None:
    """Write the JSON Schema of rulebook files, or of scenario files; editors complete and check by it."""
    import json

    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.rulebook.json_schema import json_schema, scenario_schema

    refuse_unwritable([output] if output else [])
    shown = json.dumps(scenario_schema() if scenarios else json_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(shown, nl=False)
    else:
        write_files({output: shown.encode()})
