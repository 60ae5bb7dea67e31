"""Whether people stop after a few mentions, and the fit that allows for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.fit.budget import mention_budget
from cxaudit.inference.fit.fitting import Fit, Problem, fit, unfitted
from cxaudit.inference.fit.misfit import mention_shares, mention_shift
from cxaudit.model import Alarm

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.options import DiagnosisOptions

MOST_MENTIONS = 5  # a number of symptoms told above which nobody is taken to have stopped
BEYOND = 0.005  # share of incidents in which the model expects more to be told than that
CLOSER = 0.8  # of the distance between mentions told and expected: what is left of it where people do stop
BETTER = 10.0  # gain in log posterior that switches the mention budget on


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The `problem` as it was `fitted`, with a mention budget where the log shows one, and the alarm that is left."""

    problem: Problem
    fitted: Fit
    alarm: Alarm | None


def with_mentions(problem: Problem, plain: Fit, options: DiagnosisOptions) -> Mentioned:
    """The fit that allows for people who stop, if it is better than the `plain` one.

    What stands in fields stands there whatever people say, so that only symptoms that somebody tells of are cut off.
    """
    alarm = mention_shift(problem, plain, options.seed)
    most = _most_told(problem, plain, options)
    if not most:
        return Mentioned(problem, plain, alarm)
    capped = problem.with_budget(mention_budget(most))
    other = fit(capped, plain) if options.fit else unfitted(capped)
    if options.mention_budget is None and other.log_posterior < plain.log_posterior + BETTER:
        return Mentioned(problem, plain, alarm)
    return Mentioned(capped, other, mention_shift(capped, other, options.seed))


def _most_told(problem: Problem, plain: Fit, options: DiagnosisOptions) -> int:
    """How many symptoms people tell of at most, or 0 if nobody seems to stop; what stands in fields does not count.

    A few may tell of more than most do, or a detector hears more; so it is where the model's histogram of mentions
    comes closest to the log's once all that lies beyond is put there.
    """
    if options.mention_budget is False or not (options.fit or options.mention_budget):
        return 0
    observed, expected = mention_shares(problem, plain, options.seed, problem.network.told)
    highest = min(MOST_MENTIONS, int(np.flatnonzero(observed)[-1]))
    if not highest:
        return 0
    distance = [0.5 * float(np.abs(observed - _stopped(expected, most)).sum()) for most in range(1, highest + 1)]
    most = 1 + int(np.argmin(distance))
    if options.mention_budget:
        return most
    plainly = 0.5 * float(np.abs(observed - expected).sum())
    beyond = float(expected[most + 1 :].sum())
    return most if beyond > BEYOND and distance[most - 1] < CLOSER * plainly else 0


def _stopped(shares: Floats, most: int) -> Floats:
    """The histogram `shares` where nobody tells of more than `most`."""
    found = shares.copy()
    found[most] += found[most + 1 :].sum()
    found[most + 1 :] = 0.0
    return found
