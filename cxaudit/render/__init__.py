"""Renderers: an audit in, text or bytes out. Libraries they need are loaded when they are called."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.render.audit_json import read_audit_json, render_json
from cxaudit.render.rejections_csv import render_rejections_csv
from cxaudit.render.report_markdown import render_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cxaudit.model import Audit

# What an audit can be rendered as, by the ending of the file's name; the second argument is a folder of templates.
RENDERERS: Mapping[str, Callable[[Audit, Path | None], str | bytes]] = MappingProxyType(
    {"json": render_json, "md": render_markdown}
)
