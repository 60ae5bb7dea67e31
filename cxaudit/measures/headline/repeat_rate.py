"""Customers who had to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally


def repeat_rate(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Contacts by a customer who had been in touch within the window ÷ contacts of known customers."""
    found = tally.customers
    if not found.contacts_with_customer:
        return None
    days = found.window_days
    formula = f"contacts within {days} days of the same customer's last one ÷ contacts with a known customer and date"
    return share("repeat-rate", "Repeat contacts", found.repeat_contacts, found.contacts_with_customer, formula)
