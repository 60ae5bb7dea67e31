"""Incidents that went right the first time."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

# What tells that it did not go right the first time, as a formula says it; customers' own words alone do not suffice.
_AGAIN = MappingProxyType(
    {
        "reopened": "reopening",
        "repeat-contact": "repeat contact",
        "cross-channel-repeat": "repeat on another channel",
        "ineffective-fix": "failed fix in the customer's words",
    }
)
_WORDS_ALONE = "ineffective-fix"
_OFTEN_SEEN = 0.5  # of the incidents in which the most visible sign could be seen; rarer ones would narrow the base


def right_first_time(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Incidents with no reopen, repeat or failed fix ÷ incidents that could show each of those the log records."""
    visible = tally.observable()
    most = max((visible.get(name, 0) for name in _AGAIN if name != _WORDS_ALONE), default=0)
    signs = [name for name in _AGAIN if visible.get(name, 0) > 0 and visible[name] >= _OFTEN_SEEN * most]
    if not most or signs == [_WORDS_ALONE]:
        return None
    wanted = {tally.symptoms.index(name) for name in signs}
    seen = [entry for entry in tally.profiles if not wanted & set(entry.profile.hidden)]
    hits = sum(entry.count for entry in seen if not wanted & set(entry.profile.asserted))
    n = sum(entry.count for entry in seen)
    said = " or ".join(_AGAIN[name] for name in signs)
    each = "each" if len(signs) > 1 else "it"
    formula = f"incidents with no {said} ÷ incidents where {each} could be seen"
    unseen = [_AGAIN[name] for name in _AGAIN if name in visible and name not in signs]
    note = f"the log does not show, or too seldom: {', '.join(unseen)}" if unseen else ""
    note = note if n else "no incident shows all that would tell"
    return share("right-first-time", "Right first time", hits, n, formula, note)
