"""Renderers: an audit in, text or bytes out. Each is loaded when it is called, so that none waits for another."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from cxaudit.model import Audit, Rejection


def render_json(audit: Audit, templates: Path | None = None) -> bytes:
    """The audit as JSON, which `read_audit_json` reads back."""
    from cxaudit.render import audit_json  # noqa: PLC0415 - see above

    return audit_json.render_json(audit, templates)


def read_audit_json(data: bytes, name: str) -> Audit:
    """The audit that a file called `name` holds. Raises InputError when it is none."""
    from cxaudit.render import audit_json  # noqa: PLC0415 - see above

    return audit_json.read_audit_json(data, name)


def render_markdown(audit: Audit, templates: Path | None = None) -> str:
    """The report in Markdown; `templates` is a folder whose templates come before the shipped ones."""
    from cxaudit.render import report_markdown  # noqa: PLC0415 - see above

    return report_markdown.render_markdown(audit, templates)


def render_rejections_csv(rejections: Iterable[Rejection], lines: Mapping[tuple[str, int], int]) -> str:
    """The rows that could not be used, as CSV, each with its reason, and its line where `lines` knows it."""
    from cxaudit.render import rejections_csv  # noqa: PLC0415 - see above

    return rejections_csv.render_rejections_csv(rejections, lines)


# What an audit can be rendered as, by the ending of the file's name; the second argument is a folder of templates.
RENDERERS: Mapping[str, Callable[[Audit, Path | None], str | bytes]] = MappingProxyType(
    {"json": render_json, "md": render_markdown}
)
