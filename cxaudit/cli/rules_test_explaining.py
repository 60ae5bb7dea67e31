"""Which part of a rule matched in a test and which did not, as a tree for a terminal."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from cxaudit.render.violations_report import printable
from cxaudit.scenarios.explaining import Part, explain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cxaudit.cli.rules_test_reading import Chosen
    from cxaudit.model import Example, Hypothesis, Location, Rulebook, Symptom
    from cxaudit.model.scenario import Claim, ToldIncident
    from cxaudit.scenarios.stories import Outcome

_WIDTH = 100
_INCIDENTS_SHOWN = 5  # of a scenario, of one symptom
_RANKED_SHOWN = 5  # causes or remedies


def explanations(
    rulebook: Rulebook, chosen: Chosen, outcomes: Iterable[Outcome], failed: Collection[Location], *, every: bool
) -> str:
    """The tree of every example at one of the places that `failed`, and of what scenarios say there; or of `every`."""
    blocks = [
        _of_example(symptom, example)
        for name in sorted(chosen.symptoms)
        for symptom in (rulebook.symptoms[name],)
        for example in symptom.examples
        if every or example.location in failed
    ]
    blocks.extend(
        _of_scenario(outcome, rulebook, failed, every=every) for outcome in outcomes if every or outcome.failures
    )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n" if blocks else ""


def _of_example(symptom: Symptom, example: Example) -> list[str]:
    must = "must show" if example.matches else "must not show"
    head = f"{example.location}: this example {must} '{symptom.id}'"
    part = explain(symptom.detect, example.text, example.fields)
    return [head, *_incident(example.text, example.fields.items()), *_tree(part, 1)]


def _of_scenario(outcome: Outcome, rulebook: Rulebook, failed: Collection[Location], *, every: bool) -> list[str]:
    scenario, lines = outcome.scenario, [f"{outcome.scenario.location}: scenario '{outcome.scenario.name}'"]
    for number, (incident, shown) in enumerate(zip(scenario.incidents, outcome.seen.shown, strict=True), start=1):
        lines.append(f"  incident {number} shows {', '.join(sorted(shown)) or 'no symptom at all'}")
        claims = [claim for claim in (*incident.shows, *incident.not_shows) if every or claim.location in failed]
        lines += _rules(claims, [incident], rulebook)
    claims = [claim for claim in (*scenario.shows, *scenario.not_shows) if claim.location in failed]
    lines += _rules(claims, scenario.incidents, rulebook)
    if outcome.conclusion is not None:
        for roots in (True, False):
            lines += _ranking("root" if roots else "proximate", outcome.conclusion.ranking(roots=roots))
        if outcome.conclusion.plan is not None:
            remedies = [action.remedy for action in outcome.conclusion.plan.actions[:_RANKED_SHOWN]]
            lines.append(f"  the plan begins with {', '.join(remedies)}" if remedies else "  the plan is empty")
    return lines


def _rules(claims: Iterable[Claim], incidents: Iterable[ToldIncident], rulebook: Rulebook) -> Iterator[str]:
    for claim in claims:
        for incident in list(incidents)[:_INCIDENTS_SHOWN]:
            yield f"  '{claim.id}' in the incident at {incident.location}"
            yield from _incident(incident.text, incident.fields.items())
            yield from _tree(explain(rulebook.symptoms[claim.id].detect, incident.text, incident.fields), 2)


def _ranking(kind: str, ranked: tuple[Hypothesis, ...]) -> Iterator[str]:
    yield f"  {kind} causes, by the share of these incidents that would not be there without them"
    for rank, entry in enumerate(ranked[:_RANKED_SHOWN], start=1):
        behind = f", behind {', '.join(entry.symptoms)}" if entry.symptoms else ""
        yield f"    {rank}. {entry.cause}  {entry.prevented:.0%}{behind}"
    if not ranked:
        yield "    none"


def _incident(text: str, columns: Iterable[tuple[str, str]]) -> Iterator[str]:
    if text:
        yield from wrap(f'"{printable(text)}"', _WIDTH, initial_indent="    ", subsequent_indent="     ")
    for column, value in columns:
        yield f"    {column}: {printable(value)}"


def _tree(part: Part, depth: int) -> Iterator[str]:
    mark = "✓" if part.holds else "✗"
    place = f"  ({part.place})" if part.place else ""
    why = f": {printable(part.why)}" if part.why else ""
    yield f"{'  ' * depth}{mark} {part.what}{why}{place}"
    for inner in part.parts:
        yield from _tree(inner, depth + 1)
