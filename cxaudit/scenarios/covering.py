"""How much of a rulebook its tests cover.

- An alternative (an entry of a phrase list or of a group of `near`, an expression, a predicate on a column) is covered
  when an incident that must show the symptom shows it through this very one; one inside an exclusion (`unless`), when
  it keeps out an incident that must not show the symptom.
- A condition is covered when it holds in such an incident; one that looks beyond the single incident, when a scenario
  says that its symptom is shown, and it is.
- An edge, from a cause to what it leads to, is covered when a scenario expects both and both hold: the cause to lead,
  and the symptom to be shown or, where the edge ends at a cause, that cause to lead too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cxaudit.matchers import Repeat, Series, Shared, match_text
from cxaudit.model import Location
from cxaudit.scenarios.pieces import Piece, Told, kept_out_through, pieces, shown_through

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Link, Rulebook, Symptom
    from cxaudit.model.scenario import Scenario
    from cxaudit.scenarios.stories import Outcome


class Kind(StrEnum):
    """What can be covered."""

    ALTERNATIVE = "alternative"
    CONDITION = "condition"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that tests can cover; `owner` is what it is part of (``symptom refund-delay``).

    `what` is an alternative as it is written, the kind of a condition, or the cause an edge comes from.
    """

    kind: Kind
    owner: str
    what: str
    location: Location
    covered: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """All items in order of what they are part of, then of place."""

    items: tuple[Item, ...]

    def figures(self, kind: Kind) -> tuple[int, int]:
        """How many items of a kind are covered, and how many there are."""
        of_kind = [item.covered for item in self.items if item.kind is kind]
        return sum(of_kind), len(of_kind)

    def percent(self, kind: Kind) -> int:
        """The share covered in percent, rounded down so that 100 is all; of nothing, all is covered."""
        covered, total = self.figures(kind)
        return 100 * covered // total if total else 100

    def uncovered(self) -> tuple[Item, ...]:
        """What no test covers."""
        return tuple(item for item in self.items if not item.covered)


def coverage_of(rulebook: Rulebook, outcomes: Sequence[Outcome]) -> Coverage:
    """What the examples of a rulebook, and scenarios of which these are the outcomes, cover of it."""
    held = _Held.of(outcomes)
    items: list[Item] = []
    for symptom in rulebook.symptoms.values():
        owner = f"symptom {symptom.id}"
        items.extend(_of_rule(symptom, owner, [outcome.scenario for outcome in outcomes], held))
        items.extend(_edge(link, owner, covered=(link.cause, symptom.id) in held.edges) for link in symptom.caused_by)
    for cause in rulebook.causes.values():
        items.extend(
            _edge(link, f"cause {cause.id}", covered=(link.cause, cause.id) in held.edges) for link in cause.caused_by
        )
    return Coverage(tuple(sorted(items, key=lambda item: (item.owner, item.location, item.kind, item.what))))


@dataclass(frozen=True, slots=True)
class _Held:
    """What scenarios expect that holds: symptoms that are shown, and edges as (cause, what it leads to)."""

    shown: frozenset[str]
    edges: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> _Held:
        shown: set[str] = set()
        edges: set[tuple[str, str]] = set()
        for outcome in outcomes:
            failed = {failure.location for failure in outcome.failures}
            scenario = outcome.scenario
            told = (*scenario.shows, *(claim for incident in scenario.incidents for claim in incident.shows))
            symptoms = {claim.id for claim in told if claim.location not in failed}
            causes = {claim.id for claim in scenario.causes if claim.location not in failed}
            shown |= symptoms
            edges |= {(cause, effect) for cause in causes for effect in symptoms | causes}
        return cls(frozenset(shown), frozenset(edges))


def _of_rule(symptom: Symptom, owner: str, scenarios: Sequence[Scenario], held: _Held) -> Iterator[Item]:
    """The conditions and alternatives of a symptom."""
    covered: set[Piece] = set()
    if isinstance(symptom.detect, Repeat | Shared | Series):
        covered.update(pieces(symptom.detect) if symptom.id in held.shown else ())
    for incident, must_show in _incidents(symptom, scenarios):
        outcome = match_text(symptom.detect, incident.text, incident.fields)
        through = shown_through if must_show else kept_out_through
        covered.update(through(symptom.detect, outcome, incident, covered))
    for piece in dict.fromkeys(pieces(symptom.detect)):
        kind = Kind.CONDITION if piece.is_condition else Kind.ALTERNATIVE
        yield Item(kind, owner, piece.what, piece.location, piece in covered)


def _incidents(symptom: Symptom, scenarios: Sequence[Scenario]) -> Iterator[tuple[Told, bool]]:
    """The incidents that must (true) or must not show a symptom: its examples, and incidents of scenarios."""
    for example in symptom.examples:
        yield Told(example.text, example.fields), example.matches
    for scenario in scenarios:
        for incident in scenario.incidents:
            for claims, must_show in ((incident.shows, True), (incident.not_shows, False)):
                if any(claim.id == symptom.id for claim in claims):
                    yield Told(incident.text, incident.fields), must_show


def _edge(link: Link, owner: str, *, covered: bool) -> Item:
    return Item(Kind.EDGE, owner, link.cause, link.location, covered)
