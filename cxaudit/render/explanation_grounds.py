"""What speaks for a cause and against it, and what it competes with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.explanation_view import Paragraph, Steps
from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.findings import signal_sentences
from cxaudit.render.view.ties import check_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import CauseExplanation, Rival, Weight
    from cxaudit.render.explanation_view import Part
    from cxaudit.render.view.lookup import Lookup


def weights_part(look: Lookup, explanation: CauseExplanation) -> Iterator[Part]:
    """Every symptom that weighs, in each state, by what factor it changes the odds."""
    if not explanation.looked_at:
        return
    rows = [*_weight_rows(look, explanation.speaking_for), *_weight_rows(look, explanation.speaking_against)]
    yield Grid(
        ("Symptom", "State", "Incidents", "Odds of the cause", "Speaks"), ("left", "left", "right", "right", "left"),
        tuple(rows),
    )  # fmt: skip
    yield Paragraph(
        f"Over {figures.plural(explanation.looked_at, 'incident')} with a symptom that it can produce, taken at even "
        "steps through all of them: by what factor the "
        "odds of the cause change, on average, with this symptom in this state, against not knowing of it. What is "
        "silent speaks against a cause that should have shown it; what another cause explains better, too."
    )


def signals_part(look: Lookup, explanation: CauseExplanation) -> Iterator[Part]:
    """The findings that the fit did not presume, which support the cause."""
    found = signal_sentences(look, explanation.hypothesis)
    if found:
        yield Paragraph("Found independently of the rules for it, in fields or over the whole log:")
        yield Steps(found)


def _weight_rows(look: Lookup, weights: Sequence[Weight]) -> Iterator[tuple[str, ...]]:
    for weight in weights:
        yield (
            look.any_title(weight.symptom),
            weight.state,
            figures.count(weight.incidents),
            odds(weight.log_odds),
            "for" if weight.log_odds > 0 else "against",
        )


def odds(change: float) -> str:
    """A change of log-odds as a factor: ``× 7.4``; a very large or small one is cut off."""
    factor = math.exp(min(max(change, -math.log(1000)), math.log(1000)))
    if factor >= 999:
        return "× 1,000 or more"
    if factor <= 0.00101:
        return "× 0.001 or less"
    return f"× {factor:,.0f}" if factor >= 9.95 else f"× {factor:.2g}"


def rivals_part(look: Lookup, explanation: CauseExplanation) -> Iterator[Part]:
    """Each rival, what in the log tells it apart, and what would on site."""
    rivals = explanation.rivals
    if not rivals:
        return
    yield Steps(tuple(_rival(look, rival) for rival in rivals))
    names = (explanation.hypothesis.cause, *(rival.cause for rival in rivals))
    rows = tuple((look.title("cause", name), *row) for name in names for row in check_rows(look, name))
    if rows:
        yield Paragraph("What tells them apart on site:")
        headers = ("Cause", "Check", "Speaks for it", "Speaks against it")
        yield Grid(headers, ("left", "left", "left", "left"), rows)
    else:
        yield Paragraph("The rulebook has no check that tells them apart yet.")


def _rival(look: Lookup, rival: Rival) -> str:
    title = f"“{look.title('cause', rival.cause)}”"
    if rival.same:
        return f"{title}: this log cannot tell the two apart."
    own, other = (f"“{look.any_title(name)}”" if name else "" for name in (rival.own, rival.other))
    if own and other:
        return f"{title}: {own} speaks rather for this cause, {other} for the rival."
    if own or other:
        return (
            f"{title}: {own or other} speaks rather for {'this cause' if own else 'the rival'}; nothing for the other."
        )
    return f"{title}: hardly a symptom tells the two apart."
