"""The customers behind the names in all sources, put together by whatever they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.kinds import Kinds
from cxaudit.engines.joining.mixing import mixed
from cxaudit.engines.joining.numbering import Numberings, numberings
from cxaudit.engines.joining.parting import parted
from cxaudit.engines.joining.phones import Phones
from cxaudit.engines.joining.sharing import (
    GROUP_LIMIT,
    ID_LIMIT,
    MAIL_LIMIT,
    PHONE_LIMIT,
    too_many,
    too_many_within,
    without,
)
from cxaudit.tally import components

if TYPE_CHECKING:
    from cxaudit.engines.joining.links import Names

_ANYWHERE = np.uint64(1)  # the numbering of ids that tell by themselves


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What names the customers of some rows, ready to be compared: equal hashes, equal customers; 0 for nothing."""

    customer: NDArray[np.uint64]
    mail: NDArray[np.uint64]
    phone: NDArray[np.uint64]

    def first(self) -> NDArray[np.uint64]:
        """In each row the first that there is."""
        found: NDArray[np.uint64] = np.where(self.customer != 0, self.customer, self.mail)
        return np.where(found != 0, found, self.phone)


@dataclass(frozen=True, slots=True)
class Shared:
    """Identifiers that too many have in common, each sorted.

    A mail address or phone number of these joins nobody. A customer id still joins the rows that have it, as of a firm
    with many people, but not those people's other rows.
    """

    customer: NDArray[np.uint64]
    mail: NDArray[np.uint64]
    phone: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class People:
    """Knows the customer of any row of the sources.

    `nodes` are all identifiers in order, and `labels` the smallest identifier of the customer each belongs to; it does
    not depend on the order of sources or rows. `scattered` counts the groups that hung together by too long chains.
    """

    kinds: Kinds
    numberings: Numberings
    phones: Phones
    shared: Shared
    nodes: NDArray[np.uint64]
    labels: NDArray[np.uint64]
    scattered: int

    @classmethod
    def among(cls, names: Names, kinds: Kinds, *, same_ids: bool | None) -> Self:
        """The people named in all sources; `names` holds each combination at least once."""
        kind, phones = kinds.of[names.source], Phones.of(names)
        phone = phones.resolved(names)
        mails = too_many_within(names.mail, names.customer, kind, MAIL_LIMIT)
        numbers = too_many_within(phone, names.customer, kind, PHONE_LIMIT)
        mails = np.union1d(mails, too_many(names.mail, phone, MAIL_LIMIT))
        numbers = np.union1d(numbers, too_many(phone, names.mail, PHONE_LIMIT))
        mail, phone = without(names.mail, mails), without(phone, numbers)
        kinds, told = parted(kinds, names.source, names.customer, (mail, phone)) if same_ids is None else (kinds, ())
        kind = kinds.of[names.source]
        numbering = numberings(kinds.hashes(), kind, names.customer, (mail, phone), same_ids=same_ids, told=told)
        customer = _numbered(names, kind, numbering)
        ids = np.union1d(too_many(customer, mail, ID_LIMIT), too_many(customer, phone, ID_LIMIT))
        shared = Shared(ids, mails, numbers)
        return cls(kinds, numbering, phones, shared, *_grouped(Identifiers(customer, mail, phone), shared))

    def identifiers(self, names: Names) -> Identifiers:
        """What of these names may be compared."""
        return Identifiers(
            _numbered(names, self.kinds.of[names.source], self.numberings),
            without(names.mail, self.shared.mail),
            without(self.phones.resolved(names), self.shared.phone),
        )

    def customers(self, found: Identifiers) -> NDArray[np.uint64]:
        """The customer of each row, 0 where nothing names one."""
        first = found.first()
        if not len(self.nodes):
            return first
        place = np.minimum(np.searchsorted(self.nodes, first), len(self.nodes) - 1)
        return np.where(first == 0, np.uint64(0), self.labels[place])


def _numbered(names: Names, kind: NDArray[np.int64], numbering: Numberings) -> NDArray[np.uint64]:
    """Ids as hashes that are equal only where the ids mean the same customer."""
    own = numbering.hashes[kind]
    base = np.where(names.telling & numbering.open[kind], _ANYWHERE, own)
    return np.where(names.customer == 0, np.uint64(0), mixed(names.customer, base))


def _grouped(found: Identifiers, shared: Shared) -> tuple[NDArray[np.uint64], NDArray[np.uint64], int]:
    """All identifiers in order, the label of each, and how many groups were too large to be one customer."""
    columns = (found.customer, found.mail, found.phone)
    nodes = np.unique(np.concatenate(columns))
    nodes = nodes[nodes != 0]
    first, second = _edges((without(found.customer, shared.customer), found.mail, found.phone))
    group = components(len(nodes), np.searchsorted(nodes, first), np.searchsorted(nodes, second))
    size = np.bincount(group, minlength=len(nodes))
    large = size[group] > GROUP_LIMIT
    group = np.where(large, np.arange(len(nodes)), group)
    return nodes, nodes[group], int((size > GROUP_LIMIT).sum())


def _edges(columns: tuple[NDArray[np.uint64], ...]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The pairs of identifiers that stand in one row."""
    pairs = []
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = (columns[one] != 0) & (columns[other] != 0)
        pairs.append((columns[one][both], columns[other][both]))
    return np.concatenate([first for first, _ in pairs]), np.concatenate([second for _, second in pairs])
