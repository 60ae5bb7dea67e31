"""How many customers each pair of sources has in common, and what they have in common to show it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.engines.joining.mixing import mixed
from cxaudit.model import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxaudit.engines.joining.people import Identifiers


def customers_of(source: NDArray[np.int64], customer: NDArray[np.uint64], sources: int) -> list[int]:
    """Different customers of each source; 0 is none."""
    rows = _once(source, customer)
    return [int(number) for number in np.bincount(source[rows], minlength=sources)]


def matches(
    paths: Sequence[str], source: NDArray[np.int64], found: Identifiers, customer: NDArray[np.uint64]
) -> tuple[Match, ...]:
    """Every pair of sources in order, from rows with a source, identifiers, and the customer they lead to."""
    alone = customers_of(source, customer, len(paths))
    both = _pairs(source, customer, customer, len(paths))
    kinds = [_pairs(source, entry, customer, len(paths)) for entry in (found.customer, found.mail, found.phone)]
    directly = _counted(_distinct(np.concatenate(kinds, axis=1)), len(paths))
    counts = [_counted(entry, len(paths)) for entry in (both, *kinds)]
    made = []
    for first, second in itertools.combinations(range(len(paths)), 2):
        together, by_id, by_mail, by_phone = (int(count[first, second]) for count in counts)
        made.append(
            Match(
                *(paths[first], paths[second], alone[first], alone[second], together, by_id, by_mail, by_phone),
                through_others=together - int(directly[first, second]),
            )
        )
    return tuple(made)


def _once(source: NDArray[np.int64], value: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The rows with which each value stands in each source once, in order of value and source."""
    rows = np.flatnonzero(value)
    _, first = np.unique(mixed(value[rows], source[rows].astype(np.uint64)), return_index=True)
    kept = rows[first]
    return kept[np.lexsort((source[kept], value[kept]))]


def _pairs(
    source: NDArray[np.int64], value: NDArray[np.uint64], customer: NDArray[np.uint64], sources: int
) -> NDArray[np.uint64]:
    """Each customer with each pair of sources that have one of its values in common: shape (2, pairs)."""
    rows = _once(source, value)
    where, what, who = source[rows], value[rows], customer[rows]
    parts = [np.zeros((2, 0), dtype=np.uint64)]
    for distance in range(1, sources):
        same = what[distance:] == what[: len(what) - min(distance, len(what))]
        if not same.any():
            break
        pair = where[: len(where) - distance][same] * sources + where[distance:][same]
        parts.append(np.stack([pair.astype(np.uint64), who[distance:][same]]))
    return _distinct(np.concatenate(parts, axis=1))


def _distinct(pairs: NDArray[np.uint64]) -> NDArray[np.uint64]:
    _, first = np.unique(mixed(pairs[0], pairs[1]), return_index=True)
    return pairs[:, first]


def _counted(pairs: NDArray[np.uint64], sources: int) -> NDArray[np.int64]:
    """Customers for each pair of sources, shape (sources, sources)."""
    return np.bincount(pairs[0].astype(np.int64), minlength=sources * sources).reshape(sources, sources)
