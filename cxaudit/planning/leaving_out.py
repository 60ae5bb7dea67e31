"""Which remedies the plan leaves out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import LeftOut
from cxaudit.planning.effects import with_needs

if TYPE_CHECKING:
    from cxaudit.model import Remedy, Rulebook
    from cxaudit.planning.selection import Selection


def left_out(selection: Selection, chosen: frozenset[int], rulebook: Rulebook) -> tuple[LeftOut, ...]:
    """Every remedy that acts on an indicated cause and is not chosen, those that would add most first."""
    effects = selection.prospects.effects
    places = {remedy.id: place for place, remedy in enumerate(effects.remedies)}
    names = selection.names(chosen)
    share = selection.prospects.share(names)
    found = []
    for remedy in effects.remedies:
        if places[remedy.id] not in chosen and effects.reductions[remedy.id]:
            bundle = frozenset(places[name] for name in with_needs([remedy.id], rulebook) if name in places)
            adds = max(0.0, selection.prospects.share(selection.names(chosen | bundle)) - share)
            reason = _reason(selection, chosen, remedy, bundle)
            found.append(LeftOut(remedy.id, adds, remedy.effort_days, reason))
    return tuple(sorted(found, key=lambda entry: (-entry.adds, entry.remedy)))


def _reason(selection: Selection, chosen: frozenset[int], remedy: Remedy, bundle: frozenset[int]) -> str:
    choice, all_remedies = selection.choice, selection.prospects.effects.remedies
    place = next(number for number, entry in enumerate(all_remedies) if entry.id == remedy.id)
    if place in choice.forbidden:
        return "excluded on request"
    barred = sorted(all_remedies[number].id for number in bundle & choice.forbidden)
    if barred:
        return f"needs '{barred[0]}', which is excluded on request"
    rivals = {other for pair in choice.excludes for other in pair if place in pair} & chosen
    if rivals:
        return f"cannot stand beside '{all_remedies[min(rivals)].id}'"
    fault = choice.fault(chosen | bundle)
    needs = sorted(all_remedies[number].id for number in bundle - chosen - {place})
    after = f"needs '{needs[0]}' first, and both together add" if needs else "adds"
    if fault == "number":
        return f"the plan is full with {choice.largest} actions that are worth more together"
    if fault:
        return f"does not fit into {fault} beside what is worth more"
    return f"{after} too little for the effort"
