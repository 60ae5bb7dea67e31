"""What to do first, and what that is expected to prevent."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxaudit.model.measure import Interval
from cxaudit.model.rulebook import Verification


@dataclass(frozen=True, slots=True)
class Action:
    """One remedy of the plan.

    `prevented` is the expected share of failing incidents it prevents alone, `added` what it adds to the actions
    before it (overlap counted once), by which actions are ordered; `incidents` is `prevented` in incidents, `per_day`
    is `added` in incidents per person-day of effort. `due_days` counts from the decision and allows for what the owner
    has to do before. `flags` are ids such as ``training-only``. `verify` is the rulebook's, or the nearest check that
    this log's volume allows, on the incidents with any of `verify_symptoms` if there are some. `baseline` is its
    measure today, `smallest_detectable` the smallest relative fall of it that this log's volume could tell from noise;
    each is None when the data cannot tell. `note` holds sentences, separated by a semicolon and a blank. `starts_day`
    counts from the decision too; `needs` are actions of the plan that come before; `cost` is money (low, likely, high),
    None where nothing says what it costs.
    """

    remedy: str
    rank: int
    causes: tuple[str, ...]
    prevented: float
    prevented_interval: Interval
    added: float
    incidents: float
    effort_days: tuple[float, float, float]
    per_day: float
    strength: str
    action: str
    owner: str
    phase: str
    due_days: int
    verify: Verification | None
    baseline: float | None
    smallest_detectable: float | None
    flags: tuple[str, ...] = ()
    note: str = ""
    verify_symptoms: tuple[str, ...] = ()
    starts_day: int = 0
    needs: tuple[str, ...] = ()
    cost: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PlanFlag:
    """Something wrong with the plan as a whole, such as one made of training only."""

    id: str
    message: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """What a plan may take; None and empty mean no limit.

    `money` and `days` (person-days) bound the likely cost and effort of all actions together. `day_rate` is the money
    a person-day costs, an assumption of the user's. `capacity` are person-days a month by owner ("" for all others);
    an owner who is named is given no more than fits into 90 days. `include` and `exclude` are decided remedies.
    """

    money: float | None = None
    days: float | None = None
    day_rate: float | None = None
    capacity: dict[str, float] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The most that can be prevented with so much effort (likely person-days) and `money` (None where not known).

    `prevented` is a share of the failing incidents with its 90 % interval; `is_plan` marks the plan itself.
    """

    days: float
    money: float | None
    prevented: float
    interval: Interval
    remedies: tuple[str, ...]
    is_plan: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A remedy that is not in the plan, what it (with all it needs) would add to it as a share, and why it is not."""

    remedy: str
    adds: float
    effort_days: tuple[float, float, float]
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Actions in the order in which they should be started; `total` is what all of them together prevent.

    `cost` is money (low, likely, high), None where it is not known of any action; `unpriced` counts actions of which
    nothing says what they cost. `frontier` rises in effort or money, `left_out` falls in what would be added.
    """

    actions: tuple[Action, ...]
    total: float
    total_interval: Interval
    effort_days: tuple[float, float, float]
    flags: tuple[PlanFlag, ...] = ()
    method: str = ""
    limits: PlanLimits = PlanLimits()
    cost: tuple[float, float, float] | None = None
    unpriced: int = 0
    frontier: tuple[FrontierPoint, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
