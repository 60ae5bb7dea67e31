"""The page of a check, and the list of all checks, as text for a terminal."""

from __future__ import annotations

from textwrap import indent, wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH = 100


def render_page(  # noqa: PLR0913 - a page has this many parts
    check: str, rule: str, reason: str, bad: str, good: str, log: str = "", *, may_stand: bool = True
) -> str:
    """The rule and the reason, then YAML that breaks it and YAML that keeps it, on the `log` it was held against.

    At the end stands the comment that lets a violation stand, or, unless it `may_stand`, that there is none.
    """
    parts = [check, "", *wrap(rule, _WIDTH), "", *(line for part in reason.split("\n\n") for line in _wrapped(part))]
    for heading, text in (("On this log (--log):", log), ("Bad:", bad), ("Good:", good)):
        if text:
            parts += ["", heading, indent(text, "    ")]
    suppression = f'To let one stand: # cxaudit: ignore[{check}] until=YYYY-MM-DD reason="…"'
    return "\n".join((*parts, "", suppression if may_stand else "No comment suppresses it: it must be mended.")) + "\n"


def render_pages(rules: Mapping[str, str]) -> str:
    """A line for each check: its name and its rule."""
    width = max(map(len, rules), default=0)
    return "".join(f"{check:<{width}}  {rule}\n" for check, rule in rules.items())


def _wrapped(text: str) -> list[str]:
    return wrap(" ".join(text.split()), _WIDTH)
