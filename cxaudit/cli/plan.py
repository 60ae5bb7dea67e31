"""`cxaudit plan`: another plan for an audit that was kept, under other limits."""

import typer

from cxaudit.cli import options as opt
from cxaudit.cli import plan_options as own


def plan(  # noqa: PLR0913 - each is an option of the command
    audit: opt.AuditFile,
    budget: own.Budget = None,
    max_days: own.MaxDays = None,
    day_rate: own.DayRate = None,
    capacity: own.Capacity = None,
    include: own.Include = None,
    exclude: own.Exclude = None,
    rules: opt.Rules = None,
    output_format: own.Format = "summary",
    output: own.Outputs = None,
) -> None:
    """Choose the remedies that prevent most within a budget, again and without the log."""
    from cxaudit.cli.explaining import made_with
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.planning import PlanOutputs, limits_of, replanned
    from cxaudit.cli.reports import read_audit

    outputs = PlanOutputs.of(output or [], output_format)
    refuse_unwritable(outputs.paths, (audit, *(rules or ())))
    limits = limits_of(
        own.Given(budget, max_days, day_rate, tuple(capacity or ()), tuple(include or ()), tuple(exclude or ()))
    )
    kept = read_audit(audit)
    outputs.write(replanned(kept, str(audit), made_with(kept, audit, rules), limits))
    for path in outputs.paths:
        typer.echo(f"cxaudit: wrote {path}", err=True)
