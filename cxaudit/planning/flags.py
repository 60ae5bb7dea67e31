"""Warnings about plans that will not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import PlanFlag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Action, Remedy, Rulebook

_MUCH = 0.15  # share of the failing incidents; promising more from weak actions alone is magic dust


def action_flags(remedy: Remedy, chosen: Sequence[Remedy], rulebook: Rulebook) -> tuple[str, ...]:
    """Flags of one action: ``training-only`` if nothing but training is planned against one of its causes."""
    flags = []
    for effect in remedy.effects:
        against = [other for other in chosen if any(entry.cause == effect.cause for entry in other.effects)]
        if effect.cause in rulebook.causes and all(other.kind == "training" for other in against):
            flags.append("training-only")
    if remedy.strength == "weaker":
        flags.append("weaker-action")
    return tuple(dict.fromkeys(flags))


def plan_flags(chosen: Sequence[Remedy], actions: Sequence[Action]) -> tuple[PlanFlag, ...]:
    """Flags of the plan as a whole."""
    return tuple(flag for flag in (_training(chosen), _technology(chosen), _magic_dust(actions)) if flag)


def _training(chosen: Sequence[Remedy]) -> PlanFlag | None:
    if not chosen or any(remedy.kind != "training" for remedy in chosen):
        return None
    names = tuple(remedy.id for remedy in chosen)
    return PlanFlag("training-only", "every action is training, which leaves the causes in place", names)


def _technology(chosen: Sequence[Remedy]) -> PlanFlag | None:
    if not chosen or any(remedy.kind != "technology" for remedy in chosen):
        return None
    names = tuple(remedy.id for remedy in chosen)
    return PlanFlag("technology-only", "every action is technology; nothing changes in how people work", names)


def _magic_dust(actions: Sequence[Action]) -> PlanFlag | None:
    """A large promised effect from weak actions."""
    weak = [action for action in actions if action.strength == "weaker"]
    promised = sum(action.added for action in weak)
    if promised < _MUCH:
        return None
    message = (
        f"weak actions are expected to prevent {promised:.0%} of the failing incidents, which such actions rarely do"
    )
    return PlanFlag("magic-dust", message, tuple(action.remedy for action in weak))
