"""`cxaudit rules`: what maintainers of a rulebook run, at their desk and in continuous integration."""

import typer

from cxaudit.cli.rules_check import check
from cxaudit.cli.rules_examples import examples
from cxaudit.cli.rules_explain import explain
from cxaudit.cli.rules_fmt import fmt
from cxaudit.cli.rules_graph import graph
from cxaudit.cli.rules_lock import lock
from cxaudit.cli.rules_new import new
from cxaudit.cli.rules_schema import schema

rules_app = typer.Typer(
    name="rules",
    help="Check and test rulebooks.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
rules_app.command()(check)
rules_app.command("test")(examples)
rules_app.command()(explain)
rules_app.command()(schema)
rules_app.command()(graph)
rules_app.command()(lock)
rules_app.command()(fmt)
rules_app.command()(new)
