"""What a run of mutation tests has to tell, and what every format of it asks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cxaudit.model import Location
from cxaudit.render.violations_report import counted

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Skeleton:
    """An example to add, made of the rule's own words: its text, the columns beside it, and whether it must match."""

    text: str
    fields: tuple[tuple[str, str], ...]
    matches: bool


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test noticed: what was done, where, and what to add, an example or else as `advice` says."""

    symptom: str
    operator: str
    location: Location
    done: str
    example: Skeleton | None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Redundant:
    """An alternative that no example could miss, because what stands at `covered_by` finds all it does."""

    symptom: str
    operator: str
    location: Location
    done: str
    covered_by: Location


@dataclass(frozen=True, slots=True)
class OperatorCount:
    """The mutants of one operator."""

    operator: str
    killed: int
    survived: int
    redundant: int

    @property
    def mutants(self) -> int:
        """All of them."""
        return self.killed + self.survived + self.redundant

    @property
    def percent(self) -> int | None:
        """The share that was killed of those that could be, in per cent, rounded down; None if there was none."""
        judged = self.killed + self.survived
        return self.killed * 100 // judged if judged else None


@dataclass(frozen=True, slots=True)
class MutantsReport:
    """All that came of it. `failing` counts examples and scenarios that fail on the rulebook as it is, left out here.

    `examples` and `scenarios` count those that judged; survivors and redundant alternatives are in order of symptom.
    """

    counts: tuple[OperatorCount, ...]
    survivors: tuple[Survivor, ...]
    redundant: tuple[Redundant, ...]
    symptoms: int
    examples: int
    scenarios: int
    failing: int = 0
    program: str = "cxaudit"

    @property
    def total(self) -> OperatorCount:
        """All operators together."""
        return OperatorCount(
            "all",
            sum(count.killed for count in self.counts),
            sum(count.survived for count in self.counts),
            sum(count.redundant for count in self.counts),
        )


@dataclass(frozen=True, slots=True)
class ToAdd:
    """An example to add, and the survivors it would kill."""

    example: Skeleton
    kills: tuple[Survivor, ...]


@dataclass(frozen=True, slots=True)
class SymptomSurvivors:
    """The survivors of one symptom: the examples that would kill them, and those for which none was found."""

    symptom: str
    to_add: tuple[ToAdd, ...]
    others: tuple[Survivor, ...]

    @property
    def number(self) -> int:
        """How many survivors there are."""
        return sum(len(entry.kills) for entry in self.to_add) + len(self.others)


def by_symptom(survivors: tuple[Survivor, ...]) -> Iterator[SymptomSurvivors]:
    """The survivors grouped by symptom, each example once; examples that must match come first."""
    for symptom, group in groupby(survivors, key=lambda survivor: survivor.symptom):
        found: dict[Skeleton, list[Survivor]] = {}
        others = []
        for survivor in group:
            if survivor.example is None:
                others.append(survivor)
            else:
                found.setdefault(survivor.example, []).append(survivor)
        to_add = [ToAdd(example, tuple(kills)) for example, kills in found.items()]
        to_add.sort(key=lambda entry: not entry.example.matches)
        yield SymptomSurvivors(symptom, tuple(to_add), tuple(others))


def percent(count: OperatorCount) -> str:
    """The share that was killed as it is shown."""
    return "-" if count.percent is None else f"{count.percent} %"


def verdict(report: MutantsReport) -> str:
    """One line: ``92 % of 1,200 mutants killed, 14 redundant — 90 symptoms, 664 examples, 12 scenarios``."""
    total = report.total
    judged = counted(total.killed + total.survived, "mutant")
    tests = (
        counted(report.symptoms, "symptom"),
        counted(report.examples, "example"),
        counted(report.scenarios, "scenario"),
    )
    failing = f"; {counted(report.failing, 'failing test')} left out" if report.failing else ""
    return f"{percent(total)} of {judged} killed, {total.redundant:,} redundant — {', '.join(tests)}{failing}"
