"""Why one incident happened, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.explanation_cause import quotation
from cxaudit.render.explanation_diagrams import ways_diagram
from cxaudit.render.explanation_grounds import odds
from cxaudit.render.explanation_view import Diagram, ExplanationView, Paragraph, Section, Steps
from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Audit, IncidentExplanation
    from cxaudit.render.explanation_view import Part

_WORTH_TELLING = 0.05  # change of log-odds
_FULL = 3  # causes whose symptoms are weighed one by one


def view_incident(audit: Audit, explanation: IncidentExplanation) -> ExplanationView:
    """The explanation of an incident of `audit`."""
    look = Lookup(audit)
    sections = (
        Section("What it shows", tuple(_shown(look, explanation))),
        Section("Which causes that makes likely", tuple(_causes(look, explanation))),
        Section("By which way", tuple(_ways(look, explanation))),
        Section("What speaks for each, what against", tuple(_weights(look, explanation))),
    )
    return ExplanationView(
        f"Why incident {explanation.incident}?",
        tuple(_head(look, explanation)),
        tuple(section for section in sections if section.parts),
    )


def _head(look: Lookup, explanation: IncidentExplanation) -> Iterator[Part]:
    likely = next(iter(explanation.causes), None)
    if likely is None:
        yield Paragraph(
            "It shows no symptom with a cause in the rulebook, so no cause is likelier than before.", lead=True
        )
    else:
        yield Paragraph(
            f"Most likely “{look.title('cause', likely.cause)}” was at work: {figures.share(likely.posterior)}, "
            f"against {figures.share(likely.prior)} in any incident.",
            lead=True,
        )
    places = sorted({f"row {entry.row:,} of {entry.source}" for entry in explanation.evidence})
    if places:
        yield Paragraph(f"Read from {' and '.join(places)}.")
    if explanation.unknown:
        count = figures.plural(len(explanation.unknown), "symptom")
        why = (
            f"{count} of the rulebook follow from other incidents of the same customer or team, which were not read"
            if explanation.reread
            else f"{count} of the rulebook may or may not be in it: the audit keeps quotes of a few incidents only, "
            "and --log FILE reads this one from the log again"
        )
        yield Paragraph(f"{why}; here they count as not observable.")


def _shown(look: Lookup, explanation: IncidentExplanation) -> Iterator[Part]:
    quotes = {entry.symptom: entry for entry in explanation.evidence}
    unquoted = [name for name in explanation.shown if name not in quotes]
    for name in explanation.shown:
        if name in quotes:
            yield quotation(look, quotes[name])
    if unquoted:
        yield Paragraph(f"Shown, without a quote: {_listed(look, unquoted)}.")
    if explanation.denied:
        yield Paragraph(f"Denied in so many words: {_listed(look, explanation.denied)}.")


def _causes(look: Lookup, explanation: IncidentExplanation) -> Iterator[Part]:
    if not explanation.causes:
        return
    rows = tuple(
        (
            look.title("cause", entry.cause),
            "root" if entry.is_root else "in between",
            figures.share(entry.prior),
            figures.share(entry.posterior),
        )
        for entry in explanation.causes
    )
    yield Grid(("Cause", "Kind", "In any incident", "In this one"), ("left", "left", "right", "right"), rows)
    away = tuple(
        f"“{look.title('cause', entry.rival)}” explains “{look.title('cause', entry.cause)}” away: without it, "
        f"{figures.share(entry.posterior)} would be {figures.share(entry.without)}."
        for entry in explanation.causes
        if entry.rival
    )
    if away:
        yield Steps(away)


def _ways(look: Lookup, explanation: IncidentExplanation) -> Iterator[Part]:
    rows = tuple(
        (
            look.title("symptom", path.nodes[-1]),
            " → ".join(look.any_title(name) for name in path.nodes) if len(path.nodes) > 1 else "no cause leads to it",
            figures.share(path.probability),
            figures.share(path.alone),
        )
        for path in explanation.paths
    )
    if rows:
        headers = ("Symptom", "Most probable way", "Probability", "Of itself")
        yield Grid(headers, ("left", "left", "right", "right"), rows)
        yield Paragraph(
            "Probability that every arrow of the way fired, given all that the incident shows; several ways may have, "
            "and a symptom may also have come of itself, by a cause that the rulebook lacks."
        )
        if len(rows) < len(explanation.shown):
            yield Paragraph(f"The ways to {len(explanation.shown) - len(rows)} more symptoms were not looked for.")
        yield Diagram(ways_diagram(look, explanation))


def _weights(look: Lookup, explanation: IncidentExplanation) -> Iterator[Part]:
    rows = tuple(
        (
            look.title("cause", entry.cause),
            look.any_title(weight.symptom),
            weight.state,
            odds(weight.log_odds),
            "for" if weight.log_odds > 0 else "against",
        )
        for entry in explanation.causes[:_FULL]
        for weight in entry.weights
        if abs(weight.log_odds) >= _WORTH_TELLING
    )
    if rows:
        headers = ("Cause", "Symptom", "State", "Odds of the cause", "Speaks")
        yield Grid(headers, ("left", "left", "left", "right", "left"), rows)
        yield Paragraph(
            "By what factor the odds of the cause change with the symptom in this state, against not knowing of it."
        )


def _listed(look: Lookup, names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"“{look.title('symptom', name)}”" for name in names)
