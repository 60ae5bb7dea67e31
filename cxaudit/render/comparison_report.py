"""What two runs differ in, as every format of a comparison shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cxaudit.model import Alarm, Evidence, Interval, RulebookStamp, Source

COMPARISON_VERSION = 1  # raised when the JSON form of a comparison changes in a way older readers cannot follow


class Fate(StrEnum):
    """What became of a definition from the old rulebook to the new one."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


class Effect(StrEnum):
    """What a changed definition did on this log."""

    INCIDENTS = "other incidents"
    CONCLUSIONS = "the same incidents, perhaps other causes or another plan"
    NONE = "no effect on this log"
    UNJUDGED = "the same incidents (causes and plan not compared)"


class Base(StrEnum):
    """What the shares of causes and remedies are shares of."""

    FAILING = "failing incidents"
    ALL = "all incidents"


@dataclass(frozen=True, slots=True)
class SymptomChange:
    """One symptom under both rulebooks.

    `id` is its id in the new rulebook, or in the old one if it is removed; `was` its old id where that differs.
    `old` and `new` count the incidents that show it; `gained` show it under the new rules only, `lost` under the old
    ones only, so that ``new - old == gained - lost``. The examples are those of them whose id has the smallest hash.
    """

    id: str
    was: str
    title: str
    fate: Fate
    old: int
    new: int
    gained: int
    lost: int
    gained_examples: tuple[Evidence, ...] = ()
    lost_examples: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """A definition that is not word for word the same; `keys` are the parts that differ, if it stands in both."""

    what: str
    id: str
    was: str
    fate: Fate
    keys: tuple[str, ...]
    effect: Effect


@dataclass(frozen=True, slots=True)
class CauseStanding:
    """Where a cause stands: its rank among the roots, or among the causes between them and the symptoms."""

    rank: int
    prevented: float
    interval: Interval
    status: str


@dataclass(frozen=True, slots=True)
class CauseMove:
    """A cause under both; a standing is None where the cause is not defined or nothing in the log can show it.

    `clear` says that the intervals of its prevented share do not overlap; otherwise chance alone may have moved it.
    """

    cause: str
    title: str
    is_root: bool
    old: CauseStanding | None
    new: CauseStanding | None
    clear: bool

    @property
    def moved(self) -> bool:
        """Whether its rank is another, or it came or went."""
        return (self.old and self.old.rank) != (self.new and self.new.rank)


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """Where a remedy stands in the plan, and the share that it prevents alone."""

    rank: int
    prevented: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class PlanMove:
    """A remedy that entered the plan (`old` is None), left it (`new` is None), or has another place."""

    remedy: str
    title: str
    old: PlanStanding | None
    new: PlanStanding | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Conclusions:
    """How diagnosis and plan differ: causes that moved (the clear moves first), remedies that moved, alarms.

    All shares but `unexplained` are of the `base`. `leading` is the first root on each side, empty where there is none;
    `unexplained` the shares of failing incidents that no cause explains; `totals` what each whole plan prevents.
    `identical` says that no figure of the diagnosis or the plan differs at all.
    """

    base: Base
    causes: tuple[CauseMove, ...]
    plan: tuple[PlanMove, ...]
    alarms_new: tuple[Alarm, ...]
    alarms_gone: tuple[Alarm, ...]
    leading: tuple[str, str]
    unexplained: tuple[float, float]
    totals: tuple[Share, Share]
    identical: bool

    @property
    def differ(self) -> bool:
        """Whether anything of it differs."""
        return bool(self.causes or self.plan or self.alarms_new or self.alarms_gone)


@dataclass(frozen=True, slots=True)
class LogStamp:
    """Exactly which rows were looked at; read = used + rejected."""

    sources: tuple[Source, ...]
    rejections: dict[str, int]
    incidents: int

    @property
    def rows(self) -> tuple[int, int, int]:
        """Rows read, used and rejected."""
        return (
            sum(source.read for source in self.sources),
            sum(source.used for source in self.sources),
            sum(source.rejected for source in self.sources),
        )


@dataclass(frozen=True, slots=True)
class Matched:
    """Incidents with a symptom: under the old rulebook, under the new one, and those with one under one of them only.

    An incident that shows no symptom at all is unmatched.
    """

    old: int
    new: int
    newly: int
    no_longer: int


@dataclass(frozen=True, slots=True)
class RulebookComparison:
    """Two rulebooks on one log. `names` is what the user called them; `conclusions` is None if not asked for.

    `symptoms` are all symptoms of both, in order of id; `exceeded` has a sentence for each budget that is.
    """

    version: int
    program: str
    names: tuple[str, str]
    rulebooks: tuple[RulebookStamp, RulebookStamp]
    log: LogStamp
    matched: Matched
    symptoms: tuple[SymptomChange, ...]
    definitions: tuple[DefinitionChange, ...]
    conclusions: Conclusions | None
    exceeded: tuple[str, ...] = ()

    @property
    def moved(self) -> tuple[SymptomChange, ...]:
        """Symptoms shown by other incidents, or under another id, or by none before or after; the largest first."""
        found = (
            change
            for change in self.symptoms
            if change.gained or change.lost or change.fate not in {Fate.KEPT, Fate.CHANGED}
        )
        return tuple(sorted(found, key=lambda change: (-(change.gained + change.lost), change.id)))

    @property
    def differ(self) -> bool:
        """Whether the rulebooks behave differently on this log, or call a symptom otherwise."""
        return bool(self.moved or (self.conclusions and self.conclusions.differ))
