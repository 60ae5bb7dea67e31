"""The limits of `--fail-on`, for scheduled runs: what is at or above them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.model import CauseStatus, Gravity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Audit

_GRAVITIES = tuple(Gravity)
_WHOLE = 100  # per cent
_LIMIT = re.compile(r"([a-z0-9-]+)\s*>=\s*([0-9.]+)(%?)")


@dataclass(frozen=True, slots=True)
class Limit:
    """`name` is a gravity (then `value` is None), or the id of a symptom, a cause or a measure."""

    name: str
    value: float | None


def parse_limits(texts: Sequence[str]) -> tuple[Limit, ...]:
    """The limits as written; raises UsageError for one that cannot be read."""
    return tuple(_parse(text) for text in texts)


def reached(audit: Audit, limits: Sequence[Limit]) -> tuple[str, ...]:
    """A sentence for everything at or above a limit; raises UsageError for a name the audit does not know."""
    return tuple(sentence for limit in limits for sentence in _reached(audit, limit))


def _parse(text: str) -> Limit:
    if text in _GRAVITIES:
        return Limit(text, None)
    found = _LIMIT.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--fail-on '{text}': say minor, major or critical, or a limit such as 'long-wait>=0.05'")
    try:
        number = float(found[2])
    except ValueError as error:
        raise UsageError(f"--fail-on '{text}': '{found[2]}' is not a number") from error
    if found[3] and number > _WHOLE:
        raise UsageError(f"--fail-on '{text}': no share is above 100%, so this limit could never be reached")
    return Limit(found[1], number / 100 if found[3] else number)


def _reached(audit: Audit, limit: Limit) -> Iterator[str]:
    if limit.value is None:
        yield from _grave_causes(audit, limit.name)
        return
    value, what = _value(audit, limit.name)
    if limit.value > 1 and limit.name in audit.catalogue:
        raise UsageError(
            f"--fail-on '{limit.name}>={limit.value:g}': {what} is never above 1; write {limit.value:g}% if meant so"
        )
    if value is not None and value >= limit.value:
        yield f"{what} is {value:.4g}, at or above the limit of {limit.value:g}"


def _grave_causes(audit: Audit, gravity: str) -> Iterator[str]:
    """Root causes that are at least indicated and show themselves in a symptom so grave."""
    least = _GRAVITIES.index(Gravity(gravity))
    counts = audit.tally.counts()
    for hypothesis in audit.diagnosis.roots:
        grave = [
            symptom for symptom in hypothesis.symptoms if counts.get(symptom) and _gravity(audit, symptom) >= least
        ]
        if grave and hypothesis.status not in (CauseStatus.INSUFFICIENT, CauseStatus.REFUTED):
            seen = f"{gravity} or graver symptoms ({', '.join(grave)})"
            yield f"cause '{hypothesis.cause}' is {hypothesis.status}, with {seen}"


def _gravity(audit: Audit, symptom: str) -> int:
    return _GRAVITIES.index(Gravity(audit.catalogue[symptom].attributes["severity"]))


def _value(audit: Audit, name: str) -> tuple[float | None, str]:
    """What a limit is held against, and what to call it."""
    counts = audit.tally.counts()
    if name in counts:
        seen = audit.tally.observable()[name]
        return (counts[name] / seen if seen else None), f"the rate of symptom '{name}'"
    hypothesis = audit.diagnosis.hypothesis(name)
    if hypothesis is not None:
        return hypothesis.prevented, f"the preventable share of cause '{name}'"
    for measure in audit.measures.headline:
        if measure.id == name:
            return measure.value, f"measure '{name}'"
    if name in audit.catalogue:
        return None, name
    raise UsageError(f"--fail-on: '{name}' is no symptom, cause or measure of this audit; see the ids in audit.json")
