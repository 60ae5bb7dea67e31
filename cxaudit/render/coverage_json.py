"""The coverage of a rulebook as JSON, for other programs; `version` is raised when its form changes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.render.coverage_report import CoverageReport

VERSION = 1


def render_json(report: CoverageReport) -> str:
    """All of the report under its own names; shares are fractions, `interval` holds the 95 % bounds."""
    return json.dumps({"version": VERSION, **asdict(report)}, indent=2, ensure_ascii=False) + "\n"
