"""First contact resolution, in its window version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally


def first_contact_resolution(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """One less the share of contacts that were followed by another within the window."""
    found = tally.customers
    if not found.contacts_with_customer:
        return None
    resolved = found.contacts_with_customer - found.repeat_contacts
    formula = f"1 − contacts repeated within {found.window_days} days ÷ contacts with a known customer and date"
    note = "contacts near the end of the log have had less time to be repeated, so the true figure is lower"
    title = f"First contact resolution ({found.window_days}-day window)"
    return share("first-contact-resolution", title, resolved, found.contacts_with_customer, formula, note)
