"""Settles whether 03/04/2024 is in March or in April, from all numeric dates of an input, or of those like it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.incidents.date_sense import by_language, by_lengths, by_other_columns
from cxaudit.incidents.systems import System, by_system
from cxaudit.incidents.values.texts import present
from cxaudit.incidents.values.times import OrderEvidence, order_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.sampling import Sample
    from cxaudit.incidents.source import OpenSource

_OVERRIDE = "--day-first or --month-first settles it"


@dataclass(frozen=True, slots=True)
class Order:
    """Whether the day comes first in the dates of `columns`, what to tell the user of it, and why that is.

    An order is `sensible` if something else in the file speaks for it.
    """

    day_first: bool
    note: str = ""
    columns: frozenset[str] = frozenset()
    evidence: OrderEvidence = field(default_factory=OrderEvidence)
    sensible: bool = False

    @property
    def guessed(self) -> bool:
        """Whether every date could be read both ways."""
        return bool(self.evidence.first) and not self.evidence.settled


def settle_order(reader: Reader, sample: Sample, columns: Sequence[str]) -> Order:
    """The order of day and month in the dates of `columns`.

    One program writes one order, so all columns count together. When the first rows settle nothing, all are looked
    at. When no date of the whole input does, the log covers at most the days 1 to 12 of some months: the order under
    which it covers fewer months is taken, and said to be a guess.
    """
    evidence = _evidence([column for name in columns if (column := sample.column(name)) is not None])
    if evidence.first and not evidence.settled:
        for batch in reader.batches(columns):
            evidence += _evidence(batch.table.columns)
            if evidence.settled:
                break
    return Order(*_decided(evidence), frozenset(columns), evidence)


def sensible_order(order: Order, sample: Sample, opened: Sequence[str], later: Sequence[str]) -> Order:
    """An order that was guessed, or the one for which something else in the file speaks.

    `opened` and `later` are the columns of when incidents were opened, and of what came after that.
    """
    columns = {name: column for name in sample.table.schema.names if (column := sample.column(name)) is not None}
    ends = [columns[name] for name in later if name in columns]
    sense = by_other_columns({name: column for name, column in columns.items() if name not in order.columns})
    for name in opened if sense is None else ():
        sense = sense or (by_lengths(columns[name], ends) if name in columns else None)
    if sense is None and len(order.evidence.first) == len(order.evidence.second):
        sense = by_language(list(columns))
    if sense is None:
        return order
    first = "day" if sense.day_first else "month"
    note = f"every date could be read both ways; {first} first was taken, {sense.reason}; {_OVERRIDE}"
    return Order(sense.day_first, note, order.columns, order.evidence, sensible=True)


def shared_orders(sources: Sequence[OpenSource], orders: Sequence[Order]) -> Iterator[tuple[int, Order]]:
    """The sources whose order was guessed and that have the columns of others of their system, with an order for all.

    What the others settle holds for them too; where these settle nothing either, the guess is made of all dates.
    """
    if len(sources) < 2 or not any(order.guessed for order in orders):
        return
    for group in by_system([System.of(source.shape, source.recognised) for source in sources]):
        for number in group:
            own = orders[number]
            mates = [other for other in group if other != number and orders[other].columns & own.columns]
            mates = [other for other in mates if orders[other].evidence != OrderEvidence()]
            if own.guessed and mates:
                telling = next((sources[other].path for other in mates if orders[other].evidence.settled), "")
                sensible = [other for other in (number, *mates) if orders[other].sensible]
                if telling or not sensible:
                    everything = reduce(add, (orders[other].evidence for other in (number, *mates)))
                    yield number, _shared(own, everything, telling)
                elif not own.sensible:
                    yield number, _taken(own, sources[sensible[0]].path, day_first=orders[sensible[0]].day_first)


def _shared(own: Order, evidence: OrderEvidence, telling: str) -> Order:
    """The order of a source by the `evidence` of all, of which that in the file `telling` settles it, if any does."""
    both = evidence.day_first and evidence.month_first
    day_first, note = _decided(evidence)
    order = "day" if day_first else "month"
    if both:
        note = (
            f"every date could be read both ways, and files like it are written in both orders; {order} first was"
            f" taken, as most are; {_OVERRIDE}"
        )
    elif telling:
        return _taken(own, telling, day_first=day_first)
    return Order(day_first, note, own.columns, evidence)


def _taken(own: Order, telling: str, *, day_first: bool) -> Order:
    """The order of a source as that in the file `telling`."""
    first = "day" if day_first else "month"
    note = f"every date could be read both ways; {first} first was taken, as in {telling}; {_OVERRIDE}"
    return Order(day_first, note, own.columns, own.evidence)


def _evidence(columns: Sequence[pa.Array]) -> OrderEvidence:
    total = OrderEvidence()
    for column in columns:
        if pa.types.is_string(column.type):
            total += order_evidence(present(column))
    return total


def _decided(evidence: OrderEvidence) -> tuple[bool, str]:
    day, month = evidence.day_first, evidence.month_first
    if day and month:
        chosen = "day" if day > month else "month"
        note = f"dates are written in both orders; {chosen} first was taken, as most are; {_OVERRIDE}"
        return day > month, note
    if day or month:
        written = " or ".join(f"03{sign}04{sign}2024" for sign in sorted(evidence.separators, reverse=True))
        order = "day" if day else "month"
        return day > 0, f"dates such as {written} are read with the {order} first, as others can only be"
    if not evidence.first:
        return False, ""
    day_first = len(evidence.second) < len(evidence.first)
    order = "day" if day_first else "month"
    return day_first, f"every date could be read both ways; {order} first was guessed; {_OVERRIDE}"
