"""The audit on a terminal: what was read, what fails, why, what to do first. Plain text in a pipe."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cxaudit.render import figures
from cxaudit.render.markdown_text import visible
from cxaudit.render.view import make_report
from cxaudit.render.view.cover import is_shown, period
from cxaudit.render.view.findings import elsewhere
from cxaudit.render.view.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Audit, Interval
    from cxaudit.render.view import ReportView
    from cxaudit.render.view.cover import Verdict

_ROWS = 5  # symptoms, causes and actions shown; the report has all
_BAR = 16  # characters of the longest bar
_ROOM_FOR_BARS = 72  # columns below which bars are left out
_WIDEST = 110  # columns that lines fill; wider ones are hard to follow with the eye
_PIPED_WIDTH = 100  # columns when nobody watches, so that the same audit gives the same text everywhere
_TITLE = "bold"
_MIND = "bold yellow"
_DIM = "dim"


def make_console() -> Console:
    """Standard output as a console: colours on a terminal only, and never with NO_COLOR, whatever its value."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 shows ? for what it cannot
    watched = sys.stdout.isatty()
    plain = not watched or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return Console(
        file=sys.stdout,
        force_terminal=watched,
        color_system=None if plain else "auto",
        width=None if watched else _PIPED_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def print_summary(audit: Audit, console: Console) -> None:
    """Print what fits on a page; what puts the ranking in doubt stands before it."""
    look, report = Lookup(audit), make_report(audit)
    with console.capture() as capture:
        _print_head(look, report, console)
        _print_joined(report, console)
        _print_symptoms(look, console)
        _print_doubts(report, console)
        _print_causes(look, report, console)
        _print_actions(look, report, console)
        _print_limits(report, console)
    lines = (line.rstrip() for line in capture.get().splitlines())  # Rich fills lines up with spaces
    console.file.write("".join(f"{line}\n" for line in lines))


def _print_head(look: Lookup, report: ReportView, console: Console) -> None:
    audit, verdict = look.audit, report.verdict
    rows = figures.count(audit.rows_read), figures.count(audit.rows_used), figures.count(audit.rows_rejected)
    console.print(Text.assemble(("Customer experience audit", _TITLE), f", period {visible(period(look))}"))
    noun = "row" if audit.rows_read == 1 else "rows"
    console.print(f"{rows[0]} {noun} read = {rows[1]} used + {rows[2]} rejected")
    reasons = sorted(audit.rejections.items(), key=lambda item: (-item[1], item[0]))
    for reason, number in reasons[:_ROWS]:
        console.print(Text(f"  {visible(reason)}: {figures.count(number)}", style=_DIM))
    said = {
        "empty": "No incident could be used, so nothing can be said of causes.",
        "quiet": verdict.silence,
    }
    known = f"{verdict.failing} of {verdict.incidents} ({verdict.share}) {verdict.verb} a symptom of service failure."
    console.print(Text(said.get(verdict.case, known), style=_TITLE))
    console.print()


def _print_joined(report: ReportView, console: Console) -> None:
    table = _Lines(console, ("Customers joined", "customers of each", "in both"))
    for overlap in report.joined.overlaps[:_ROWS]:
        ways = f" ({overlap.ways})" if overlap.ways else ""
        table.add(f"{overlap.logs}{ways}", None, overlap.customers, overlap.both)
    table.print(report.joined.left_out(_ROWS))
    if report.joined:
        _print_list(report.joined.notes, console)
        console.print()


def _print_symptoms(look: Lookup, console: Console) -> None:
    counts, seen = look.audit.tally.counts(), look.audit.tally.observable()
    most = [name for name in sorted(counts, key=lambda name: (-counts[name], name)) if counts[name]][:_ROWS]
    table = _Lines(console, ("Symptoms", "incidents", "rate"))
    for name in most:
        bar = _bar(console, counts[name] / counts[most[0]], None)
        rate = figures.share(counts[name] / seen[name])
        table.add(look.title("symptom", name), bar, figures.count(counts[name]), rate)
    table.print()


def _print_doubts(report: ReportView, console: Console) -> None:
    for alarm in report.alarms:
        console.print(Text(f"Mind: {visible(alarm.message)}", style=_MIND))
    if report.alarms:
        console.print()


def _print_causes(look: Lookup, report: ReportView, console: Console) -> None:
    roots = [root for root in look.audit.diagnosis.roots if is_shown(root)][:_ROWS]
    doubtful = report.verdict.case == "doubtful"
    if doubtful:
        console.print(Text(_why_doubtful(report.verdict), style=_MIND))
        console.print()
    if report.findings.ties_lead:
        _print_ties(report, console)
    if not roots:
        if look.audit.diagnosis.failing and not report.findings.ties:
            console.print("The evidence is not sufficient to name a leading cause.\n")
        return
    title = "Leads to check" if doubtful else "Root causes"
    table = _Lines(console, (title, "prevented share", "status, grade"), numbered=True)
    top = max(root.prevented_interval.high for root in roots) or 1.0
    for root in roots:
        bar = _bar(console, root.prevented, root.prevented_interval, top)
        share = figures.share_with_span(root.prevented, root.prevented_interval)
        place = elsewhere(root)
        title = look.title("cause", root.cause) + (f" ({place} by the rulebook's own numbers)" if place else "")
        table.add(title, bar, share, f"{root.status.value}, {root.grade}")
    meaning = "Prevented: failing incidents expected to show no symptom without the cause"
    rest = "" if doubtful else f" {report.findings.unexplained} are explained by no cause of the rulebook."
    table.print(f"{meaning} ({report.findings.level} interval).{rest}")
    if not report.findings.ties_lead:
        _print_ties(report, console)


def _why_doubtful(verdict: Verdict) -> str:
    share = f"{verdict.unexplained} of the failing incidents are explained by no cause of the rulebook"
    if verdict.mostly_unexplained:
        return f"{share}; {verdict.single} show one symptom only. Causes named here are leads to check."
    return f"{share}, but those that explain the others fit this log badly. Causes named here are leads to check."


def _print_ties(report: ReportView, console: Console) -> None:
    for tie in report.findings.ties:
        console.print(Text("One of these causes, which this log cannot tell apart", style=_TITLE))
        _print_list(tie.titles, console)
        share = f"Together they account for about {tie.share} of the failing incidents"
        console.print(Text(f"{share} ({tie.level} interval of the leading one).", style=_DIM))
        console.print()


def _print_actions(look: Lookup, report: ReportView, console: Console) -> None:
    doubtful = report.verdict.case == "doubtful"
    if report.findings.ties:
        console.print(Text("Do first: find out which", style=_TITLE))
        _print_list(
            (f"{tie.titles[0]}, or another? {tie.who}: {tie.first_look}" for tie in report.findings.ties), console
        )
        console.print()
    actions = sorted(look.audit.plan.actions, key=lambda action: (action.rank, action.remedy))[:_ROWS]
    heading = "Candidates, once checked" if doubtful else "Then" if report.findings.ties else "Do first"
    table = _Lines(console, (heading, "prevents", "person-days"), numbered=True)
    for action in actions:
        title = f"{look.title('remedy', action.remedy)} ({action.owner}, within {action.due_days} days)"
        prevented = figures.share_with_span(action.prevented, action.prevented_interval)
        table.add(title, None, prevented, figures.effort(action.effort_days))
    table.print(f"The whole plan prevents {report.plan.total} for {report.plan.effort} person-days.")


def _print_limits(report: ReportView, console: Console) -> None:
    sentences = (*report.limits.unknowns, *report.limits.diagnosis)
    if sentences:
        console.print(Text("What this data cannot tell", style=_TITLE))
    _print_list(sentences, console)


def _print_list(sentences: Iterable[str], console: Console) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for sentence in sentences:
        table.add_row("-", Text(visible(sentence)))
    console.print(table)


class _Lines:
    """Lines of a title, a bar where there is room, and two figures; nothing is printed if there are none."""

    def __init__(self, console: Console, headers: tuple[str, str, str], *, numbered: bool = False) -> None:
        self._console = console
        self._roomy = console.width >= _ROOM_FOR_BARS
        self._numbered = numbered
        self._headers = headers
        self._rows: list[tuple[Text, Text | None, Text, Text]] = []

    def add(self, title: str, bar: Text | None, second: str, third: str) -> None:
        """One line; `title` may hold anything."""
        self._rows.append((Text(visible(title)), bar, Text(second), Text(third)))

    def print(self, note: str = "") -> None:
        """Print the lines, and the note below them."""
        if not self._rows:
            return
        bars = self._roomy and self._rows[0][1] is not None
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, width=min(self._console.width, _WIDEST))
        if self._numbered:
            table.add_column("", justify="right")
        first, second, third = self._headers
        table.add_column(Text(first, style=_TITLE), ratio=1, overflow="fold")
        if bars:
            table.add_column("", width=_BAR)
        table.add_column(Text(second, style=_DIM), justify="right", no_wrap=self._roomy)
        table.add_column(Text(third, style=_DIM), justify="left" if "status" in third else "right", no_wrap=self._roomy)
        for number, (title, bar, left, right) in enumerate(self._rows, 1):
            lead = [Text(str(number))] if self._numbered else []
            table.add_row(*lead, title, *([bar] if bars else []), left, right)
        self._console.print(table)
        if note:
            self._console.print(Text(note, style=_DIM))
        self._console.print()


def _bar(console: Console, value: float, interval: Interval | None, top: float = 1.0) -> Text:
    """Solid up to the value or the low end of its interval, light from there to the high end."""
    solid, light = ("█", "░") if console.encoding.startswith("utf") else ("#", ".")
    low, high = (interval.low, interval.high) if interval else (value, value)
    certain, possible = (max(0, min(_BAR, round(_BAR * share / top))) for share in (low, high))
    return Text(solid * certain + light * (possible - certain), style="cyan")
