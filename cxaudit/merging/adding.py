"""Adds up the tallies of audits whose events are not at hand, and notes what did not fit together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.engines import KEPT_VALUES
from cxaudit.model import Margin, Series, Tally
from cxaudit.tally import DIMENSIONS, OPEN_AGE, OTHER, UNKNOWN, add

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.merging.part import Part


@dataclass(frozen=True, slots=True)
class Sums:
    """The sum of several audits.

    `rejections` counts rows by reason. `not_split` are dimensions left out, as not every audit was split by them;
    `blurred` those of which values may stand under another name; `no_ages`: how long incidents had been open is left
    out, as it was measured at different days.
    """

    tally: Tally
    rejections: dict[str, int]
    not_split: tuple[str, ...]
    blurred: tuple[str, ...]
    no_ages: bool


def add_up(parts: Sequence[Part]) -> Sums:
    """The sum of the audits of `parts`, as far as they add up."""
    found = [name for name in DIMENSIONS if any(_margin(part.audit.tally, name) for part in parts)]
    not_split = tuple(name for name in found if any(_left_out(part, name) for part in parts))
    names = [name for name in found if name not in not_split]
    no_ages = _different_ends(parts)
    rejections: Counter[str] = Counter()
    for part in parts:
        rejections.update(part.audit.rejections)
    total = add([_completed(part.audit.tally, names, no_ages=no_ages) for part in parts])
    blurred = tuple(margin.dimension for margin in total.margins if _is_blurred(margin))
    return Sums(total, dict(sorted(rejections.items())), not_split, blurred, no_ages)


def _margin(tally: Tally, name: str) -> Margin | None:
    return next((margin for margin in tally.margins if margin.dimension == name), None)


def _left_out(part: Part, name: str) -> bool:
    """Whether an audit has the column of a dimension, but was not split by it."""
    return _margin(part.audit.tally, name) is None and part.has_column(name)


def _different_ends(parts: Sequence[Part]) -> bool:
    """Whether the ages of open incidents are those of different days."""
    aged = any(entry.column == OPEN_AGE for part in parts for entry in part.audit.tally.distributions)
    return aged and len({part.audit.settings.cutoff for part in parts}) > 1


def _completed(tally: Tally, names: Sequence[str], *, no_ages: bool) -> Tally:
    """The tally split by exactly these dimensions: where a log has no such column, the value is unknown."""
    whole = tuple((place, entry.count) for place, entry in enumerate(tally.profiles))
    margins = tuple(_margin(tally, name) or Margin(name, {UNKNOWN[0]: whole} if whole else {}) for name in names)
    return replace(
        tally,
        margins=margins,
        series=tuple(_series(tally, names)),
        distributions=tuple(entry for entry in tally.distributions if not no_ages or entry.column != OPEN_AGE),
    )


def _series(tally: Tally, names: Sequence[str]) -> Iterator[Series]:
    whole = [series for series in tally.series if not series.dimension]
    yield from whole
    for name in names:
        if _margin(tally, name) is None:
            yield from (replace(series, dimension=name, value=UNKNOWN[0]) for series in whole)
        else:
            yield from (series for series in tally.series if series.dimension == name)


def _is_blurred(margin: Margin) -> bool:
    """Whether one audit of all logs would have kept other values, or named what is gathered otherwise."""
    gathered = {*OTHER, *UNKNOWN}
    kept = [value for value in margin.counts if value not in gathered]
    renamed = any(value.startswith((OTHER[1], UNKNOWN[1])) for value in margin.counts)
    return margin.folded > 0 or len(kept) > KEPT_VALUES or renamed
