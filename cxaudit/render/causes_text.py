"""The causes of an audit that can be explained, for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.markdown_text import visible

if TYPE_CHECKING:
    from cxaudit.model import Audit

_LEAST = 0.005  # prevented share from which a cause is listed; the others can be asked for all the same


def causes_to_explain(audit: Audit) -> str:
    """One line a cause that prevents a share worth a word, roots before those in between, in rank order."""
    found = [entry for entry in (*audit.diagnosis.roots, *audit.diagnosis.proximate) if entry.prevented >= _LEAST]
    width = max((len(entry.cause) for entry in found), default=0)
    titles = {entry.cause: audit.catalogue[entry.cause].title for entry in found if entry.cause in audit.catalogue}
    lines = [
        f"  {visible(entry.cause):{width}}  {entry.prevented:6.1%}  {visible(titles.get(entry.cause, ''))}"
        for entry in found
    ]
    return "\n".join(lines) + "\n" if lines else "  (none: no cause of the rulebook explains this log)\n"
