"""What a diagnosis says of its own method and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.inference.judging.site_checks import REFUTED, latest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.fit.fitting import Fit, Problem
    from cxaudit.inference.options import DiagnosisOptions
    from cxaudit.model import FoundArrow

WORTH_TELLING = 1.05  # times by which pairs of symptoms vary more than the model says


def method_of(sampled: Problem, options: DiagnosisOptions, found: Sequence[FoundArrow]) -> str:
    """One paragraph a reader can repeat the diagnosis from; `found` are the arrows taken in beyond the rulebook's."""
    sentences = ["Noisy-OR network of causes and symptoms with leaks; exact inference for each distinct profile."]
    if options.fit:
        sentences.append(
            f"Prevalence of roots, strengths and leaks fitted together to {sampled.evidence.incidents:.0f} incidents "
            "(maximum a posteriori, the rulebook's words as priors); intervals are 90 % of "
            f"{max(200, options.draws)} draws from Laplace's approximation, seed {options.seed}."
        )
    else:
        sentences.append("The rulebook's numbers were taken as they stand; intervals show their own uncertainty only.")
    sentences.append(
        "Prevented is the share of failing incidents that would show no symptom with the cause switched off; "
        "it is smaller than the share in which the cause is at work."
    )
    if any(checks[0].verdict == REFUTED for checks in latest(options.site_checks).values()):
        sentences.append("Causes refuted on site are switched off, so that others account for what they would explain.")
    if sampled.only_failures:
        sentences.append("The likelihood is of incidents that show a symptom, since the log holds hardly any other.")
    effects = sum(arrow.cause == UNKNOWN for arrow in found)
    if effects:
        sentences.append(
            f"A cause that the rulebook does not know was taken in behind {effects} effects, where that raised the log "
            "posterior by more than the extended Bayesian information criterion asks for; its share is unexplained."
        )
    if len(found) > effects:
        sentences.append(
            f"Arrows that the rulebook lacks ({len(found) - effects}) were taken in one after another, where a score "
            "test left no doubt (extended Bayesian information criterion)."
        )
    if sampled.budget is not None:
        sentences.append(
            f"Customers are taken to stop after {sampled.budget.mentions} symptoms of which they tell; what stands in "
            "fields counts in full."
        )
    return " ".join(sentences)


def limits_of(problem: Problem, sampled: Problem, fitted: Fit, trimmed: float, quiet: int) -> tuple[str, ...]:
    """What a reader must bear in mind, the gravest first; `quiet` incidents of the log show no symptom."""
    limits = []
    if not fitted.converged:
        limits.append("the fit did not settle, so ranks and intervals are provisional")
    if problem.only_failures:
        limits.append(
            "this log holds (almost) only incidents with a symptom: how often nothing goes wrong is inferred, not "
            "seen, and prevalences are less certain than they would be with all contacts logged"
        )
        if quiet:
            limits.append(
                f"{quiet} incidents show no symptom; among so many that do, they are taken as failures that no rule "
                "recognised, and the fit leaves them out"
            )
    else:
        limits.append(
            f"{quiet} incidents show no symptom and are taken as contacts in which nothing the rulebook knows went "
            "wrong; if they are failures that no rule recognised, causes are understated"
        )
    if problem.budget is not None:
        limits.append(
            f"customers seem to tell of {problem.budget.mentions} symptoms at most: what they do not mention then "
            "counts for less"
        )
    if trimmed:
        limits.append(
            f"approximation: {trimmed:.0f} incidents show more linked symptoms than exact sums can take, "
            "and those with the most possible causes were left out of each"
        )
    if sampled.evidence is not problem.evidence:
        limits.append(
            f"fitted to {sampled.evidence.incidents:.0f} of {problem.evidence.incidents:.0f} incidents, taken at even "
            "steps; intervals allow for the fitted ones only"
        )
    if fitted.dispersion > WORTH_TELLING:
        limits.append(
            "symptoms come together more unevenly than the model allows: each incident counts for "
            f"{fitted.dispersion:.2g} times less, which widens the intervals"
        )
    limits.append(
        "on simulated logs eight in ten intervals or more held the truth, most often nine; on real ones, where more is "
        "wrong at once, expect fewer"
    )
    limits.append(
        "intervals hold if the rulebook names the causes and arrows that matter; a cause it lacks shows up as others, "
        "unless its effects come together often enough to give it away"
    )
    return tuple(limits)
