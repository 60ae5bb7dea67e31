"""From a simulated log to its diagnosis: the causes that are truly at work come out on top."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from simulated_businesses import core_rulebook, log_of

from cxaudit.engines import ENGINES, CountOptions
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.simulation import BUSINESSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cxaudit.model import Link, Rulebook, Tally

INCIDENTS = 2_000
QUICK = DiagnosisOptions(draws=200, mention_budget=False)  # the ranks settle long before the intervals do


def test_true_causes_rank_high_and_above_what_counting_votes_says(tmp_path: Path) -> None:
    rulebook = rulebook_of_all_businesses()
    log = log_of("telecom", INCIDENTS)
    (tmp_path / "telecom.csv").write_bytes(log.log)
    sources = open_sources([str(tmp_path / "telecom.csv")], ReadingOptions())
    tally = ENGINES["local"].count(sources, rulebook, CountOptions()).tally
    found = diagnose(rulebook, tally, options=QUICK)
    truth = json.loads(log.truth)["prevented"]
    assert sum(cause.is_root for cause in rulebook.causes.values()) > 2 * len(truth)
    assert {entry.cause for entry in found.roots[:5]} <= truth.keys()
    assert len({entry.cause for entry in found.roots[:3]} & set(list(truth)[:3])) >= 2
    agreement = kendall(truth, {entry.cause: entry.prevented for entry in (*found.roots, *found.proximate)})
    assert agreement > kendall(truth, votes(rulebook, tally))
    assert agreement > 0.5


@cache
def rulebook_of_all_businesses() -> Rulebook:
    """The shipped rulebook with the causes at work in any of the businesses: the true ones and as many false ones."""
    whole = core_rulebook()
    reached = {cause.cause for business in BUSINESSES.values() for cause in business.causes}
    while more := {
        name
        for name, cause in whole.causes.items()
        if name not in reached and any(link.cause in reached for link in cause.caused_by)
    }:
        reached |= more

    def kept(links: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(link for link in links if link.cause in reached)

    causes = {
        name: replace(cause, caused_by=kept(cause.caused_by)) for name, cause in whole.causes.items() if name in reached
    }
    symptoms = {
        name: replace(symptom, caused_by=kept(symptom.caused_by))
        for name, symptom in whole.symptoms.items()
        if kept(symptom.caused_by)
    }
    return replace(whole, causes=causes, symptoms=symptoms)


def kendall(truth: Mapping[str, float], said: Mapping[str, float]) -> float:
    """Kendall's τ of the two orders of the true causes: 1 for the same, -1 for the opposite."""
    pairs = list(itertools.combinations(sorted(truth), 2))
    signs = ((truth[a] - truth[b]) * (said.get(a, 0) - said.get(b, 0)) for a, b in pairs)
    return sum((sign > 0) - (sign < 0) for sign in signs) / len(pairs)


def votes(rulebook: Rulebook, tally: Tally) -> Mapping[str, float]:
    """Weight voting: each symptom shown is split over its causes by strength, and on over theirs."""

    @cache
    def split(links: tuple[Link, ...]) -> Mapping[str, float]:
        total = sum(link.strength for link in links)
        found: defaultdict[str, float] = defaultdict(float)
        for link in links:
            found[link.cause] += link.strength / total
            for cause, share in split(rulebook.causes[link.cause].caused_by).items():
                found[cause] += share * link.strength / total
        return found

    score: defaultdict[str, float] = defaultdict(float)
    for symptom, count in tally.counts().items():
        for cause, share in split(rulebook.symptoms[symptom].caused_by).items():
            score[cause] += share * count
    return score
