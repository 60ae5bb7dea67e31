"""What the audits of two periods differ in, as every format of it shows it."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.model import Interval, RulebookStamp
from cxaudit.render.comparison_report import Conclusions, LogStamp


@dataclass(frozen=True, slots=True)
class RateChange:
    """How often a symptom was seen, of the incidents that could have shown it, in each period.

    `ratio` is the new rate by the old one, None where one of them is not known or the old one is 0. Its 95 % `interval`
    allows for weeks that differ more than chance makes them: by `dispersion`, the variance of the weekly counts by
    what Poisson's would be, None where there are too few weeks to tell. `clear` says that the change is more than
    chance, all symptoms that were looked at taken together. `note` says what stands in the way of a comparison.
    """

    symptom: str
    title: str
    old: int
    old_seen: int
    new: int
    new_seen: int
    ratio: float | None
    interval: Interval | None
    dispersion: float | None
    clear: bool
    note: str = ""

    @property
    def rates(self) -> tuple[float | None, float | None]:
        """The old and the new rate, None where no incident could have shown the symptom."""
        return (
            self.old / self.old_seen if self.old_seen else None,
            self.new / self.new_seen if self.new_seen else None,
        )

    @property
    def rose(self) -> bool:
        """Whether the new rate is the higher one."""
        old, new = self.rates
        return (new or 0.0) > (old or 0.0)


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A headline measure in each period, in the unit that its audit gives; None where the log could not tell.

    `clear` says that both have an interval and these do not overlap.
    """

    id: str
    title: str
    unit: str
    old: float | None
    old_interval: Interval | None
    new: float | None
    new_interval: Interval | None
    clear: bool


@dataclass(frozen=True, slots=True)
class AuditComparison:
    """Two audits.

    `periods` are the first and the last day opened, empty where unknown; `failing` counts incidents that show a
    symptom; `cautions` are sentences that stand before all figures; `rates` come in order of how clear they are.
    """

    version: int
    program: str
    names: tuple[str, str]
    rulebooks: tuple[RulebookStamp, RulebookStamp]
    logs: tuple[LogStamp, LogStamp]
    periods: tuple[tuple[str, str], tuple[str, str]]
    failing: tuple[int, int]
    cautions: tuple[str, ...]
    rates: tuple[RateChange, ...]
    measures: tuple[MeasureChange, ...]
    conclusions: Conclusions

    @property
    def same_rulebook(self) -> bool:
        """Whether both audits were made by exactly the same rules."""
        return self.rulebooks[0].content_hash == self.rulebooks[1].content_hash

    @property
    def differ(self) -> bool:
        """Whether any figure differs."""
        return (
            not self.conclusions.identical
            or any((rate.old, rate.old_seen) != (rate.new, rate.new_seen) or rate.note for rate in self.rates)
            or any(measure.old != measure.new for measure in self.measures)
        )
