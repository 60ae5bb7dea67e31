"""What was found on site, brought into a diagnosis: confirmed causes are marked, refuted ones are switched off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import SMALLEST, logit, rate
from cxaudit.model import CauseStatus, SiteCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.network import Network
    from cxaudit.model import Diagnosis, Hypothesis

CONFIRMED, REFUTED = "confirmed", "refuted"
_PINNED = 1e6  # precision of a parameter that the log may not move


def latest(checks: Iterable[SiteCheck]) -> dict[str, tuple[SiteCheck, ...]]:
    """The checks of each cause, the latest first: its verdict stands."""
    found: dict[str, list[SiteCheck]] = {}
    for check in sorted(checks, key=lambda check: (check.date, check.location), reverse=True):
        found.setdefault(check.cause, []).append(check)
    return {cause: tuple(entries) for cause, entries in found.items()}


def without_refuted(network: Network, checks: Sequence[SiteCheck]) -> Network:
    """`network` in which refuted causes are never at work, so that the fit explains what they would have by others."""
    off = {cause for cause, found in latest(checks).items() if found[0].verdict == REFUTED}
    if not off.intersection(network.nodes):
        return network
    mean, precision = network.mean.copy(), network.precision.copy()
    deviation = network.deviation.copy()
    for name, family in zip(network.nodes, network.families, strict=True):
        if name in off:
            pinned = [family.leak, *family.edges]
            mean[pinned] = np.log(rate(SMALLEST)) if family.parents else logit(SMALLEST)
            precision[pinned, pinned] += _PINNED
            deviation[pinned] = 1.0 / np.sqrt(_PINNED)
    return replace(network, mean=mean, precision=precision, deviation=deviation)


def with_site_checks(
    hypotheses: Iterable[Hypothesis], checks: Sequence[SiteCheck], *, switched_off: bool = True
) -> tuple[Hypothesis, ...]:
    """`hypotheses` with the verdict of the latest check of each as their status.

    `switched_off` says that refuted causes were off when the log was fitted, so that others account for their share.
    """
    found = latest(checks)
    return tuple(
        _checked(entry, found[entry.cause], switched_off=switched_off) if entry.cause in found else entry
        for entry in hypotheses
    )


def rechecked(diagnosis: Diagnosis, checks: Sequence[SiteCheck]) -> Diagnosis:
    """A finished `diagnosis` with further `checks`; its figures stay as they are."""
    return replace(
        diagnosis,
        roots=with_site_checks(diagnosis.roots, checks, switched_off=False),
        proximate=with_site_checks(diagnosis.proximate, checks, switched_off=False),
    )


def _checked(entry: Hypothesis, checks: tuple[SiteCheck, ...], *, switched_off: bool) -> Hypothesis:
    if checks[0].verdict == CONFIRMED:
        return replace(entry, status=CauseStatus.CONFIRMED, site=checks)
    note = (
        "Refuted on site, so it is switched off in the model and other causes account for what it would explain."
        if switched_off
        else "Refuted on site after this audit: its figures are those from before; analyze the log again with "
        "--confirmations to see what the other causes account for without it."
    )
    return replace(entry, status=CauseStatus.REFUTED, grade="D", site=checks, note=note)
