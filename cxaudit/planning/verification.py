"""How one will know that a remedy worked: today's value, and the smallest change this volume could show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.model import Verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Measure, Rulebook, Tally

# One-sided test at 5 % with power 80 %: the sum of the two normal quantiles.
_QUANTILES = 1.6448536269514722 + 0.8416212335729143
# An assumption: the variance of weekly complaint counts is commonly 1.2 to 1.8 times their mean.
_DISPERSION = 1.5
_MONTH, _LONGEST = 30, 365  # days; whoever waits longer than a year for a result has stopped looking
_NOTICEABLE = 0.05  # relative fall below which a target is not worth setting
POOLED = "share-of-incidents-with-a-symptom-of-the-cause"


@dataclass(frozen=True, slots=True)
class Check:
    """What to look at to see that a remedy worked.

    `verify` is None when nothing in the log can show it; `symptoms` are those whose incidents are counted together
    when no single one is frequent enough; `note` says in a sentence what was changed from the rulebook's wish, and why.
    """

    verify: Verification | None
    baseline: float | None = None
    smallest_detectable: float | None = None
    symptoms: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a remedy's effect should be seen in: the symptoms of its main cause, and the incidents it prevents."""

    symptoms: tuple[str, ...]
    incidents: float


def choose_check(
    verify: Verification | None, expected: Expected, rulebook: Rulebook, tally: Tally, headline: Sequence[Measure]
) -> Check:
    """The rulebook's own check where the log has the volume for it, or else the nearest one that has."""
    if verify is None:
        return Check(None)
    baseline = baseline_of(verify, tally, headline)
    own = Check(verify, baseline, smallest_detectable_fall(verify, tally))
    if baseline and (verify.measure != "rate" or verify.target >= 0 or _shows(own)):
        return own
    pooled = _pooled(verify, expected, tally)
    usable = [check for check in (pooled, own if verify.measure == "rate" else None) if check and check.baseline]
    if not usable:
        missing = f"{_subject(verify, rulebook)} is not seen in it"
        return Check(None, note=f"this log cannot show whether it works: {missing}; look on site")
    reason = f"{_subject(verify, rulebook)} is {'too rare' if baseline else 'not seen'} here to show it"
    for check in usable:
        if _shows(check):
            return _explained(check, reason, verify, rulebook)
    longer = [found for check in reversed(usable) if (found := _longer(check, tally)) is not None]
    if longer:
        return _explained(longer[0], reason, verify, rulebook)
    last = min((_over(check, _LONGEST, tally) for check in usable), key=_distance)
    least = last.smallest_detectable
    limit = "no fall at all" if least is None else f"only a fall of {least:.0%} or more"
    reason = f"{reason}, and even a year of this volume shows {limit}, so look on site too"
    return _explained(last, reason, verify, rulebook)


def baseline_of(verify: Verification | None, tally: Tally, headline: Sequence[Measure]) -> float | None:
    """Today's value of what the remedy should move: the rate of a symptom, or a headline measure; None if unknown."""
    if verify is None:
        return None
    if verify.measure == "rate":
        return _rate(verify.of, tally)
    return next((measure.value for measure in headline if measure.id == verify.measure), None)


def smallest_detectable_fall(verify: Verification | None, tally: Tally, symptoms: tuple[str, ...] = ()) -> float | None:
    """The smallest relative fall of a symptom's count that its window could tell from noise; None if there is none.

    Two over-dispersed Poisson counts, one before (no longer than the log) and one after: d = (z₉₅ + z₈₀) ·
    √(φ/μ₁ + φ/μ₂). With `symptoms`, incidents that show any of these are counted.
    """
    if verify is None or not tally.first_opened or (verify.measure != "rate" and not symptoms):
        return None
    days = (date.fromisoformat(tally.last_opened) - date.fromisoformat(tally.first_opened)).days + 1
    per_day = _together(symptoms or (verify.of,), tally)[0] / days
    if per_day <= 0:
        return None
    before, after = per_day * min(days, verify.within_days), per_day * verify.within_days
    fall = _QUANTILES * math.sqrt(_DISPERSION / before + _DISPERSION / after)
    return fall if fall < 1 else None


def _pooled(verify: Verification, expected: Expected, tally: Tally) -> Check | None:
    """The check on all these symptoms; other causes share them, so no more is asked than the plan expects.

    None if that is so little that nobody would notice.
    """
    count, seen = _together(expected.symptoms, tally)
    target = round(min(abs(verify.target), expected.incidents / count), 2) if count else 0.0
    if target < _NOTICEABLE:
        return None
    wanted = Verification(POOLED, "", -target, verify.within_days)
    least = smallest_detectable_fall(wanted, tally, expected.symptoms)
    return Check(wanted, count / seen, least, expected.symptoms)


def _together(symptoms: tuple[str, ...], tally: Tally) -> tuple[int, int]:
    """Incidents that show any of the symptoms, and incidents in which one could be seen."""
    wanted = {index for index, name in enumerate(tally.symptoms) if name in symptoms}
    count = sum(entry.count for entry in tally.profiles if not wanted.isdisjoint(entry.profile.asserted))
    blind = sum(entry.count for entry in tally.profiles if wanted.issubset(entry.profile.hidden))
    return count, sum(entry.count for entry in tally.profiles) - blind


def _rate(symptom: str, tally: Tally) -> float | None:
    """The share that show a symptom of the incidents in which it could be seen; None where it could in none."""
    if symptom not in tally.symptoms:
        return None
    place = tally.symptoms.index(symptom)
    seen = tally.incidents - sum(entry.count for entry in tally.profiles if place in entry.profile.hidden)
    return sum(entry.count for entry in tally.profiles if place in entry.profile.asserted) / seen if seen else None


def _shows(check: Check) -> bool:
    """Whether the target, if reached, could be told from noise."""
    least = check.smallest_detectable
    return check.verify is not None and least is not None and least <= abs(check.verify.target)


def _distance(check: Check) -> float:
    """How many times larger than its target a fall must be to be told from noise."""
    assert check.verify is not None
    return math.inf if check.smallest_detectable is None else check.smallest_detectable / abs(check.verify.target)


def _over(check: Check, days: int, tally: Tally) -> Check:
    """The same check over another window."""
    assert check.verify is not None
    verify = Verification(check.verify.measure, check.verify.of, check.verify.target, days)
    least = smallest_detectable_fall(verify, tally, check.symptoms)
    return Check(verify, check.baseline, least, check.symptoms)


def _longer(check: Check, tally: Tally) -> Check | None:
    """The check over the shortest window in which it shows its target, in whole months and at most a year."""
    assert check.verify is not None
    first = check.verify.within_days // _MONTH * _MONTH + _MONTH
    windows = (*range(first, _LONGEST, _MONTH), _LONGEST)
    return next((found for days in windows if _shows(found := _over(check, days, tally))), None)


def _subject(verify: Verification, rulebook: Rulebook) -> str:
    """What the rulebook wanted to look at."""
    if verify.measure != "rate":
        return f"the measure '{verify.measure}'"
    known = rulebook.symptoms.get(verify.of)
    return f"'{known.title if known else verify.of}'"


def _explained(check: Check, reason: str, wished: Verification, rulebook: Rulebook) -> Check:
    """The check with a sentence on why and in what it differs from what the rulebook wished."""
    assert check.verify is not None
    parts = [reason]
    if check.verify.within_days != wished.within_days:
        parts.append(f"measure over {check.verify.within_days} days instead of {wished.within_days}")
    if check.symptoms:
        titles = [rulebook.symptoms[name].title if name in rulebook.symptoms else name for name in check.symptoms]
        parts.append("count the incidents with any of these: " + ", ".join(f"'{title}'" for title in titles))
    return Check(check.verify, check.baseline, check.smallest_detectable, check.symptoms, "; ".join(parts))
