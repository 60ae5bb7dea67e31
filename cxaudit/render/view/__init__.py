"""Turns an audit into what templates print: every number a string, every text in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.cover import (
    Cover,
    Doubt,
    KeyFigures,
    Verdict,
    make_alarms,
    make_cover,
    make_key_figures,
    make_verdict,
)
from cxaudit.render.view.findings import Findings, make_findings
from cxaudit.render.view.graph import Graph, make_graph
from cxaudit.render.view.grounds import (
    Exhibit,
    Limits,
    Method,
    Origins,
    make_exhibits,
    make_limits,
    make_method,
    make_origins,
)
from cxaudit.render.view.joining import JoinedView, make_joined
from cxaudit.render.view.lookup import Lookup
from cxaudit.render.view.plan import PlanView, make_plan_view
from cxaudit.render.view.tables import Breakdowns, Signals, Weeks, make_breakdowns, make_signals, make_weeks

if TYPE_CHECKING:
    from cxaudit.model import Audit


@dataclass(frozen=True, slots=True)
class ReportView:
    """All sections of a report; templates decide their order and wording."""

    cover: Cover
    verdict: Verdict
    key_figures: KeyFigures
    alarms: tuple[Doubt, ...]
    findings: Findings
    graph: Graph
    breakdowns: Breakdowns
    weeks: Weeks
    signals: Signals
    plan: PlanView
    limits: Limits
    method: Method
    origins: Origins
    joined: JoinedView
    exhibits: tuple[Exhibit, ...]


def make_report(audit: Audit) -> ReportView:
    """The whole view of an audit."""
    look = Lookup(audit)
    return ReportView(
        cover=make_cover(look),
        verdict=make_verdict(look),
        key_figures=make_key_figures(look),
        alarms=make_alarms(look),
        findings=make_findings(look),
        graph=make_graph(look),
        breakdowns=make_breakdowns(look),
        weeks=make_weeks(look),
        signals=make_signals(look),
        plan=make_plan_view(look),
        limits=make_limits(look),
        method=make_method(look),
        origins=make_origins(look),
        joined=make_joined(look),
        exhibits=make_exhibits(look),
    )
