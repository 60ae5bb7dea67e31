"""The hypotheses of a diagnosis: every cause of the rulebook with what the log says of it, in rank order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.inference.arrays import Flags, Floats
from cxaudit.inference.effects.chains import arrows, chain, reached
from cxaudit.inference.effects.prevention import Prevention
from cxaudit.inference.figures import SPREAD_DIGITS, steady
from cxaudit.inference.fit.draws import Ranks, band, ranks
from cxaudit.inference.fit.steadiness import steadiness
from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.inference.judging.judgement import Likeness, Standing, judge
from cxaudit.inference.judging.likeness import likenesses
from cxaudit.inference.judging.site_checks import with_site_checks
from cxaudit.inference.network import Network
from cxaudit.inference.signature import NEAR, alike, behind, opposed
from cxaudit.model import CauseStatus, ChainLink, Hypothesis, Importance, Interval, SiteCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Rulebook, Signal


@dataclass(frozen=True, slots=True)
class Findings:
    """All numbers behind the hypotheses, per node of the network; shares are of the `failing` incidents.

    `mode` is the prevention at the mode of the posterior (one world), `drawn` at its draws. `passed` is the share
    of the incidents' weight that passes through each node, `one_pass` the same by the rulebook's numbers. `associated`
    (nodes, symptoms) are findings in fields that go with what the text alone shows of a node. `stressed` (nodes,
    worlds) is the share prevented under disturbed rulebooks; `site` are checks on site.
    """

    network: Network
    failing: float
    parameters: Floats
    mode: Prevention
    drawn: Prevention
    passed: Floats
    one_pass: Floats
    fired: Floats
    associated: Flags
    importance: tuple[Importance, ...]
    stressed: Floats
    site: tuple[SiteCheck, ...]


def hypotheses(
    found: Findings, rulebook: Rulebook, signals: Sequence[Signal], *, roots: bool
) -> tuple[Hypothesis, ...]:
    """Of roots, or of all other causes; those this log cannot show come last, in order of id."""
    network = found.network
    subjects = [
        node
        for node, family in enumerate(network.families)
        if (not family.parents) == roots and network.nodes[node] != UNKNOWN
    ]
    group = _Group(found, rulebook, tuple(signals), subjects) if subjects else None
    made = group.hypotheses() if group else []
    unseen = sorted(
        cause for cause, entry in rulebook.causes.items() if entry.is_root == roots and cause not in network.nodes
    )
    rest = (_unseen(cause, rulebook, signals, len(made) + 1 + place) for place, cause in enumerate(unseen))
    return with_site_checks((*made, *rest), found.site)


class _Group:
    """Roots, or causes in between: ranked against each other."""

    def __init__(self, found: Findings, rulebook: Rulebook, signals: tuple[Signal, ...], subjects: list[int]) -> None:
        network = found.network
        self.found, self.rulebook, self.signals = found, rulebook, signals
        self.subjects = subjects
        self.outgoing = arrows(network, rulebook, found.parameters, found.fired)
        self.order = {cause: place for place, cause in enumerate(network.nodes)}
        self.at_work = {
            name: float(found.mode.active[node, 0]) * found.failing for node, name in enumerate(network.nodes)
        }
        self.behind = behind(network)
        self.same, together = likenesses(network, rulebook, subjects, found.passed * found.failing)
        near = alike(network, subjects, NEAR)
        against = opposed(found.drawn.prevented, subjects)
        self.rivals = {
            subject: tuple(sorted({*together[subject], *near[subject], *against[subject]} - {subject}))
            for subject in subjects
        }
        self.ranks: Ranks = ranks(found.drawn.prevented, subjects)
        by_one_pass = sorted(subjects, key=lambda node: (-steady(found.one_pass[node]), network.nodes[node]))
        self.one_pass = {node: place + 1 for place, node in enumerate(by_one_pass)}

    def hypotheses(self) -> list[Hypothesis]:
        """In order of what would be prevented."""
        found, names = self.found, self.found.network.nodes
        order = sorted(
            self.subjects,
            key=lambda node: (-steady(found.mode.prevented[node, 0]), -steady(found.passed[node]), names[node]),
        )
        steady_ranks = steadiness(order, found.stressed)
        return [
            replace(self._hypothesis(node, rank + 1), steadiness=steady_ranks[node]) for rank, node in enumerate(order)
        ]

    def _hypothesis(self, node: int, rank: int) -> Hypothesis:
        found = self.found
        prevented, active = float(found.mode.prevented[node, 0]), float(found.mode.active[node, 0])
        interval = _interval(found.drawn.prevented[node], prevented)
        standing = self._standing(node, prevented, interval)
        verdict = judge(standing, self.rulebook, self.signals)
        place = self.subjects.index(node)
        return Hypothesis(
            cause=standing.cause,
            rank=rank,
            rank_one_pass=self.one_pass[node],
            is_root=self.rulebook.causes[standing.cause].is_root,
            prevented=steady(prevented),
            prevented_interval=interval,
            attributed=steady(found.passed[node]),
            active=steady(active),
            active_interval=_interval(found.drawn.active[node], active),
            probability_first=steady(self.ranks.first[place]),
            probability_top_three=steady(self.ranks.top_three[place]),
            incidents=steady(standing.incidents),
            status=verdict.status,
            grade=verdict.grade,
            chain=standing.chain,
            symptoms=standing.symptoms,
            signals=verdict.signals,
            rivals=standing.rivals,
            note=verdict.note,
            importance=found.importance[node],
        )

    def _standing(self, node: int, prevented: float, interval: Interval) -> Standing:
        found, names = self.found, self.found.network.nodes
        links = chain(names[node], self.outgoing, self.order)
        fields = found.associated[node]
        return Standing(
            cause=names[node],
            incidents=prevented * found.failing,
            lowest_incidents=interval.low * found.failing,
            observable=True,
            chain=links,
            symptoms=_symptoms(links, self.order),
            flow=reached(names[node], links, self.at_work),
            associated=frozenset(name for name, held in zip(found.network.symptoms, fields, strict=True) if held),
            same=self.same[node],
            rivals=tuple(names[other] for other in self.rivals[node]),
            behind=frozenset(names[other] for other in self.behind[node]),
        )


def _symptoms(links: Sequence[ChainLink], order: dict[str, int]) -> tuple[str, ...]:
    strongest: dict[str, float] = {}
    for link in links:
        if link.effect not in order:
            strongest[link.effect] = max(link.incidents, strongest.get(link.effect, 0.0))
    return tuple(sorted(strongest, key=lambda symptom: (-strongest[symptom], symptom)))


def _interval(draws: Floats, value: float) -> Interval:
    low, high = band(draws)
    return Interval(min(steady(low, SPREAD_DIGITS), steady(value)), max(steady(high, SPREAD_DIGITS), steady(value)))


def _unseen(cause: str, rulebook: Rulebook, signals: Sequence[Signal], rank: int) -> Hypothesis:
    standing = Standing(
        cause=cause,
        incidents=0.0,
        lowest_incidents=0.0,
        observable=False,
        chain=(),
        symptoms=(),
        flow={},
        associated=frozenset(),
        same=Likeness(),
        rivals=(),
        behind=frozenset(),
    )
    verdict = judge(standing, rulebook, signals)
    entry = rulebook.causes[cause]
    return Hypothesis(
        cause=cause,
        rank=rank,
        rank_one_pass=rank,
        is_root=entry.is_root,
        prevented=0.0,
        prevented_interval=Interval(0.0, 0.0),
        attributed=0.0,
        active=0.0,
        active_interval=Interval(0.0, 1.0),
        probability_first=0.0,
        probability_top_three=0.0,
        incidents=0.0,
        status=CauseStatus.INSUFFICIENT,
        grade="D",
        chain=(),
        symptoms=(),
        signals=verdict.signals,
        note=verdict.note,
        importance=Importance(),
    )
