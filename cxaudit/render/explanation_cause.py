"""Why a cause is blamed, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.explanation_diagrams import fishbone, whys_diagram
from cxaudit.render.explanation_grounds import rivals_part, signals_part, weights_part
from cxaudit.render.explanation_view import (
    Diagram,
    ExplanationView,
    Paragraph,
    Quotation,
    Section,
    Snippet,
    Steps,
)
from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.chosen_evidence import chosen_evidence
from cxaudit.render.view.lookup import Lookup, capital
from cxaudit.render.view.sureness import importance_rows, site_sentences, steadiness_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Audit, CauseExplanation, ChainLink, Evidence, Hypothesis
    from cxaudit.render.explanation_view import Part

_LINKS = 12  # arrows of the chain that are shown


def view_cause(audit: Audit, explanation: CauseExplanation) -> ExplanationView:
    """The explanation of a cause of `audit`."""
    look, found = Lookup(audit), explanation.hypothesis
    sections = (
        Section("The five whys", tuple(_whys(look, explanation))),
        Section("How it reaches the customer", _chain(look, found)),
        Section(
            "What speaks for it, what against it", (*weights_part(look, explanation), *signals_part(look, explanation))
        ),
        Section("What it competes with", tuple(rivals_part(look, explanation))),
        Section("What the incidents show", tuple(_quotes(look, found))),
        Section("How sure this is", tuple(_sureness(look, explanation))),
        Section("How much hangs on it", _importance(found)),
        Section("All that lies behind the symptom", _fishbone(look, explanation)),
        Section("When someone has looked", _record(look, found)),
    )
    return ExplanationView(
        f"Why “{look.title('cause', found.cause)}”?",
        tuple(_head(look, found)),
        tuple(section for section in sections if section.parts),
    )


def _head(look: Lookup, found: Hypothesis) -> Iterator[Part]:
    diagnosis = look.audit.diagnosis
    group = diagnosis.roots if found.is_root else diagnosis.proximate
    kind = "Root cause" if found.is_root else "Cause in between"
    yield Paragraph(
        f"{capital(found.status.value)}, grade {found.grade}. {kind}, rank {found.rank} of {len(group)}; prevented "
        f"share {figures.share_with_span(found.prevented, found.prevented_interval)}, "
        f"{_incidents(found)} of {figures.count(diagnosis.failing)} that show a symptom; at "
        f"work in {figures.share_with_span(found.active, found.active_interval)}.",
        lead=True,
    )
    if description := look.attribute("cause", found.cause, "description"):
        yield Paragraph(description)
    if found.note:
        yield Paragraph(look.named(found.note))
    yield from (Paragraph(sentence) for sentence in site_sentences(found))
    yield from (Paragraph(f"Mind: {look.named(alarm.message)}") for alarm in diagnosis.alarms)


def _incidents(found: Hypothesis) -> str:
    return f"some {figures.plural(found.incidents, 'incident')}" if found.incidents >= 0.5 else "not one incident"


def _whys(look: Lookup, explanation: CauseExplanation) -> Iterator[Part]:
    symptom, causes = explanation.whys_symptom, explanation.whys
    if not symptom:
        return
    links = _links(look)
    steps = []
    for effect, cause in zip((symptom, *causes), causes, strict=False):
        link = links.get((cause, effect))
        steps.append(f"Why “{look.any_title(effect)}”? Because: {look.title('cause', cause)}{_at_work(link)}.")
    yield Steps(tuple(steps))
    top = look.title("cause", causes[-1])
    yield Paragraph(f"Why “{top}”? Nothing in the rulebook lies behind it that was at work here: ask on site.")
    yield Diagram(whys_diagram(look, explanation, links))


def _at_work(link: ChainLink | None) -> str:
    if link is None:
        return ""
    strength = f"{figures.share(link.strength)} in the rulebook, {figures.share(link.fitted)} as fitted"
    return f" (at work in {figures.plural(link.incidents, 'incident')}; strength {strength})"


def _links(look: Lookup) -> dict[tuple[str, str], ChainLink]:
    diagnosis = look.audit.diagnosis
    everyone = (*diagnosis.roots, *diagnosis.proximate)
    return {(link.cause, link.effect): link for entry in everyone for link in entry.chain}


def _chain(look: Lookup, found: Hypothesis) -> tuple[Part, ...]:
    most = sorted(found.chain, key=lambda link: (-link.incidents, link.cause, link.effect))[:_LINKS]
    rows = tuple(
        (
            look.title("cause", link.cause),
            look.any_title(link.effect),
            figures.count(link.incidents),
            f"{figures.share(link.strength)} → {figures.share(link.fitted)}",
            f"{link.rule.path.rpartition('/')[2]}:{link.rule.line}",
        )
        for link in found.chain
        if link in most
    )
    if not rows:
        return ()
    left_out = len(found.chain) - len(rows)
    more = f" The {left_out} arrows with the fewest are left out." if left_out else ""
    return (
        Grid(
            ("Cause", "Produces", "Incidents", "Strength: rulebook → fitted", "Rule"),
            ("left", "left", "right", "right", "left"),
            rows,
        ),
        Paragraph(
            f"Incidents: the expected number in which the arrow was at work, whatever lay behind its cause.{more}"
        ),
    )


def _quotes(look: Lookup, found: Hypothesis) -> Iterator[Quotation]:
    yield from (quotation(look, entry) for entry in chosen_evidence(look, found, set()))


def quotation(look: Lookup, entry: Evidence) -> Quotation:
    """A quote with where it stands."""
    facts = [f"incident {entry.incident}", entry.opened_at[:10], entry.channel, look.title("symptom", entry.symptom)]
    place = f"rule {entry.rule.path}:{entry.rule.line}"
    return Quotation(entry.quote, entry.start, entry.end, ", ".join(fact for fact in (*facts, place) if fact))


def _sureness(look: Lookup, explanation: CauseExplanation) -> Iterator[Part]:
    found, diagnosis = explanation.hypothesis, look.audit.diagnosis
    sentences = []
    if found.chain:
        sentences.append(steadiness_sentence(found, diagnosis))
        sentences.append(
            f"Varied within what the log allows, it comes first in {figures.share(found.probability_first)} and among "
            f"the first three in {figures.share(found.probability_top_three)} of the draws."
        )
        sentences.append(f"By the rulebook's numbers alone it would rank {found.rank_one_pass}.")
    text = " ".join(sentence for sentence in sentences if sentence)
    if text:
        yield Paragraph(text)
    rows = tuple(
        (
            f"{look.title('cause', entry.cause)} → {look.any_title(entry.effect)}",
            *(f"{share:.1%}" for share in (entry.lower, found.prevented, entry.higher)),
        )
        for entry in explanation.sensitivity
    )
    if rows:
        yield Paragraph("Prevented share if one arrow were weaker or stronger by its standard deviation:")
        yield Grid(("Arrow", "Weaker", "As fitted", "Stronger"), ("left", "right", "right", "right"), rows)


def _importance(found: Hypothesis) -> tuple[Part, ...]:
    rows = importance_rows(found)
    return (Grid(("Measure", "Value", "Meaning"), ("left", "right", "left"), rows),) if rows else ()


def _fishbone(look: Lookup, explanation: CauseExplanation) -> tuple[Part, ...]:
    lines = fishbone(look, explanation)
    return (Diagram(lines),) if lines else ()


def _record(look: Lookup, found: Hypothesis) -> tuple[Part, ...]:
    checks = look.list_of("cause", found.cause, "checks")
    check = f'\n    check: "{_yaml(checks[0])}"' if checks else ""
    text = (
        f"confirmations:\n  - cause: {found.cause}\n    verdict: confirmed  # or refuted\n"
        f"    by:  # the role that looked, no name\n    date:  # such as 2030-01-31{check}\n"
        "    note:  # what was seen\n"
    )
    return (
        Paragraph(
            "Keep what the check shows in a file, and give it to analyze, explain and later runs with --confirmations:"
        ),
        Snippet(text),
    )


def _yaml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
