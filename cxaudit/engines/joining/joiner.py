"""Joins customers while events become incidents; or does not, where nobody asked for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from cxaudit.engines.joining.doubles import SAME_ID, SAME_WORDS, Doubles
from cxaudit.engines.joining.kinds import Kinds
from cxaudit.engines.joining.links import Links, Names
from cxaudit.engines.joining.matching import customers_of, matches
from cxaudit.engines.joining.mixing import mixed
from cxaudit.engines.joining.openings import with_one_opening
from cxaudit.engines.joining.people import People
from cxaudit.engines.replacing import SUPERSEDED, tell_replaced
from cxaudit.model import IdsCompared, Joining, SourceCustomers
from cxaudit.tally import event_schema, worded_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cxaudit.engines.joining.options import Join
    from cxaudit.model import Rejection, Source


class Customers(Protocol):
    """What is done for customers between the reading of events and their counting.

    One that `remembers` notes things of all events that it is given, so that a single process must give them.
    """

    remembers: bool

    def grouped(self, symptoms: int) -> pa.Schema:
        """The columns of events once their customers are known."""
        ...

    def add(self, events: pa.Table) -> None:
        """Take note of events as they are read."""
        ...

    def settle(self, sources: Sequence[Source]) -> None:
        """All events were read; these are their sources."""
        ...

    def joined(self, events: pa.Table) -> pa.Table:
        """Events with their customers."""
        ...

    def note_replaced(self, replaced: NDArray[np.int64]) -> None:
        """Tell of rows that are left out: pairs of such a row and the one that replaces it."""
        ...

    def finished(self, part: pa.Table) -> pa.Table:
        """All events of some customers, as they are counted."""
        ...

    def left_out(self) -> tuple[Counter[str], Counter[int]]:
        """Rows left out as another source has the incident: by reason, and, where their id did not tell, by source."""
        ...

    def outcome(self) -> Joining | None:
        """What there is to tell of it."""
        ...


class Unjoined:
    """Customers as the logs name them."""

    remembers = False

    def __init__(self, rejected: Callable[[tuple[Rejection, ...]], None]) -> None:
        self._rejected = rejected

    def grouped(self, symptoms: int) -> pa.Schema:
        """The columns of events once their customers are known."""
        return event_schema(symptoms)

    def add(self, events: pa.Table) -> None:
        """Nothing needs to be known of them."""

    def settle(self, sources: Sequence[Source]) -> None:
        """Their paths are all that needs to be known."""
        self._paths = tuple(source.path for source in sources)

    def joined(self, events: pa.Table) -> pa.Table:
        """The events as they are."""
        return events

    def note_replaced(self, replaced: NDArray[np.int64]) -> None:
        """Tell of rows that are left out: pairs of such a row and the one that replaces it."""
        tell_replaced(replaced, SUPERSEDED, self._paths, self._rejected)

    def finished(self, part: pa.Table) -> pa.Table:
        """All events of some customers, as they are counted."""
        return part

    def left_out(self) -> tuple[Counter[str], Counter[int]]:
        """Rows left out as another source has the incident."""
        return Counter(), Counter()

    def outcome(self) -> Joining | None:
        """What there is to tell of it."""
        return None


class Joined:
    """Customers joined by id, mail and phone; incidents that stand in several sources counted once."""

    remembers = True

    def __init__(self, join: Join, rejected: Callable[[tuple[Rejection, ...]], None]) -> None:
        self._join = join
        self._rejected = rejected
        self._links = Links()
        self._rows: Counter[int] = Counter()
        self._named: Counter[int] = Counter()
        self._apart = 0

    def grouped(self, symptoms: int) -> pa.Schema:
        """The columns of events once their customers are known."""
        return worded_schema(symptoms)

    def add(self, events: pa.Table) -> None:
        """Take note of who is named."""
        self._links.add(events)

    def settle(self, sources: Sequence[Source]) -> None:
        """Put together who is one customer."""
        self._paths = tuple(source.path for source in sources)
        self._names = self._links.names()
        same_ids = self._join.same_ids
        self._people = People.among(self._names, Kinds.among(sources, own=same_ids is False), same_ids=same_ids)
        self._doubles = Doubles(self._people.kinds, self._paths, self._rejected)

    def joined(self, events: pa.Table) -> pa.Table:
        """The customer of each event, and a key that no incident of another system has."""
        names = Names.of(events)
        found = self._people.identifiers(names)
        customer = self._people.customers(found)
        self._rows.update(names.source.tolist())
        self._named.update(names.source[customer != 0].tolist())
        kinds, key = self._people.kinds, events["key"].to_numpy()
        if len(kinds) > 1:
            key = mixed(key, kinds.hashes()[kinds.of[names.source]])
        events = events.select(self.grouped(0).names)
        events, apart = with_one_opening(_with(_with(events, "customer", customer), "key", key), found)
        self._apart += apart
        key = events["key"].to_numpy()
        return _with(events, "contact", np.where(customer == 0, key, customer))

    def note_replaced(self, replaced: NDArray[np.int64]) -> None:
        """Tell of rows that are left out: pairs of such a row and the one that replaces it."""
        self._doubles.note_replaced(replaced)

    def finished(self, part: pa.Table) -> pa.Table:
        """All events of some customers, as they are counted."""
        return self._doubles.without_repeated(part).drop_columns(["words"])

    def left_out(self) -> tuple[Counter[str], Counter[int]]:
        """Rows left out as another source has the incident."""
        found = self._doubles
        found.tell_repeated()
        reasons = Counter({SAME_ID: found.by_id.total(), SAME_WORDS: found.by_words.total()})
        by_source: Counter[int] = Counter()
        for (source, _), rows in found.by_words.items():
            by_source[source] += rows
        return +reasons, by_source

    def outcome(self) -> Joining | None:
        """What there is to tell of it."""
        names, people = self._names, self._people
        found = people.identifiers(names)
        customer = people.customers(found)
        numbers = customers_of(names.source, customer, len(self._paths))
        kinds = people.kinds.first_paths
        return Joining(
            customers=len(np.unique(customer[customer != 0])),
            sources=tuple(
                SourceCustomers(path, self._rows[number], self._named[number], numbers[number])
                for number, path in enumerate(self._paths)
            ),
            matches=matches(self._paths, names.source, found, customer),
            ids=tuple(
                IdsCompared(
                    *(kinds[entry.first], kinds[entry.second], entry.customers, entry.agreeing, entry.same),
                    compared=None if bool(entry.same) == (one := people.numberings.is_one(entry)) else one,
                )
                for entry in people.numberings.compared
            ),
            shared_ids=len(people.shared.customer),
            shared_mails=len(people.shared.mail),
            shared_phones=len(people.shared.phone),
            unclear_phones=people.phones.unclear(names),
            scattered=people.scattered,
            apart=self._apart,
            doubled=self._doubles.doubled(),
        )


def customers_for(join: Join | None, rejected: Callable[[tuple[Rejection, ...]], None]) -> Customers:
    """What is to be done for customers."""
    return Unjoined(rejected) if join is None else Joined(join, rejected)


def _with(events: pa.Table, name: str, values: np.typing.NDArray[np.uint64]) -> pa.Table:
    return events.set_column(events.schema.get_field_index(name), name, pa.array(values, pa.uint64()))
