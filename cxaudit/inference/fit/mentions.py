"""Whether people stop after a few mentions, and the fit that allows for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.inference.fit.budget import mention_budget
from cxaudit.inference.fit.fitting import Fit, Problem, fit, unfitted
from cxaudit.inference.fit.misfit import mention_shares, mention_shift, pairs_seen

if TYPE_CHECKING:
    from cxaudit.inference.options import DiagnosisOptions
    from cxaudit.model import Alarm

MOST_MENTIONS = 5  # a largest number of symptoms an incident above which nobody is taken to have stopped
BEYOND = 0.005  # share of incidents that the model expects beyond the most mentions seen
BETTER = 10.0  # gain in log posterior that switches the mention budget on


def fit_with_mentions(problem: Problem, options: DiagnosisOptions) -> tuple[Problem, Fit, Alarm | None]:
    """The fit, the problem as it was fitted (with a mention budget where the log shows one), and the alarm left.

    Where pairs of symptoms are more off than chance allows, the fit is tempered by how much, so that its intervals
    do not promise more than a model that is wrong by so much can hold.
    """
    chosen, fitted, alarm = _fitted(problem, options)
    if options.fit:
        fitted = fitted.tempered(pairs_seen(chosen, fitted).dispersion, chosen.network.precision)
    return chosen, fitted, alarm


def _fitted(problem: Problem, options: DiagnosisOptions) -> tuple[Problem, Fit, Alarm | None]:
    plain = fit(problem) if options.fit else unfitted(problem)
    alarm = mention_shift(problem, plain, options.seed)
    most = int(problem.evidence.asserted.sum(axis=1).max())
    wanted = options.mention_budget
    if wanted is None:
        wanted = options.fit and alarm is not None and _looks_capped(problem, plain, most, options.seed)
    if not wanted:
        return problem, plain, alarm
    capped = problem.with_budget(mention_budget(most))
    other = fit(capped, plain) if options.fit else unfitted(capped)
    if options.mention_budget is None and other.log_posterior < plain.log_posterior + BETTER:
        return problem, plain, alarm
    return capped, other, mention_shift(capped, other, options.seed)


def _looks_capped(problem: Problem, plain: Fit, most: int, seed: int) -> bool:
    if most > MOST_MENTIONS:
        return False
    expected = mention_shares(problem, plain, seed)[1]
    return float(expected[most + 1 :].sum()) > BEYOND
