"""`cxaudit rules schema`: the languages of rulebooks, scenarios and export shapes, for editors."""

from typing import Annotated

import typer

from cxaudit.cli import rules_options as opt

Scenarios = Annotated[bool, typer.Option("--scenarios", help="The schema of scenario files (*.test.yaml) instead.")]
Shapes = Annotated[bool, typer.Option("--shapes", help="The schema of export shapes (rules/shapes) instead.")]


def schema(output: opt.OutputFile = None, scenarios: Scenarios = False, shapes: Shapes = False) -> None:
    """Write the JSON Schema of rulebook files, scenario files or export shapes; editors complete and check by it."""
    import json

    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.errors import UsageError
    from cxaudit.incidents import shape_schema
    from cxaudit.rulebook.json_schema import json_schema, scenario_schema

    if scenarios and shapes:
        raise UsageError("--scenarios and --shapes are two schemas: ask for one at a time")
    refuse_unwritable([output])
    found = scenario_schema() if scenarios else shape_schema() if shapes else json_schema()
    shown = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(shown, nl=False)
    else:
        write_files({output: shown.encode()})
