"""Groups of causes that a log shows only together, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.judging.judgement import Likeness, all_of
from cxaudit.inference.signature import behind, groups, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.network import Network
    from cxaudit.model import Rulebook


def likenesses(
    network: Network, rulebook: Rulebook, subjects: Sequence[int], weight: Floats
) -> tuple[dict[int, Likeness], dict[int, tuple[int, ...]]]:
    """For each of `subjects` the others it cannot be told from, and its whole group; `weight` is incidents per node.

    A cause that lies behind another of its group does not put that one in doubt: it works through it alone, so that
    the nearer one is at work either way.
    """
    whole = groups(network, subjects)
    above = behind(network)
    found = {}
    for subject, group in whole.items():
        others = [other for other in group if other != subject and other not in above[subject]]
        nearest = [node for node in group if not any(node in above[other] for other in group)]
        found[subject] = Likeness(
            tuple(network.nodes[other] for other in others),
            _through(network, rulebook, (subject, *others)) if others else "",
            float(sum(weight[node] for node in nearest)),
        )
    return found, whole


def _through(network: Network, rulebook: Rulebook, members: Sequence[int]) -> str:
    count = all_of(len(members))
    effects = {effect for member in members for effect in _effects(network, member)}
    if len(effects) == 1:
        only = effects.pop()
        entry = rulebook.causes.get(only) or rulebook.symptoms[only]
        return f"{count} are seen only through '{entry.title}'"
    shown = np.flatnonzero((reach(network)[list(members)] > 0).any(axis=0))
    if len(shown) == 1:
        return f"{count} are seen only through '{rulebook.symptoms[network.symptoms[shown[0]]].title}'"
    return f"{count} lead to the same symptoms in the same proportions"


def _effects(network: Network, node: int) -> list[str]:
    return [
        *(network.nodes[place] for place, family in enumerate(network.families) if node in family.parents),
        *(network.symptoms[place] for place, family in enumerate(network.symptom_families) if node in family.parents),
    ]
