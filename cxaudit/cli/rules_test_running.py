"""Runs the tests that were asked for, and gathers what is to be shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.checks.judging import Selection
from cxaudit.cli.rules_test_explaining import explanations
from cxaudit.cli.rules_test_reading import Chosen, Tested, chosen
from cxaudit.cli.rules_test_report import Shown
from cxaudit.model import Severity
from cxaudit.rulebook import in_order
from cxaudit.scenarios import run_tests
from cxaudit.scenarios.covering import Coverage, Kind, coverage_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Rulebook, Violation
    from cxaudit.scenarios.stories import Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for: which tests, what to show beside the violations, and which of these count."""

    only: Sequence[str] | None
    explained: bool
    covered: bool
    least: Mapping[Kind, int]
    selection: Selection


def ran(tested: Tested, asked: Asked) -> tuple[Shown, Chosen | None]:
    """What the tests came to, and which they were; None where the rulebook has errors, so that none could be run."""
    if tested.rulebook is None:
        return Shown(_selected(tested.violations, asked), "", None, asked.least), None
    rulebook, tests = tested.rulebook, chosen(tested, tested.rulebook, asked.only)
    run = run_tests(rulebook, tests.scenarios)
    mine = (violation for violation in run.violations if _to_mend(violation, tested))
    found = [violation for violation in mine if not asked.only or _concerns(violation, tests)]
    violations = _selected((*tested.violations, *found), asked)
    told = ""
    if asked.explained:
        failed = frozenset(violation.location for violation in violations)
        told = explanations(rulebook, tests, run.outcomes, failed, every=bool(asked.only))
    coverage = _coverage(rulebook, run.outcomes, tests, asked) if asked.covered else None
    return Shown(violations, told, coverage, asked.least), tests


def _to_mend(violation: Violation, tested: Tested) -> bool:
    """Whether it is more than a note on a file that belongs to somebody else."""
    return violation.severity is not Severity.INFO or violation.location.path in tested.own


def _selected(violations: Iterable[Violation], asked: Asked) -> tuple[Violation, ...]:
    return tuple(violation for violation in in_order(violations) if asked.selection.holds(violation.check))


def _concerns(violation: Violation, tests: Chosen) -> bool:
    """Whether it stands in a scenario, all of which were chosen, or in an example of a chosen symptom."""
    what, _, name = violation.owner.partition(" ")
    return what != "symptom" or name in tests.symptoms


def _coverage(rulebook: Rulebook, outcomes: Sequence[Outcome], tests: Chosen, asked: Asked) -> Coverage:
    """The coverage; with only some tests that of their symptoms, whose edges other scenarios may cover."""
    coverage = coverage_of(rulebook, outcomes)
    if not asked.only:
        return coverage
    owners = {f"symptom {name}" for name in tests.symptoms}
    return Coverage(tuple(item for item in coverage.items if item.owner in owners and item.kind is not Kind.EDGE))
