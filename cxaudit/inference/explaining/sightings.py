"""What an audit still knows of one incident: its own quotes, and what they rule out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Evidence
from cxaudit.tally import EVIDENCE_PER_SYMPTOM

if TYPE_CHECKING:
    from cxaudit.model import Profile, Tally


@dataclass(frozen=True, slots=True)
class Sighting:
    """One incident by the ids of symptoms: what it shows, denies, cannot show, and what nobody knows any more.

    `reread` says that it was read from its log again.
    """

    incident: str
    shown: tuple[str, ...]
    denied: tuple[str, ...]
    hidden: tuple[str, ...]
    unknown: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    reread: bool = False


def sighted(tally: Tally, incident: str) -> Sighting | None:
    """The incident with this id, or None if the audit quotes it for no symptom.

    Of the incidents that show a symptom the few with the smallest rank are kept. Where an incident ranks below the last
    of them, or where not all places are taken, it is kept if it shows the symptom; so what it does not show is known
    as well. Of the profiles that this leaves, what they have in common is known.
    """
    own = tuple(entry for entry in tally.evidence if entry.incident == incident)
    if not own:
        return None
    shown = {entry.symptom for entry in own}
    ranks: dict[str, list[str]] = {}
    for entry in tally.evidence:
        ranks.setdefault(entry.symptom, []).append(entry.rank)
    absent = {
        symptom
        for symptom in tally.symptoms
        if symptom not in shown
        and (len(ranks.get(symptom, ())) < EVIDENCE_PER_SYMPTOM or own[0].rank <= max(ranks[symptom]))
    }
    possible = [
        entry.profile
        for entry in tally.profiles
        if _fits(frozenset(tally.symptoms[index] for index in entry.profile.asserted), shown, absent)
    ]
    states = {symptom: _states(index, possible) for index, symptom in enumerate(tally.symptoms)}
    known = {symptom: next(iter(found)) for symptom, found in states.items() if len(found) == 1}
    return Sighting(
        incident,
        shown=tuple(sorted(shown.union(_in_state(known, "shown")))),
        denied=_in_state(known, "denied"),
        hidden=_in_state(known, "hidden"),
        unknown=tuple(sorted(set(tally.symptoms).difference(known, shown))),
        evidence=own,
    )


def _fits(asserted: frozenset[str], shown: set[str], absent: set[str]) -> bool:
    return shown <= asserted and not absent & asserted


def _states(index: int, possible: list[Profile]) -> set[str]:
    return {
        "shown"
        if index in profile.asserted
        else "denied"
        if index in profile.denied
        else "hidden"
        if index in profile.hidden
        else "silent"
        for profile in possible
    }


def _in_state(known: dict[str, str], state: str) -> tuple[str, ...]:
    return tuple(sorted(symptom for symptom, found in known.items() if found == state))
