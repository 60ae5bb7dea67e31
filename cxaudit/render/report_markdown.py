"""The report as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.render.markdown_text import Markdown, cell, code, escape, html, table
from cxaudit.render.view import make_report
from cxaudit.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

    from cxaudit.model import Audit

_TEMPLATE = "report.md.j2"
_EMPTY_LINES = re.compile(r"\n{3,}")


def render_markdown(audit: Audit, templates: Path | None = None, name: str = _TEMPLATE) -> str:
    """The report, or what the template called `name` makes of the audit.

    A template in the folder `templates` replaces the shipped one of the same name.
    Templates see ``report`` (a `ReportView`) and ``audit``. Whatever they print is escaped, unless it is Markdown
    already; macros and filters that build text must therefore end in ``| markdown``. Raises UsageError for a template
    that cannot be used, with its line.
    """
    import jinja2  # noqa: PLC0415 - only needed when a report is written

    try:
        text = _environment(templates).get_template(name).render(report=make_report(audit), audit=audit)
    except jinja2.TemplateSyntaxError as error:
        place = f"{error.filename or error.name}:{error.lineno}"
        raise UsageError(f"{place}: the template cannot be read: {error.message}; mend it") from error
    except jinja2.TemplateNotFound as error:
        raise UsageError(
            f"template '{error.name}' was not found in the templates folder or among the shipped"
        ) from error
    except (jinja2.UndefinedError, jinja2.sandbox.SecurityError) as error:
        raise UsageError(f"a template asks for something it may not have: {error}; mend it") from error
    return _EMPTY_LINES.sub("\n\n", text).strip() + "\n"


def _environment(templates: Path | None) -> Environment:
    """Templates may look and loop, not call into Python; data cannot become markup."""
    import jinja2  # noqa: PLC0415 - likewise
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - likewise

    folders = [*([templates] if templates else []), resource("templates")]
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"table": table, "cell": cell, "code": code, "html": html, "markdown": Markdown}
    return environment


def _finalize(value: object) -> str:
    return escape(value if isinstance(value, str) else str(value))
