"""A probability should be one that a business can have.

A cause that always shows, or is at work in most incidents, leaves no room for any other: it takes the first place in
every log. A number like that is mostly a slip of the decimal point.

Bad:
    causes:
      - id: no-owner
        prior: 0.9

Good:
    causes:
      - id: no-owner
        prior: 0.09
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Cause, Location, Rulebook, Symptom, Violation

LARGEST_PRIOR = 0.5  # share of incidents in which a cause is at work
LARGEST_STRENGTH = 0.99  # `always` is 0.98
SMALLEST_STRENGTH = 0.01
LARGEST_LEAK = 0.1  # share of incidents that show a symptom with no cause of the rulebook behind it
SMALLEST_SENSITIVITY = 0.2
LARGEST_FALSE_HIT_RATE = 0.2


def implausible_probability(rulebook: Rulebook) -> Iterator[Violation]:
    """Priors, strengths and the rates of rules that lie outside of what is plausible."""
    for symptom in rulebook.symptoms.values():
        yield from _strengths(symptom)
        if symptom.leak > LARGEST_LEAK:
            yield _rate(symptom, "leak", symptom.leak, f"at most {LARGEST_LEAK:g}")
        if symptom.sensitivity < SMALLEST_SENSITIVITY:
            yield _rate(symptom, "sensitivity", symptom.sensitivity, f"at least {SMALLEST_SENSITIVITY:g}")
        if symptom.false_hit_rate > LARGEST_FALSE_HIT_RATE:
            yield _rate(symptom, "false_hit_rate", symptom.false_hit_rate, f"at most {LARGEST_FALSE_HIT_RATE:g}")
    for cause in rulebook.causes.values():
        yield from _strengths(cause)
        if cause.prior > LARGEST_PRIOR:
            yield _rate(cause, "prior", cause.prior, f"at most {LARGEST_PRIOR:g}")


def _strengths(definition: Symptom | Cause) -> Iterator[Violation]:
    for link in definition.caused_by:
        if not SMALLEST_STRENGTH <= link.strength <= LARGEST_STRENGTH:
            said = f"strength {link.strength:g} of cause '{link.cause}'"
            bound = f"from {SMALLEST_STRENGTH:g} to {LARGEST_STRENGTH:g}"
            yield _violation(definition, said, bound, link.location, link.cause)


def _rate(definition: Symptom | Cause, key: str, value: float, bound: str) -> Violation:
    return _violation(definition, f"{key} {value:g}", bound, definition.places.get(key), f"{value:g}")


def _violation(definition: Symptom | Cause, said: str, bound: str, place: Location | None, subject: str) -> Violation:
    return violation(
        "implausible-probability",
        Severity.WARNING,
        definition,
        f"'{definition.id}' has {said}; what is plausible is {bound}",
        help="look for a slip of the decimal point, or say it with a word such as often or rare",
        place=place,
        subject=subject,
    )
