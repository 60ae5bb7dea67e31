"""The derivative of the log likelihood by each parameter, by Fisher's identity."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.exact.expectation import shown_beliefs
from cxaudit.inference.exact.posteriors import Posterior, Statistic
from cxaudit.inference.exact.silence import Account

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats, Integers
    from cxaudit.inference.exact.likelihood import World
    from cxaudit.inference.network import Family


def _account(world: World) -> Account:
    """Tables of nodes say all of their own parameters; arrows into symptoms ask whether their cause is on."""
    nodes: list[tuple[Integers, Floats]] = []
    for node, (family, rows) in enumerate(zip(world.network.families, _own(world.network.families), strict=True)):
        if family.parents:
            nodes.append((rows, world.node_slopes[node].table))
        else:
            share = float(world.rates.prevalence[node, 0])
            nodes.append((rows, np.array([[-share, 1.0 - share]])))
    return Account(len(world.network.mean), tuple(nodes), arrows=True)


@lru_cache(maxsize=32)
def _own(families: tuple[Family, ...]) -> tuple[Integers, ...]:
    """The parameters of each of these."""
    return tuple(np.array([family.leak, *family.edges], dtype=np.int64) for family in families)


def _finish(posterior: Posterior) -> Floats:
    """Add what differs between profiles: leaks of silent symptoms, and the symptoms that vary in this batch."""
    found, block, slopes = posterior.swept.means, posterior.block, posterior.layer.slopes
    leaks = slopes.leaks
    symptoms = slopes.symptom[leaks]
    found[slopes.parameter[leaks]] = (
        -slopes.silent[leaks] * block.silent.T[symptoms] - slopes.denied[leaks] * block.denied.T[symptoms]
    )
    arrows = posterior.touch.arrows(slopes)
    on = posterior.swept.on[posterior.touch.place[slopes.parent[arrows]]]
    symptoms = slopes.symptom[arrows]
    found[slopes.parameter[arrows]] = -on * (
        slopes.silent[arrows] * block.silent.T[symptoms] + slopes.denied[arrows] * block.denied.T[symptoms]
    )
    for symptom, profiles, belief in shown_beliefs(posterior):
        family = posterior.world.network.symptom_families[symptom]
        rows = np.array([family.leak, *family.edges])
        found[np.ix_(rows, profiles)] = posterior.world.symptom_slopes[symptom].shown @ belief
    return found


SCORES = Statistic(_account, _finish)
