"""The causes as findings: how sure, how much, how they show, what tells them from their rivals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid, Markdown, code, quoted
from cxaudit.render.view.chosen_evidence import chosen_evidence
from cxaudit.render.view.cover import is_shown, ties_lead
from cxaudit.render.view.lookup import words
from cxaudit.render.view.sureness import importance_grid, site_sentences, steadiness_sentence
from cxaudit.render.view.tables import without_search
from cxaudit.render.view.ties import Tie, check_rows, make_ties, who_finds_out

if TYPE_CHECKING:
    from cxaudit.model import Evidence, Hypothesis
    from cxaudit.render.view.lookup import Lookup

_RANKED = 12  # root causes in the ranking
_TOLD = 5  # of them with a section of their own
_LINKS = 6  # arrows shown of a chain, those at work in most incidents
_CHECK_HEADERS = ("Check on site", "Speaks for it", "Speaks against it")
_MOVED = 3  # places by which the fit must move a cause for the report to mention it


@dataclass(frozen=True, slots=True)
class Quote:
    """What one incident says: the words that matched are bold; `place` is the rule, as file:line."""

    text: Markdown
    incident: str
    facts: str
    symptom: str
    place: Markdown


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause, ready to print. Shares are of the incidents that show a symptom.

    `elsewhere` is its place by the rulebook's own numbers, empty unless that is quite another.
    """

    number: int
    title: str
    elsewhere: str
    description: str
    status: str
    grade: str
    prevented: str
    incidents: str
    incidents_span: str
    active: str
    first: str
    top_three: str
    level: str
    place_in_company: str
    who: str
    chain: Grid
    quotes: tuple[Quote, ...]
    signals: tuple[str, ...]
    rivals: tuple[str, ...]
    checks: Grid
    remedies: tuple[str, ...]
    notes: tuple[str, ...]
    site: tuple[str, ...]
    steady: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The ranking, the leading causes told in full, and how many causes were left out for want of evidence.

    `ties_lead` says that the largest tie accounts for more than the leading cause does. `refuted` are sentences;
    `importance` are the ranked causes by the standard measures, empty in audits of older versions.
    """

    ranking: Grid
    told: tuple[Finding, ...]
    level: str
    failing: str
    unexplained: str
    insufficient: int
    refuted: tuple[str, ...]
    ties: tuple[Tie, ...]
    ties_lead: bool
    importance: Grid
    disturbed: int


def make_findings(look: Lookup) -> Findings:
    """Root causes in rank order."""
    diagnosis = look.audit.diagnosis
    shown = [root for root in diagnosis.roots if is_shown(root)]
    rows = tuple(_ranking_row(look, number, root) for number, root in enumerate(shown[:_RANKED], 1))
    headers = ("#", "Root cause", "Status", "Grade", "Prevented share", "Incidents", "Leads in", "One pass")
    refuted = [root for root in diagnosis.roots if root.status.value == "refuted"]
    return Findings(
        ranking=Grid(headers, ("right", "left", "left", "left", "right", "right", "right", "right"), rows),
        told=_told(look, shown[:_TOLD]),
        level=figures.level(shown[0].prevented_interval) if shown else "",
        failing=figures.plural(diagnosis.failing, "incident"),
        unexplained=figures.share(diagnosis.unexplained),
        insufficient=len(diagnosis.roots) - len(shown) - len(refuted),
        refuted=tuple(_refuted(look, root) for root in refuted),
        ties=make_ties(look),
        ties_lead=ties_lead(look),
        importance=importance_grid(look, shown[:_RANKED]),
        disturbed=diagnosis.disturbed,
    )


def _refuted(look: Lookup, root: Hypothesis) -> str:
    """Who refuted it and when, as far as that is recorded."""
    check = next(iter(root.site), None)
    who = f" by {check.by} on {check.date}" if check else ""
    return f"“{look.title('cause', root.cause)}” was refuted on site{who} and is left out."


def _told(look: Lookup, roots: list[Hypothesis]) -> tuple[Finding, ...]:
    """The causes in full; an incident quoted for one is quoted for a later one only if there is no other."""
    told: list[Finding] = []
    quoted_before: set[tuple[str, int]] = set()
    for number, root in enumerate(roots, 1):
        chosen = chosen_evidence(look, root, quoted_before)
        quoted_before.update((entry.source, entry.row) for entry in chosen)
        told.append(_finding(look, number, root, tuple(make_quote(look, entry) for entry in chosen)))
    return tuple(told)


def make_quote(look: Lookup, evidence: Evidence) -> Quote:
    """One piece of evidence, ready to print."""
    # Of several logs, each may number its incidents from 1.
    origin = f"{evidence.source} row {evidence.row}" if len(look.audit.sources) > 1 else ""
    facts = [origin, evidence.opened_at[:10], evidence.channel]
    return Quote(
        text=quoted(evidence.quote, evidence.start, evidence.end),
        incident=evidence.incident,
        facts=", ".join(fact for fact in facts if fact),
        symptom=look.title("symptom", evidence.symptom),
        place=code(f"{evidence.rule.path}:{evidence.rule.line}"),
    )


def elsewhere(root: Hypothesis) -> str:
    """The place of a cause by the rulebook's own numbers, where the fit to the log moved it far from there."""
    return _ordinal(root.rank_one_pass) if abs(root.rank - root.rank_one_pass) >= _MOVED else ""


def _ranking_row(look: Lookup, number: int, root: Hypothesis) -> tuple[str, ...]:
    return (
        str(number),
        look.title("cause", root.cause),
        root.status.value,
        root.grade,
        figures.share_with_span(root.prevented, root.prevented_interval),
        figures.count(root.incidents),
        figures.share(root.probability_first),
        _ordinal(root.rank_one_pass),
    )


def _finding(look: Lookup, number: int, root: Hypothesis, quotes: tuple[Quote, ...]) -> Finding:
    failing = look.audit.diagnosis.failing
    interval = root.prevented_interval
    return Finding(
        number=number,
        title=look.title("cause", root.cause),
        elsewhere=elsewhere(root),
        description=look.attribute("cause", root.cause, "description"),
        status=root.status.value,
        grade=root.grade,
        prevented=figures.share_with_span(root.prevented, interval),
        incidents=figures.count(root.incidents),
        incidents_span=f"{figures.count(interval.low * failing)} to {figures.count(interval.high * failing)}",
        active=figures.share_with_span(root.active, root.active_interval),
        first=figures.share(root.probability_first),
        top_three=figures.share(root.probability_top_three),
        level=figures.level(interval),
        place_in_company=_place(look, root.cause),
        who=who_finds_out(look, (root,)),
        chain=_chain(look, root),
        quotes=quotes,
        signals=signal_sentences(look, root),
        rivals=tuple(look.title("cause", rival) for rival in root.rivals),
        checks=Grid(_CHECK_HEADERS, ("left", "left", "left"), check_rows(look, root.cause)),
        remedies=_remedies(look, root.cause),
        notes=_notes(look, root),
        site=site_sentences(root),
        steady=steadiness_sentence(root, look.audit.diagnosis),
    )


def _place(look: Lookup, cause: str) -> str:
    """Its kind, area, family and side: "weakness; area: communication; family: culture; side: software"."""
    kind = words(look.attribute("cause", cause, "kind"))
    named = {"area": "area", "family": "family", "side": "lens"}
    parts = {label: words(look.attribute("cause", cause, name)) for label, name in named.items()}
    return "; ".join(part for part in (kind, *(f"{label}: {part}" for label, part in parts.items() if part)) if part)


def _chain(look: Lookup, root: Hypothesis) -> Grid:
    """From the root down to the symptoms; the arrows at work in most incidents, told in the order of the chain."""
    most = sorted(root.chain, key=lambda link: (-link.incidents, link.cause, link.effect))[:_LINKS]
    rows = tuple(
        (
            look.title("cause", link.cause),
            look.any_title(link.effect),
            figures.count(link.incidents),
            f"{figures.share(link.strength)} → {figures.share(link.fitted)}",
            code(f"{link.rule.path}:{link.rule.line}"),
        )
        for link in root.chain
        if link in most
    )
    headers = ("Cause", "Produces", "Incidents", "Strength: rulebook → fitted", "Rule")
    return Grid(headers, ("left", "left", "right", "right", "left"), rows)


def signal_sentences(look: Lookup, root: Hypothesis) -> tuple[str, ...]:
    """The findings in fields and series that support a cause."""
    signals = [signal for signal in look.audit.measures.signals if signal.symptom in root.signals]
    found = [look.named(without_search(signal.statement)) for signal in signals]
    return tuple(found) or tuple(look.title("symptom", signal) for signal in root.signals)


def _remedies(look: Lookup, cause: str) -> tuple[str, ...]:
    """The cause's remedies; those in the plan with their number there."""
    ranks = {action.remedy: action.rank for action in look.audit.plan.actions}
    names = look.list_of("cause", cause, "remedies")
    ordered = sorted(names, key=lambda name: (ranks.get(name, len(ranks) + 1), name))
    return tuple(
        look.title("remedy", name) + (f" (action {ranks[name]} of the plan)" if name in ranks else "")
        for name in ordered
    )


def _notes(look: Lookup, root: Hypothesis) -> tuple[str, ...]:
    notes = [look.named(root.note)] if root.note else []
    if place := elsewhere(root):
        notes.append(f"The rulebook's own numbers alone rank it {place}; the fit to this log moved it.")
    return tuple(notes)


def _ordinal(number: int) -> str:
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
