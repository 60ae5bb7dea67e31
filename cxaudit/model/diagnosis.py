"""What inference concludes: causes, ranked, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cxaudit.model.location import Location
from cxaudit.model.measure import Interval


class CauseStatus(StrEnum):
    """How well a cause is established."""

    INSUFFICIENT = "insufficient evidence"
    INDICATED = "indicated"
    SUPPORTED = "supported"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One arrow of a chain: `cause` produces `effect` (a cause or a symptom).

    `strength` is the rulebook's, `fitted` what the log makes of it; `incidents` is the expected number of
    incidents in which the arrow was at work; `rule` is where it is written.
    """

    cause: str
    effect: str
    strength: float
    fitted: float
    incidents: float
    rule: Location


@dataclass(frozen=True, slots=True)
class Parameter:
    """One probability of the model: what the rulebook says, and what the fit to the log made of it.

    `kind` is ``arrow`` (`cause` produces `effect`), ``leak`` (`effect` appears with no modelled cause) or
    ``prevalence`` (of the root `effect`); `cause` is empty but for an arrow. `deviation` is the standard deviation of
    `fitted` as ln λ, λ = −ln(1 − p), or for a prevalence as a logit. `rule` is where it is written.
    """

    kind: str
    cause: str
    effect: str
    written: float
    fitted: float
    deviation: float
    rule: Location


@dataclass(frozen=True, slots=True)
class Importance:
    """Measures of importance of a cause C for F, "an incident shows some symptom"; Q = P(F).

    `birnbaum`: P(F | do(C = on)) − P(F | do(C = off)) (Birnbaum 1969). `criticality`: birnbaum · P(C) / Q (Lambert
    1975). `fussell_vesely`: P(C is at work and leads to a symptom by arrows that fired | F), the probability that one
    of its minimal cut sets occurred (Fussell 1975). `risk_reduction_worth`: Q / P(F | do(C = off)), so that the share
    prevented is 1 − 1 / RRW. `risk_achievement_worth`: P(F | do(C = on)) / Q (both Vesely et al. 1983, NUREG/CR-3385).
    For a root the criticality is the share prevented; behind a cause in between lies what also acts without it.
    """

    birnbaum: float = 0.0
    criticality: float = 0.0
    fussell_vesely: float = 0.0
    risk_reduction_worth: float = 1.0
    risk_achievement_worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Steadiness:
    """In which share of the disturbed rulebooks a cause keeps its rank, and in which it is among the first three."""

    keeps_rank: float
    top_three: float


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What a check on site showed of a cause: `verdict` is ``confirmed`` or ``refuted``, `by` a role, `date` a day.

    `check` says what was looked at and `note` what was seen; `location` is where it is recorded.
    """

    cause: str
    verdict: str
    by: str
    date: str
    location: Location
    check: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One internal cause, and what the log says of it.

    Shares are of the incidents that show a symptom. `prevented`: those that would show none if the cause were off,
    do(C = off); this ranks. `attributed`: each incident's weight split over the causes that explain it; over all roots
    and `unexplained` it adds up to 1. `active`: incidents in which the cause was at work. `incidents` is `prevented`
    as a number of incidents. Intervals are 90 %, over the uncertainty of the fit.
    `signals` are ids of structural findings that support it, `rivals` causes that this log cannot tell from it.
    `importance` and `steadiness` are None where an older version of the program made the audit; `site` are the checks
    on site, the latest first.
    """

    cause: str
    rank: int
    rank_one_pass: int
    is_root: bool
    prevented: float
    prevented_interval: Interval
    attributed: float
    active: float
    active_interval: Interval
    probability_first: float
    probability_top_three: float
    incidents: float
    status: CauseStatus
    grade: str
    chain: tuple[ChainLink, ...]
    symptoms: tuple[str, ...]
    signals: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    note: str = ""
    importance: Importance | None = None
    steadiness: Steadiness | None = None
    site: tuple[SiteCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign that the model does not fit this log; printed before any ranking it puts in doubt."""

    id: str
    value: float
    limit: float
    message: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Incidents attributed to each cause within one value of a dimension (roots and ``unexplained`` add up)."""

    dimension: str
    value: str
    incidents: int
    causes: dict[str, float]


@dataclass(frozen=True, slots=True)
class FailurePaths:
    """Failing incidents as the fitted model makes them, by the causes through which they came about.

    A path is a set of `causes` (by place); one that is off cuts it. `sets` holds for each kind of incident its minimal
    paths (by place in `paths`): it would not have failed if all of them were cut. The empty set stands for incidents
    that need no cause, so that nothing prevents them. `worlds` has, for each of the first posterior draws, pairs of a
    set's place and its incidents.
    """

    causes: tuple[str, ...] = ()
    paths: tuple[tuple[int, ...], ...] = ()
    sets: tuple[tuple[int, ...], ...] = ()
    worlds: tuple[tuple[tuple[int, int], ...], ...] = ()

    @property
    def incidents(self) -> int:
        """All incidents of all worlds."""
        return sum(count for world in self.worlds for _, count in world)

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return sum(len(found) for found in (*self.paths, *self.sets)) + 2 * sum(len(world) for world in self.worlds)


@dataclass(frozen=True, slots=True)
class FoundArrow:
    """An arrow that the rulebook lacks and the log asks for, so that the diagnosis took it in.

    `cause` may be one that the rulebook does not know, "unknown cause"; its arrows are taken in together. `guess` is
    the strength from which the fit started, `surprise` how many standard deviations a log without it would be away
    from this one.
    """

    cause: str
    effect: str
    guess: float
    surprise: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Root causes and proximate causes, each in rank order.

    `failing` counts incidents that show a symptom, `unexplained` the share of those that no cause explains.
    `draws` holds, for each root in rank order, posterior draws of `prevented`, for planning under uncertainty; `paths`
    are how incidents come about in the first of these draws.
    `parameters` are the fitted model, in the order of its network; with `mentions` (symptoms after which people stop,
    0 for no such limit) and `only_failures` they explain any incident without another fit. `disturbed` counts the
    rulebooks behind each `steadiness`. `found` are arrows taken in beyond the rulebook's, the most surprising first.
    """

    incidents: int
    failing: int
    roots: tuple[Hypothesis, ...]
    proximate: tuple[Hypothesis, ...]
    unexplained: float
    alarms: tuple[Alarm, ...]
    method: str
    attributions: tuple[Attribution, ...] = ()
    draws: dict[str, tuple[float, ...]] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    mentions: int = 0
    only_failures: bool = False
    disturbed: int = 0
    paths: FailurePaths = FailurePaths()
    found: tuple[FoundArrow, ...] = ()

    def hypothesis(self, cause: str) -> Hypothesis | None:
        """The hypothesis about `cause`, root or proximate, or None."""
        return next((entry for entry in (*self.roots, *self.proximate) if entry.cause == cause), None)
