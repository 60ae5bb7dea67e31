"""All that is wrong with a rulebook, and what of it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.checks import run_checks
from cxaudit.checks.judging.baseline import Baseline
from cxaudit.checks.judging.earlier import Earlier
from cxaudit.checks.judging.selection import Selection
from cxaudit.checks.judging.suppression import suppress
from cxaudit.model import Violation
from cxaudit.render.violations_report import fingerprints
from cxaudit.rulebook import in_order

if TYPE_CHECKING:
    from cxaudit.rulebook import Examination


@dataclass(frozen=True, slots=True)
class Terms:
    """What to judge by; `today` is the day that dates are held against."""

    today: date
    selection: Selection = field(default_factory=Selection)
    baseline: Baseline = field(default_factory=Baseline)
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The violations that count, in order of place, and how many a comment or the baseline hides.

    `all` are the violations whatever is selected or known; what a comment suppresses is not among them.
    """

    violations: tuple[Violation, ...]
    suppressed: int
    all: tuple[Violation, ...]


def judge(examination: Examination, terms: Terms) -> Judgement:
    """Run every check and judge what was found.

    What keeps a rulebook from being loaded always counts: nothing suppresses it, and no selection leaves it out.
    """
    if examination.rulebook is None:
        return Judgement(examination.violations, 0, examination.violations)
    found = (*examination.violations, *run_checks(examination.rulebook, terms.today))
    standing = suppress(in_order(found), examination, terms.today, terms.selection)
    everything = in_order(standing.violations)
    counted: list[Violation] = []
    known = 0
    for violation, fingerprint in zip(everything, fingerprints(everything), strict=True):
        if not terms.selection.holds(violation.check):
            continue
        if terms.earlier and not terms.earlier.concerns(violation, fingerprint, examination.definitions):
            continue
        if fingerprint in terms.baseline.known:
            known += 1
        else:
            counted.append(violation)
    return Judgement(tuple(counted), standing.hidden + known, everything)
