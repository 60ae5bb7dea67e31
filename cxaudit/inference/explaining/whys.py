"""The five whys: from a symptom up to a cause, and on to what most often lies behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.model import ChainLink, Diagnosis, Hypothesis

_MOST = 5


def ways_up(diagnosis: Diagnosis, hypothesis: Hypothesis, symptom: str) -> tuple[str, tuple[str, ...]]:
    """`symptom`, and the causes from the nearest to it up to `hypothesis` and on to a root, at most five.

    Between the symptom and the cause runs the widest way (the one whose narrowest arrow was at work in most
    incidents); above the cause, always the arrow at work in most.
    """
    if not symptom:
        return "", (hypothesis.cause,)
    way = list(_widest(hypothesis, symptom))
    above = _above(diagnosis)
    while way and way[-1] in above and len(way) < _MOST:
        way.append(above[way[-1]].cause)
    return symptom, tuple(way)


def arrows_at_work(diagnosis: Diagnosis) -> dict[tuple[str, str], ChainLink]:
    """Every arrow that some hypothesis lists, by cause and effect."""
    return {
        (link.cause, link.effect): link for entry in (*diagnosis.roots, *diagnosis.proximate) for link in entry.chain
    }


def _above(diagnosis: Diagnosis) -> Mapping[str, ChainLink]:
    """For each effect, the arrow into it that was at work in most incidents."""
    found: dict[str, ChainLink] = {}
    for _, link in sorted(arrows_at_work(diagnosis).items()):
        known = found.get(link.effect)
        if known is None or link.incidents > known.incidents:
            found[link.effect] = link
    return found


def _widest(hypothesis: Hypothesis, symptom: str) -> tuple[str, ...]:
    """The causes from `symptom` up to the cause of `hypothesis`."""
    width = {hypothesis.cause: float("inf")}
    before: dict[str, str] = {}
    for _ in hypothesis.chain:
        for link in hypothesis.chain:
            flow = min(width.get(link.cause, 0.0), link.incidents)
            if flow > width.get(link.effect, 0.0):
                width[link.effect], before[link.effect] = flow, link.cause
    way, at = [], symptom
    while at in before:
        at = before[at]
        way.append(at)
    return tuple(way)
