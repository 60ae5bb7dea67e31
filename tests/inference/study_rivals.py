"""The simpler rankings that the cause model is held against: what each makes of a rulebook and a tally, per root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import weight_votes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxaudit.model import Link, Rulebook, Tally

DAMPING = 0.85  # of PageRank (Brin & Page 1998)
ROUNDS = 100  # of its power iteration
CERTAIN = 1e-12


def page_rank(book: Rulebook, tally: Tally) -> dict[str, float]:
    """Rank flows from symptoms, as often as they are shown, up the arrows in proportion to strength."""
    names = [*book.causes, *book.symptoms]
    effects = [(name, cause.caused_by) for name, cause in book.causes.items()]
    effects += [(name, symptom.caused_by) for name, symptom in book.symptoms.items()]
    place = {name: index for index, name in enumerate(names)}
    moves = np.zeros((len(names), len(names)))
    for effect, links in effects:
        for link in links:
            moves[place[link.cause], place[effect]] = link.strength / sum(other.strength for other in links)
    start = np.zeros(len(names))
    for name, count in tally.counts().items():
        start[place[name]] = count
    start /= max(1.0, start.sum())
    rank = start
    for _ in range(ROUNDS):
        flowing = moves @ rank
        rank = DAMPING * (flowing + start * (1.0 - flowing.sum())) + (1.0 - DAMPING) * start
    return {name: float(rank[place[name]]) for name in _roots(book)}


def set_cover(book: Rulebook, tally: Tally) -> dict[str, float]:
    """Each incident goes to the fewest roots that reach all its symptoms, chosen greedily (Reggia, Nau, Wang 1983)."""
    return _by_profile(book, tally, _greedy_cover)


def best_single_fault(book: Rulebook, tally: Tally) -> dict[str, float]:
    """Each incident goes to the one root under which its profile is likeliest, all others taken to be off."""
    return _by_profile(book, tally, _likeliest)


RIVALS: dict[str, Callable[[Rulebook, Tally], dict[str, float]]] = {
    "votes": weight_votes,
    "PageRank": page_rank,
    "set cover": set_cover,
    "single fault": best_single_fault,
}


def _by_profile(
    book: Rulebook, tally: Tally, choose: Callable[[np.ndarray, np.ndarray, np.ndarray], list[int]]
) -> dict[str, float]:
    """Incidents of each root, as `choose` shares each profile out among some of them."""
    roots = _roots(book)
    reach = _reach(book, roots, tally.symptoms)
    leaks = np.array([book.symptoms[name].leak for name in tally.symptoms])
    prior = np.array([book.causes[name].prior for name in roots])
    shown_chance = 1.0 - (1.0 - reach) * (1.0 - leaks)
    found = dict.fromkeys(roots, 0.0)
    for entry in tally.profiles:
        shown = np.zeros(len(tally.symptoms), dtype=np.bool_)
        shown[list(entry.profile.asserted)] = True
        if shown.any():
            chosen = choose(shown, shown_chance, prior)
            for place in chosen:
                found[roots[place]] += entry.count / len(chosen)
    return found


def _greedy_cover(shown: np.ndarray, chance: np.ndarray, prior: np.ndarray) -> list[int]:
    left, chosen = shown.copy(), []
    able = chance > 0.02  # well above the leaks of these worlds
    while left.any():
        gained = (able & left).sum(axis=1) + prior * 1e-3
        best = int(np.argmax(gained))
        if gained[best] < 1.0:
            break
        chosen.append(best)
        left &= ~able[best]
    return chosen


def _likeliest(shown: np.ndarray, chance: np.ndarray, prior: np.ndarray) -> list[int]:
    sure = np.clip(chance, CERTAIN, 1.0 - CERTAIN)
    score = np.log(prior) + np.log(sure) @ shown + np.log1p(-sure) @ ~shown
    return [int(np.argmax(score))]


def _reach(book: Rulebook, roots: list[str], symptoms: tuple[str, ...]) -> np.ndarray:
    """P(symptom | only this root is on, nothing leaks), paths taken as independent: (roots, symptoms)."""
    on: dict[str, np.ndarray] = {}
    for name, cause in book.causes.items():
        own = np.array([float(root == name) for root in roots])
        on[name] = np.maximum(own, _reached(cause.caused_by, on, len(roots)))
    return np.array([_reached(book.symptoms[name].caused_by, on, len(roots)) for name in symptoms]).T


def _reached(links: tuple[Link, ...], on: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    silent = np.ones(count)
    for link in links:
        silent = silent * (1.0 - on[link.cause] * link.strength)
    return 1.0 - silent


def _roots(book: Rulebook) -> list[str]:
    return sorted(name for name, cause in book.causes.items() if cause.is_root)
