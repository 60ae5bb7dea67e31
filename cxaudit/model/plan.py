"""What to do first, and what that is expected to prevent."""

from __future__ import annotations

from dataclasses import dataclass

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
    each is None when the data cannot tell. `note` holds sentences, separated by a semicolon and a blank.
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


@dataclass(frozen=True, slots=True)
class PlanFlag:
    """Something wrong with the plan as a whole, such as one made of training only."""

    id: str
    message: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Actions in the order in which they should be started; `total` is what all of them together prevent."""

    actions: tuple[Action, ...]
    total: float
    total_interval: Interval
    effort_days: tuple[float, float, float]
    flags: tuple[PlanFlag, ...] = ()
    method: str = ""
