"""Incidents attributed to root causes, for the whole log and within each value of each dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.figures import steady
from cxaudit.model import Attribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Floats, Integers
    from cxaudit.inference.effects.blame import Blame
    from cxaudit.inference.evidence import Evidence
    from cxaudit.model import Tally

UNEXPLAINED = "unexplained"  # the key beside the roots; no cause may have this id


def attributions(
    tally: Tally, evidence: Evidence, blame: Blame, roots: Sequence[str], others: Sequence[str]
) -> tuple[Attribution, ...]:
    """The whole log (dimension and value empty), then every value of every margin, in the order of the tally.

    `roots` name the columns of the blame, `others` are roots this log cannot show, which get 0. Incidents are
    those that show a symptom, and the causes with ``unexplained`` add up to them.
    """
    shares = np.concatenate([blame.roots, blame.unexplained[:, np.newaxis], evidence.failing[:, np.newaxis]], axis=1)
    shares = np.concatenate([shares, np.zeros((1, shares.shape[1]))])  # the row that origin −1 points to
    names = (*roots, UNEXPLAINED)
    counts = np.array([entry.count for entry in tally.profiles], dtype=np.float64)
    everything = np.arange(len(counts), dtype=np.int64)
    found = [_attribution("", "", counts @ shares[evidence.origin[everything]], names, others)]
    for margin in tally.margins:
        for value, pairs in margin.counts.items():
            table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
            total = _total(table, evidence.origin, shares)
            found.append(_attribution(margin.dimension, value, total, names, others))
    return tuple(found)


def _total(table: Integers, origin: Integers, shares: Floats) -> Floats:
    return np.asarray(table[:, 1].astype(np.float64) @ shares[origin[table[:, 0]]])


def _attribution(dimension: str, value: str, total: Floats, names: Sequence[str], others: Sequence[str]) -> Attribution:
    causes = {name: steady(amount) for name, amount in zip(names, total[:-1], strict=True)}
    causes.update(dict.fromkeys(others, 0.0))
    ordered = {name: causes[name] for name in sorted(causes) if name != UNEXPLAINED}
    return Attribution(dimension, value, round(float(total[-1])), {**ordered, UNEXPLAINED: causes[UNEXPLAINED]})
