"""How much of the work is rescuing customers from earlier failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share
from cxaudit.model import Basis, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

# A convention of this tool: the weight of each part in the index.
_WEIGHTS = {"failure demand": 0.30, "repeat": 0.20, "reopened": 0.15, "SLA breach": 0.15, "escalated": 0.10}


def rescue_mode_index(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """100 × the weighted mean of the parts that the log records; the missing ones are named and re-weighted away."""
    parts = _parts(tally)
    known = {name: value for name, value in parts.items() if value is not None}
    if len(known) < 2:
        return None
    weight = sum(_WEIGHTS[name] for name in known)
    value = 100 * sum(_WEIGHTS[name] * share for name, share in known.items()) / weight
    said = ", ".join(f"{name} {share:.1%}" for name, share in known.items())
    missing = [name for name, share in parts.items() if share is None]
    note = f"parts: {said}" + (f"; not recorded and left out: {', '.join(missing)}, corrections" if missing else "")
    formula = "100 · Σ weight · share ÷ Σ weight; bands 20, 40, 60 (a convention of this tool)"
    title = "Rescue-mode index"
    return Measure("rescue-mode-index", title, value, "score", tally.incidents, Basis.DERIVED, formula, note=note)


def _parts(tally: Tally) -> dict[str, float | None]:
    n = tally.incidents
    failing = sum(entry.count for entry in tally.profiles if entry.profile.asserted)
    contacts = tally.customers.contacts_with_customer
    return {
        "failure demand": failing / n if n else None,
        "repeat": tally.customers.repeat_contacts / contacts if contacts else None,
        "reopened": _share(tally, "reopens"),
        "SLA breach": _share(tally, "sla_breached"),
        "escalated": _share(tally, "escalated"),
    }


def _share(tally: Tally, column: str) -> float | None:
    found = column_share(tally, column, lambda value: value >= 1, column, column, "")
    return found.value if found else None
