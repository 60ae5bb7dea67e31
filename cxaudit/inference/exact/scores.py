"""The derivative of the log likelihood by each parameter, by Fisher's identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.exact.expectation import shown_beliefs
from cxaudit.inference.exact.posteriors import Posterior, Statistic
from cxaudit.inference.exact.silence import Account

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats, Integers
    from cxaudit.inference.exact.likelihood import World


def _account(world: World) -> Account:
    """Tables of nodes say all of their own parameters; arrows into symptoms ask whether their cause is on."""
    nodes: list[tuple[Integers, Floats]] = []
    for node, family in enumerate(world.network.families):
        rows = np.array([family.leak, *family.edges], dtype=np.int64)
        if not family.parents:
            share = float(world.rates.prevalence[node, 0])
            nodes.append((rows, np.array([[-share, 1.0 - share]])))
            continue
        slopes = world.node_slopes[node]
        nodes.append((rows, np.stack([-slopes.plain, slopes.shown], axis=2).reshape(len(rows), -1)))
    return Account(len(world.network.mean), tuple(nodes), arrows=True)


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
