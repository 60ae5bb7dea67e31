"""`cxaudit simulate`: the log of a business whose internal causes are known."""

from pathlib import Path
from typing import Annotated

import typer


def simulate(
    business: Annotated[str, typer.Argument(metavar="BUSINESS", help="telecom, airline or bank.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Log to write.")],
    incidents: Annotated[int, typer.Option(min=50, max=10_000_000, help="About how many incidents.")] = 2_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same log.")] = 1,
    truth: Annotated[Path | None, typer.Option(help="JSON file for what is true of the log.")] = None,
) -> None:
    """Make a realistic log with known internal causes, to try things on."""
    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.errors import UsageError
    from cxaudit.resources import resource
    from cxaudit.rulebook import load_rulebook
    from cxaudit.simulation import BUSINESSES, simulated_log

    if business not in BUSINESSES:
        raise UsageError(f"'{business}' cannot be simulated; choose {', '.join(BUSINESSES)}")
    refuse_unwritable([output, truth])
    found = simulated_log(business, load_rulebook([resource("rules/core")]), incidents, seed)
    write_files({output: found.log, **({truth: found.truth} if truth else {})})
    typer.echo(f"cxaudit: wrote {output}", err=True)
