"""A plan on a terminal: what to do, by whom, by when, how much it prevents, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cxaudit.render import figures
from cxaudit.render.markdown_text import visible
from cxaudit.render.view import make_report
from cxaudit.render.view.cover import is_doubtful
from cxaudit.render.view.lookup import Lookup

if TYPE_CHECKING:
    from rich.console import Console

    from cxaudit.model import Audit
    from cxaudit.render.view.plan import PlanView

_WIDEST = 110  # columns that lines fill; wider ones are hard to follow with the eye
_LEFT_OUT = 5  # remedies told of; the report has more
_TITLE, _MIND, _DIM = "bold", "bold yellow", "dim"


def print_plan_summary(audit: Audit, console: Console) -> None:
    """Print what fits on a page."""
    look, report = Lookup(audit), make_report(audit)
    view = report.plan
    with console.capture() as capture:
        for tie in report.findings.ties:
            titles = " / ".join(tie.titles)
            console.print(Text(f"First find out which of these causes is at work: {visible(titles)}", style=_MIND))
        _print_head(look, view, console)
        if audit.plan.actions:
            _print_actions(look, console)
            _print_frontier(view, console)
            _print_left_out(look, console)
    lines = (line.rstrip() for line in capture.get().splitlines())  # Rich fills lines up with spaces
    console.file.write("".join(f"{line}\n" for line in lines))


def _print_head(look: Lookup, view: PlanView, console: Console) -> None:
    plan, doubtful = look.audit.plan, is_doubtful(look.audit.diagnosis)
    for alarm in look.audit.diagnosis.alarms:
        console.print(Text(f"Mind: {visible(look.named(alarm.message))}", style=_MIND))
    if not plan.actions:
        console.print(
            "There is no plan: no remedy of the rulebook is worth its effort against a cause that is at least"
        )
        console.print("indicated, within these limits." if view.limits else "indicated.")
    else:
        head = "Candidates, once their causes are checked on site" if doubtful else "Plan"
        cost = f", at a cost of {view.cost}" if view.cost else ""
        said = f"{figures.plural(len(plan.actions), 'action')} for {view.effort} person-days{cost}"
        console.print(Text.assemble((head, _TITLE), f": {said}"))
        share = f"{figures.share(plan.total)} ({figures.span(plan.total_interval, 'share')}, {view.level} interval)"
        console.print(f"Together they prevent {share} of the failing incidents, some {view.total_incidents}.")
    for limit in view.limits:
        console.print(Text(f"  {visible(limit)}", style=_DIM))
    for flag in view.flags:
        console.print(Text(f"Mind: {visible(flag)}", style=_MIND))
    console.print()


def _print_actions(look: Lookup, console: Console) -> None:
    plan = look.audit.plan
    table = _table(console)
    table.add_column("", justify="right")
    table.add_column(Text("Action (owner)", style=_TITLE), ratio=1, overflow="fold")
    names = ("in place", "person-days", *(("cost",) if plan.cost else ()), "prevents alone", "adds")
    for name in names:
        table.add_column(Text(name, style=_DIM), justify="right", no_wrap=True)
    for action in sorted(plan.actions, key=lambda entry: (entry.rank, entry.remedy)):
        table.add_row(
            str(action.rank),
            Text(visible(f"{look.title('remedy', action.remedy)} ({action.owner})")),
            f"day {action.due_days}",
            figures.effort(action.effort_days),
            *([figures.count(action.cost[1]) if action.cost else "–"] if plan.cost else []),
            figures.share_with_span(action.prevented, action.prevented_interval),
            figures.share(action.added),
        )
    console.print(table)
    console.print()


def _print_frontier(view: PlanView, console: Console) -> None:
    grid = view.frontier.grid
    if not grid:
        return
    table = _table(console)
    for header, align in zip(grid.headers, grid.aligns, strict=True):
        table.add_column(Text(header.lower(), style=_DIM), justify=align, no_wrap=True)
    for row in grid.rows:
        table.add_row(*(Text(cell, style=_TITLE if row[-1] else "") for cell in row))
    console.print(Text(f"What more or less {view.frontier.unit} would bring", style=_TITLE))
    console.print(table)
    console.print()


def _print_left_out(look: Lookup, console: Console) -> None:
    plan = look.audit.plan
    if not plan.left_out:
        return
    table = _table(console)
    table.add_column(Text("Left out", style=_TITLE), ratio=1, overflow="fold")
    table.add_column(Text("would add", style=_DIM), justify="right", no_wrap=True)
    table.add_column(Text("because", style=_DIM), ratio=1, overflow="fold")
    for entry in plan.left_out[:_LEFT_OUT]:
        reason = look.named(entry.reason).rstrip(".")
        title = Text(visible(look.title("remedy", entry.remedy)))
        table.add_row(title, figures.share(entry.adds), Text(visible(reason)))
    console.print(table)
    rest = len(plan.left_out) - _LEFT_OUT
    if rest > 0:
        console.print(Text(f"{figures.plural(rest, 'other remedy', 'other remedies')} would add less.", style=_DIM))


def _table(console: Console) -> Table:
    return Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, width=min(console.width, _WIDEST))
