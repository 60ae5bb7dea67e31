"""The formats of a comparison, by name.

JSON is one object: `version` (raised when a reader of this one could misread the next), `program`, and the fields of
`RulebookComparison` or `AuditComparison` under their own names, nothing left out and no hash cut short. Intervals are
objects of `low`, `high` and `level`; what is missing on one side is null.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.render import comparison_markdown, comparison_text
from cxaudit.render.comparison_audits import view as audits_view
from cxaudit.render.comparison_rulebooks import view as rulebooks_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxaudit.render.comparison_periods import AuditComparison
    from cxaudit.render.comparison_report import RulebookComparison
    from cxaudit.render.comparison_view import View

_WRITERS: Mapping[str, Callable[[View], str]] = MappingProxyType(
    {"text": comparison_text.render, "markdown": comparison_markdown.render}
)
COMPARISON_FORMATS = (*_WRITERS, "json")


def render_rulebook_comparison(comparison: RulebookComparison, name: str) -> str:
    """The comparison in the format `name`, one of `COMPARISON_FORMATS`."""
    return _json(comparison) if name == "json" else _WRITERS[name](rulebooks_view(comparison))


def render_audit_comparison(comparison: AuditComparison, name: str) -> str:
    """The comparison in the format `name`, one of `COMPARISON_FORMATS`."""
    return _json(comparison) if name == "json" else _WRITERS[name](audits_view(comparison))


def _json(comparison: RulebookComparison | AuditComparison) -> str:
    import msgspec  # noqa: PLC0415 - only needed for this format

    return json.dumps(msgspec.to_builtins(comparison), indent=2, ensure_ascii=False) + "\n"
