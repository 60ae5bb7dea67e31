"""Whether the customer ids of two systems are one numbering, by the customers whom both know by mail or phone."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENOUGH = 3  # customers known to both systems from which their ids can be judged
_LARGEST = np.iinfo(np.uint64).max
_AGREEING = 0.9  # share of them with the same id in both, from which it is one numbering


@dataclass(frozen=True, slots=True)
class Compared:
    """Two kinds of sources: customers known to both who have one id and one contact in each, and how many agree.

    Known they are by mail or phone, and then ids agree or not; or, in kinds that look alike, by id. `same` is None
    where there are too few to tell.
    """

    first: int
    second: int
    customers: int
    agreeing: int

    @property
    def same(self) -> bool | None:
        """Whether the ids of both are one numbering."""
        return None if self.customers < _ENOUGH else self.agreeing >= _AGREEING * self.customers


@dataclass(frozen=True, slots=True)
class Numberings:
    """The numbering each kind of source has its ids of, as a hash.

    Where ids that tell by themselves may be compared with any other system's, `open` is true.
    """

    hashes: NDArray[np.uint64]
    open: NDArray[np.bool_]
    compared: tuple[Compared, ...]

    def is_one(self, entry: Compared) -> bool:
        """Whether both kinds are of one numbering in the end."""
        return bool(self.hashes[entry.first] == self.hashes[entry.second])


def numberings(
    hashes: NDArray[np.uint64],
    kind: NDArray[np.int64],
    customer: NDArray[np.uint64],
    contacts: Sequence[NDArray[np.uint64]],
    *,
    same_ids: bool | None,
    told: Sequence[Compared] = (),
) -> Numberings:
    """The numberings of kinds, from rows with a kind, a customer id, and contacts such as a mail address (0 for none).

    `hashes` names the kinds. `same_ids` overrules what the rows tell, and so does what is already `told` of two kinds.
    """
    kinds = len(hashes)
    with_ids = [number for number in range(kinds) if customer[kind == number].any()]
    if same_ids is not None or not kinds:
        shared = np.full_like(hashes, hashes.min(initial=_LARGEST))
        return Numberings(shared if same_ids else hashes, np.zeros(kinds, dtype=np.bool_), ())
    known = {(entry.first, entry.second): entry for entry in told}
    found = tuple(
        known.get((one, other)) or _compared(one, other, kind, customer, contacts)
        for one, other in itertools.combinations(with_ids, 2)
    )
    group = _grouped(found, hashes)
    smallest = np.full(kinds, _LARGEST, dtype=np.uint64)
    np.minimum.at(smallest, group, hashes)
    free = np.ones(kinds, dtype=np.bool_)
    for entry in found:
        if entry.same is False:
            free[[entry.first, entry.second]] = False
    return Numberings(smallest[group], free, found)


def _grouped(found: Sequence[Compared], hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The numbering of each kind: the most telling pairs come first, and none brings kinds together that contradict."""
    group = np.arange(len(hashes))
    against = [(entry.first, entry.second) for entry in found if entry.same is False]
    agreed = (entry for entry in found if entry.same)
    # By what the kinds are, so that the order in which logs are named decides nothing.
    for entry in sorted(agreed, key=lambda entry: (-entry.agreeing, *np.sort(hashes[[entry.first, entry.second]]))):
        joined = np.where(group == group[entry.second], group[entry.first], group)
        if all(joined[one] != joined[other] for one, other in against):
            group = joined
    _, group = np.unique(group, return_inverse=True)
    return group


def _compared(
    one: int, other: int, kind: NDArray[np.int64], customer: NDArray[np.uint64], contacts: Sequence[NDArray[np.uint64]]
) -> Compared:
    """Customers count once, by their pair of ids, however many contacts they have."""
    pairs = []
    for contact in contacts:
        known, ids = _single_ids(contact[kind == one], customer[kind == one])
        known_there, ids_there = _single_ids(contact[kind == other], customer[kind == other])
        _, here, there = np.intersect1d(known, known_there, assume_unique=True, return_indices=True)
        pairs.append(np.stack([ids[here], ids_there[there]]))
    both = np.unique(np.concatenate(pairs, axis=1), axis=1)
    return Compared(one, other, both.shape[1], int((both[0] == both[1]).sum()))


def _single_ids(
    contact: NDArray[np.uint64], customer: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The contacts that belong to one id alone, in order, and that id."""
    both = np.flatnonzero((contact != 0) & (customer != 0))
    _, first = np.unique(mixed(contact[both], customer[both]), return_index=True)
    rows = both[first]
    known, place, ids = np.unique(contact[rows], return_index=True, return_counts=True)
    single = ids == 1
    return known[single], customer[rows[place[single]]]
