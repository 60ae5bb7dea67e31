"""Every way in which the leaks and arrows of a small rulebook can fire, for sums that need no algorithm."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cxaudit.model import Link, Rulebook

Fired = dict[tuple[str, str], bool]  # by cause (empty for a leak) and effect


def effects(book: Rulebook) -> list[tuple[str, float, tuple[Link, ...]]]:
    """Causes, then symptoms, each with its own probability and what may lie behind it; parents come first."""
    causes = [(name, entry.prior, entry.caused_by) for name, entry in book.causes.items()]
    return causes + [(name, entry.leak, entry.caused_by) for name, entry in book.symptoms.items()]


def fired_worlds(book: Rulebook) -> Iterator[tuple[Fired, float]]:
    """What fired, and the probability of exactly that."""
    chances = {("", name): own for name, own, _ in effects(book)}
    chances |= {(link.cause, name): link.strength for name, _, links in effects(book) for link in links}
    for fired in itertools.product((False, True), repeat=len(chances)):
        happened = dict(zip(chances, fired, strict=True))
        yield happened, float(np.prod([p if happened[key] else 1.0 - p for key, p in chances.items()]))


def states(book: Rulebook, happened: Fired, forced: Mapping[str, bool] | None = None) -> dict[str, bool]:
    """What is at work or shown, given what fired; `forced` is what someone switched on or off."""
    on: dict[str, bool] = {}
    for name, _, links in effects(book):
        fires = happened["", name] or any(on[link.cause] and happened[link.cause, name] for link in links)
        on[name] = (forced or {}).get(name, fires)
    return on


def leads_to_a_symptom(book: Rulebook, happened: Fired, cause: str) -> bool:
    """Whether fired arrows lead from a cause to a symptom: one of its minimal cut sets occurred, if it is on."""
    reached = {cause}
    for name, _, links in effects(book):
        if any(link.cause in reached and happened[link.cause, name] for link in links):
            reached.add(name)
    return bool(reached.intersection(book.symptoms))
