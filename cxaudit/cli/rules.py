"""`cxaudit rules`: what maintainers of a rulebook run, at their desk and in continuous integration."""

import typer

from cxaudit.cli.rules_check import check
from cxaudit.cli.rules_coverage import coverage
from cxaudit.cli.rules_diff import diff
from cxaudit.cli.rules_examples import examples
from cxaudit.cli.rules_explain import explain
from cxaudit.cli.rules_fmt import fmt
from cxaudit.cli.rules_graph import graph
from cxaudit.cli.rules_lock import lock
from cxaudit.cli.rules_mutate import mutate
from cxaudit.cli.rules_new import new
from cxaudit.cli.rules_schema import schema
from cxaudit.cli.rules_suggest import suggestions

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
rules_app.command()(mutate)
rules_app.command()(diff)
rules_app.command()(coverage)
rules_app.command("suggest")(suggestions)
