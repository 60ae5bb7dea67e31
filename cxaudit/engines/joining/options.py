"""What is asked of the joining of customers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Join:
    """Customers are to be joined.

    `phone_country` (ISO 3166) is where phone numbers without the code of a country belong, empty if that is not known.
    `same_ids` says whether customer ids mean the same in all logs; None leaves it to what the logs show.
    """

    phone_country: str = ""
    same_ids: bool | None = None
