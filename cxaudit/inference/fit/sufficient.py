"""How many incidents of a large log are fitted to: where the model does not hold, more of them tell nothing more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.inference.fit.completing import part_of
from cxaudit.inference.fit.fitting import Fit, Problem, fit, manageable, unfitted
from cxaudit.inference.fit.mentions import Mentioned, with_mentions
from cxaudit.inference.fit.pace import BRISK, LEISURELY, STEADY, Pace
from cxaudit.inference.fit.pairs import Pairs, pairs_seen

if TYPE_CHECKING:
    from cxaudit.inference.options import DiagnosisOptions

LARGE = 20_000  # incidents up to which all are fitted to, at leisure
GROSS = 10.0  # dispersion of pairs of symptoms in all incidents from which so many do for more


@dataclass(frozen=True, slots=True)
class Start:
    """The rulebook fitted to the incidents by which what it lacks is looked for, and what `pairs` say of that.

    The others are `fitted` to then, and held against the `whole` of those that could be fitted to.
    """

    first: Mentioned
    pairs: Pairs
    fitted: Problem
    whole: Problem
    pace: Pace


def started(problem: Problem, options: DiagnosisOptions) -> Start:
    """As many incidents of `problem` as can be fitted in reasonable time, or as tell nearly as much.

    An incident counts for one over the dispersion D of pairs of symptoms (see `Fit.tempered`). Where the model is wrong
    D − 1 grows with the number of incidents n, so that n / D(n) levels off.
    """
    whole = manageable(problem, options.fitted_incidents)
    if not options.fit:
        return _start(whole, unfitted(whole), whole, options, LEISURELY)
    if problem.evidence.incidents <= LARGE or options.fitted_incidents is not None:
        return _start(whole, fit(whole), whole, options, LEISURELY)
    part = part_of(whole, BRISK.arrows)
    near = fit(part)
    start = _start(part, near, whole, options, BRISK)
    if (start.pairs.dispersion - 1.0) * whole.evidence.incidents >= (GROSS - 1.0) * part.evidence.incidents:
        return replace(start, fitted=whole.sampled(LARGE))
    return _start(whole, fit(whole, near, known=int(part.evidence.incidents)), whole, options, STEADY)


def _start(problem: Problem, plain: Fit, whole: Problem, options: DiagnosisOptions, pace: Pace) -> Start:
    first = with_mentions(problem, plain, options)
    return Start(first, pairs_seen(first.problem, first.fitted), whole, whole, pace)
