"""How far a cause can be relied on: steadiness, importance, and what was found on site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.lookup import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Diagnosis, Hypothesis
    from cxaudit.render.view.lookup import Lookup


def steadiness_sentence(found: Hypothesis, diagnosis: Diagnosis) -> str:
    """In how many disturbed rulebooks it keeps its rank; empty where that was not tried."""
    if found.steadiness is None or not diagnosis.disturbed:
        return ""
    return (
        f"It keeps its rank in {figures.share(found.steadiness.keeps_rank)} of {diagnosis.disturbed} disturbed "
        f"rulebooks and is among the first three in {figures.share(found.steadiness.top_three)}."
    )


def importance_rows(found: Hypothesis) -> tuple[tuple[str, str, str], ...]:
    """The measures of importance under their standard names, with what each says."""
    measures = found.importance
    if measures is None:
        return ()
    return (
        ("Prevented share (1 − 1/RRW)", figures.share(found.prevented), "of failing incidents, gone if it were off"),
        (
            "Fussell–Vesely",
            figures.share(measures.fussell_vesely),
            "of failing incidents, in which it led to a symptom",
        ),
        ("At work", figures.share(found.active), "of failing incidents, whether or not it led to a symptom"),
        (
            "Criticality",
            figures.share(measures.criticality),
            "Birnbaum × how often it is at work ÷ how often one fails",
        ),
        ("Birnbaum", f"{measures.birnbaum:.3f}", "chance of failing if it were always on − if it were off"),
        ("Risk reduction worth", f"{measures.risk_reduction_worth:.3f}", "chance of failing now ÷ if it were off"),
        ("Risk achievement worth", f"{measures.risk_achievement_worth:.3f}", "chance of failing if always on ÷ now"),
    )


def importance_grid(look: Lookup, roots: Sequence[Hypothesis]) -> Grid:
    """The root causes side by side, by every measure of importance, and how often each keeps its rank."""
    rows = tuple(
        (
            look.title("cause", root.cause),
            figures.share(root.prevented),
            figures.share(measures.fussell_vesely),
            figures.share(measures.criticality),
            f"{measures.birnbaum:.3f}",
            f"{measures.risk_reduction_worth:.3f}",
            f"{measures.risk_achievement_worth:.2f}",
            figures.share(root.steadiness.keeps_rank) if root.steadiness else "–",
        )
        for root in roots
        if (measures := root.importance) is not None
    )
    headers = ("Root cause", "Prevented", "Fussell–Vesely", "Criticality", "Birnbaum", "RRW", "RAW", "Keeps its rank")
    return Grid(headers, ("left", *("right",) * 7), rows)


def site_sentences(found: Hypothesis) -> tuple[str, ...]:
    """Each check on site: verdict, role, day, what was looked at and seen."""
    return tuple(
        sentence(
            f"{check.verdict} on site by {check.by} on {check.date}"
            + (f"; checked: {check.check}" if check.check else "")
            + (f"; seen: {check.note}" if check.note else "")
        )
        for check in found.site
    )
