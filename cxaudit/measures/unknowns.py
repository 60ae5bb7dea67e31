"""What this data cannot answer, said before anyone asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import distribution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Tally

_FEW = 30  # incidents with a symptom below which causes can hardly be told apart


def unknowns(tally: Tally) -> tuple[str, ...]:
    """One sentence for each question that stays open, and the column that would answer it."""
    return tuple(_unknowns(tally))


def _unknowns(tally: Tally) -> Iterator[str]:
    failing = sum(entry.count for entry in tally.profiles if entry.profile.asserted)
    if not tally.with_text:
        yield "what customers say: no column holds their words, so only structural symptoms could be seen"
    if failing < _FEW:
        yield f"which causes lead: only {failing} incidents show a symptom, too few to rank causes with confidence"
    if not tally.customers.contacts_with_customer:
        yield "whether customers come back, or change channel: no column tells who the customer is and when they called"
    if not tally.first_opened:
        yield "whether it gets better or worse: no column tells when an incident was opened"
    if distribution(tally, "satisfaction") is None and distribution(tally, "recommend") is None:
        yield "how satisfied customers are: no column holds a rating"
    if distribution(tally, "sla_breached") is None:
        yield "whether agreed times are kept: no column tells when an incident was due or whether it was late"
    if not tally.closed:
        yield "how long customers wait, and the backlog: no column tells when an incident was closed"
    if distribution(tally, "churned") is None:
        yield "what failures cost: the log records neither customers lost nor revenue"
    yield "how many customers fail in silence: a log holds only those who made contact"
