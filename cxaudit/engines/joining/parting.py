"""Sources that look like exports of one system, but in which the same ids have the mail addresses of other people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import mixed
from cxaudit.engines.joining.numbering import Compared
from cxaudit.tally import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.engines.joining.kinds import Kinds

_ENOUGH = 10  # ids with a contact in both from which two sources can be told to be of different systems
_CHANCE = 0.1  # share of them with one contact in both, up to which that is so: people rarely change their address
_LIKELY = 0.5  # share from which the sources are of one system for certain
_TELLING = 3  # ids from which that can be said
_NEIGHBOURS = 4  # of the sources with an id, those before each that it is compared with; more would fill the memory


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of sources of one kind: how many ids have one contact in each, and how many of these the same one."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    ids: NDArray[np.int64]
    agreeing: NDArray[np.int64]

    def between(self, group: NDArray[np.int64]) -> _Pairs:
        """The same of groups of sources, where `group` says which each is in; pairs within one are left out."""
        low, high = np.minimum(group[self.first], group[self.second]), np.maximum(group[self.first], group[self.second])
        ends, place = np.unique(np.stack([low, high]), axis=1, return_inverse=True)
        sums = [
            np.bincount(place.ravel(), values, ends.shape[1]).astype(np.int64) for values in (self.ids, self.agreeing)
        ]
        apart = ends[0] != ends[1]
        return _Pairs(ends[0][apart], ends[1][apart], sums[0][apart], sums[1][apart])

    def where(self, chosen: NDArray[np.bool_]) -> _Pairs:
        """Some of the pairs."""
        return _Pairs(self.first[chosen], self.second[chosen], self.ids[chosen], self.agreeing[chosen])

    def contradicting(self) -> _Pairs:
        """Those that are of different systems."""
        return self.where((self.ids >= _ENOUGH) & (self.agreeing <= _CHANCE * self.ids))


def parted(
    kinds: Kinds, source: NDArray[np.int64], customer: NDArray[np.uint64], contacts: Sequence[NDArray[np.uint64]]
) -> tuple[Kinds, tuple[Compared, ...]]:
    """The kinds without sources of different systems in one, and those that were taken apart, by their numbers.

    Rows have a source, a customer id, and contacts such as a mail address (0 for none). Only ids with a single contact
    in each of two sources tell: those of a firm may have other people in each.
    """
    ids = np.where(customer == 0, np.uint64(0), mixed(customer, kinds.of[source].astype(np.uint64)))
    pairs = _pairs(source, ids, contacts)
    if not len(pairs.contradicting().ids):
        return kinds, ()
    likely = pairs.where((pairs.ids >= _TELLING) & (pairs.agreeing >= _LIKELY * pairs.ids))
    cluster = components(len(kinds.of), likely.first, likely.second)
    against = pairs.between(cluster).contradicting()
    if not len(against.ids):
        return kinds, ()
    of = _taken_apart(kinds, cluster, {*zip(against.first.tolist(), against.second.tolist(), strict=True)})
    told = _pairs(of[source], ids, contacts).contradicting()
    compared = map(Compared, *(column.tolist() for column in (told.first, told.second, told.ids, told.agreeing)))
    return replace(kinds, of=of), tuple(compared)


def _pairs(source: NDArray[np.int64], ids: NDArray[np.uint64], contacts: Sequence[NDArray[np.uint64]]) -> _Pairs:
    """An id counts once for two sources, and agrees where any of its contacts does."""
    number = int(source.max(initial=0)) + 1
    met = [_met(source, ids, contact) for contact in contacts]
    first, second, whose, same = (np.concatenate(column) for column in zip(*met, strict=True))
    ends = first * number + second
    _, once, place = np.unique(mixed(ends.astype(np.uint64), whose), return_index=True, return_inverse=True)
    agree = np.bincount(place.ravel(), same, len(once)) > 0
    codes, place = np.unique(ends[once], return_inverse=True)
    agreeing = np.bincount(place.ravel(), agree, len(codes)).astype(np.int64)
    return _Pairs(codes // number, codes % number, np.bincount(place.ravel(), minlength=len(codes)), agreeing)


def _met(
    source: NDArray[np.int64], ids: NDArray[np.uint64], contact: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64], NDArray[np.bool_]]:
    """Two sources, an id with one contact in each of them, and whether that is the same; each such meeting once."""
    both = np.flatnonzero((ids != 0) & (contact != 0))
    where = source[both].astype(np.uint64)
    _, once = np.unique(mixed(where, ids[both], contact[both]), return_index=True)
    both = both[once]
    _, once, contacts = np.unique(mixed(where[once], ids[both]), return_index=True, return_counts=True)
    rows = both[once[contacts == 1]]
    rows = rows[np.lexsort((source[rows], ids[rows]))]
    where, whose, which = source[rows], ids[rows], contact[rows]
    found = [(where[:0], where[:0], whose[:0], np.zeros(0, dtype=np.bool_))]
    for distance in range(1, _NEIGHBOURS + 1):
        met = np.flatnonzero(whose[distance:] == whose[:-distance])
        if not len(met):
            break
        other = met + distance
        found.append((where[met], where[other], whose[met], which[met] == which[other]))
    first, second, who, same = (np.concatenate(column) for column in zip(*found, strict=True))
    return first, second, who, same


def _taken_apart(kinds: Kinds, cluster: NDArray[np.int64], against: set[tuple[int, int]]) -> NDArray[np.int64]:
    """The kind of each source, where no two clusters in `against` are of one; what could be of several is of the first.

    A cluster is named by its first source. What is first does not depend on the order of sources, but on their paths.
    """
    groups: list[list[int]] = []
    members = {label: np.flatnonzero(cluster == label).tolist() for label in np.unique(cluster).tolist()}
    for label in sorted(members, key=lambda label: min(kinds.paths[number] for number in members[label])):
        free = (
            group
            for group in groups
            if kinds.of[group[0]] == kinds.of[label]
            and not any((min(label, other), max(label, other)) in against for other in group)
        )
        group = next(free, None)
        if group is None:
            groups.append([label])
        else:
            group.append(label)
    of = np.zeros(len(cluster), dtype=np.int64)
    for kind, group in enumerate(sorted(groups, key=min)):
        of[np.isin(cluster, group)] = kind
    return of
