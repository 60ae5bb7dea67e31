"""Writes the golden reports anew; run from the root: PYTHONPATH=. python tests/render/regenerate_golden.py."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from audit_sample import (
    make_audit,
    mostly_unexplained,
    with_alarm,
    with_tie,
    without_findings,
    without_incidents,
    without_symptoms,
)

from cxaudit.render import render_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxaudit.model import Audit

GOLDEN = Path(__file__).parent / "golden"
CASES: Mapping[str, Callable[[], Audit]] = MappingProxyType(
    {
        "found": make_audit,
        "alarm": lambda: with_alarm(make_audit()),
        "no-findings": without_findings,
        "tied": with_tie,
        "unexplained": mostly_unexplained,
        "no-symptoms": without_symptoms,
        "no-incidents": without_incidents,
    }
)

if __name__ == "__main__":
    for name, make in CASES.items():
        (GOLDEN / f"{name}.md").write_text(render_markdown(make()), encoding="utf-8", newline="\n")
