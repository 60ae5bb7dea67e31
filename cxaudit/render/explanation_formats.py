"""The forms in which an explanation can be had."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.model import CauseExplanation, IncidentExplanation
from cxaudit.render.explanation_cause import view_cause
from cxaudit.render.explanation_diagrams import fishbone, ways_diagram, whys_diagram
from cxaudit.render.explanation_incident import view_incident
from cxaudit.render.explanation_markdown import render_markdown
from cxaudit.render.explanation_text import render_text
from cxaudit.render.view.lookup import Lookup

if TYPE_CHECKING:
    from cxaudit.model import Audit

EXPLANATION_VERSION = 1  # raised when the JSON form changes in a way that its readers cannot follow
EXPLANATION_FORMATS = MappingProxyType(
    {
        "text": "for a terminal",
        "markdown": "with diagrams",
        "json": "for programs",
        "mermaid": "the five whys, or the ways of an incident, as a diagram",
        "fishbone": "all causes behind the main symptom, by family, as a diagram",
    }
)


def render_explanation_as(name: str, audit: Audit, explanation: CauseExplanation | IncidentExplanation) -> str:
    """The explanation in one of `EXPLANATION_FORMATS`; raises UsageError where there is nothing to draw."""
    if name == "json":
        return _json(audit, explanation)
    if name in ("mermaid", "fishbone"):
        lines = _drawn(name, Lookup(audit), explanation)
        if not lines:
            raise UsageError(f"--format {name}: there is nothing to draw here; take text, markdown or json")
        return "\n".join(lines) + "\n"
    view = (
        view_cause(audit, explanation)
        if isinstance(explanation, CauseExplanation)
        else view_incident(audit, explanation)
    )
    return render_text(view) if name == "text" else render_markdown(view)


def _drawn(name: str, look: Lookup, explanation: CauseExplanation | IncidentExplanation) -> tuple[str, ...]:
    if isinstance(explanation, IncidentExplanation):
        return ways_diagram(look, explanation) if name == "mermaid" else ()
    if name == "fishbone":
        return fishbone(look, explanation)
    diagnosis = look.audit.diagnosis
    links = {
        (link.cause, link.effect): link for entry in (*diagnosis.roots, *diagnosis.proximate) for link in entry.chain
    }
    return whys_diagram(look, explanation, links) if explanation.whys_symptom else ()


def _json(audit: Audit, explanation: CauseExplanation | IncidentExplanation) -> str:
    """One line of JSON; what it explains (``cause`` or ``incident``) names its shape."""
    import msgspec  # noqa: PLC0415 - only needed for this format

    what = "cause" if isinstance(explanation, CauseExplanation) else "incident"
    stamp = {"version": EXPLANATION_VERSION, "program": audit.program, "rulebook": audit.rulebook.content_hash}
    whole = {**stamp, "explains": what, "explanation": msgspec.to_builtins(explanation)}
    return msgspec.json.encode(whole).decode() + "\n"
