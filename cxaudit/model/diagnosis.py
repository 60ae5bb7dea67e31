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
class Hypothesis:
    """One internal cause, and what the log says of it.

    Shares are of the incidents that show a symptom. `prevented`: those that would show none if the cause were off,
    do(C = off); this ranks. `attributed`: each incident's weight split over the causes that explain it; over all roots
    and `unexplained` it adds up to 1. `active`: incidents in which the cause was at work. `incidents` is `prevented`
    as a number of incidents. Intervals are 90 %, over the uncertainty of the fit.
    `signals` are ids of structural findings that support it, `rivals` causes that this log cannot tell from it.
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
class Diagnosis:
    """Root causes and proximate causes, each in rank order.

    `failing` counts incidents that show a symptom, `unexplained` the share of those that no cause explains.
    `draws` holds, for each root in rank order, posterior draws of `prevented`, for planning under uncertainty.
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

    def hypothesis(self, cause: str) -> Hypothesis | None:
        """The hypothesis about `cause`, root or proximate, or None."""
        return next((entry for entry in (*self.roots, *self.proximate) if entry.cause == cause), None)
