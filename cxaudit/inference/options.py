"""What a user may decide about a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.model import SiteCheck


@dataclass(frozen=True, slots=True)
class DiagnosisOptions:
    """Settings of `diagnose`; None lets the log decide.

    `only_failures`: the log holds no incidents without a symptom, so the likelihood is of incidents that show one.
    `mention_budget`: people stop after a few symptoms. `draws`: posterior draws behind the intervals, at least 200.
    `fitted_incidents`: the fit uses at most so many, taken at even steps; None takes all unless the rulebook is so
    dense that this would take minutes. `fit`: without it, the rulebook's numbers stand. `seed`: fixes the draws.
    `site_checks`: what was found on site; refuted causes are switched off. `paths`: without them it is sooner done,
    and no plan can be made from it.
    """

    only_failures: bool | None = None
    mention_budget: bool | None = None
    draws: int = 400
    fitted_incidents: int | None = None
    fit: bool = True
    seed: int = 20_250_101
    site_checks: tuple[SiteCheck, ...] = ()
    paths: bool = True
