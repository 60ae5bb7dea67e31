"""The plan alone as Markdown: what is asked for, when, how much it prevents, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.report_markdown import render_markdown

if TYPE_CHECKING:
    from cxaudit.model import Audit

_TEMPLATE = "plan.md.j2"


def render_plan_markdown(audit: Audit) -> str:
    """The sections of the report that speak of the plan."""
    return render_markdown(audit, name=_TEMPLATE)
