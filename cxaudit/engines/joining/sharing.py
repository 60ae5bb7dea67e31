"""Identifiers that belong to too many to tell who somebody is: a switchboard, a shared mailbox, "various"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.engines.joining.mixing import mixed

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAIL_LIMIT = 5  # customers who may have one mail address, as some systems make a new one of each visit
PHONE_LIMIT = 3  # customers who may have one phone number, such as a couple
ID_LIMIT = 20  # addresses, or numbers, that one customer may have, such as a firm
GROUP_LIMIT = 100  # identifiers one customer may have in all; more hang together by chains of chance


def too_many(identifier: NDArray[np.uint64], other: NDArray[np.uint64], limit: int) -> NDArray[np.uint64]:
    """The identifiers that stand beside more than `limit` different others, row by row; 0 stands for none."""
    both = np.flatnonzero((identifier != 0) & (other != 0))
    _, first = np.unique(mixed(identifier[both], other[both]), return_index=True)
    found, partners = np.unique(identifier[both[first]], return_counts=True)
    return found[partners > limit]


def too_many_within(
    identifier: NDArray[np.uint64], other: NDArray[np.uint64], group: NDArray[np.int64], limit: int
) -> NDArray[np.uint64]:
    """The same, where others are only counted within a group: one customer has an id of its own in each system."""
    parts = [too_many(identifier[group == number], other[group == number], limit) for number in np.unique(group)]
    return np.unique(np.concatenate(parts)) if parts else identifier[:0]


def without(identifier: NDArray[np.uint64], shared: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The identifiers, with 0 in place of those in `shared`, which is sorted."""
    return np.where(np.isin(identifier, shared), np.uint64(0), identifier)
