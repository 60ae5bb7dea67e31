"""What profiles say with one cause switched on: compiled code that shares work finds what whole sums find."""

from __future__ import annotations

import numpy as np
import pytest
from inference_oracles import one_way
from inference_worlds import tally_of, tally_of_flags

from cxaudit.inference.evidence import Evidence, gather
from cxaudit.inference.exact import capacity
from cxaudit.inference.exact.batches import make_batches
from cxaudit.inference.exact.capacity import joint_symptoms, within_reach
from cxaudit.inference.exact.expectation import MARGINALS, listen
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import as_it_is, passed
from cxaudit.inference.exact.switching import ON, switched_on
from cxaudit.inference.fit.sampling import sample_incidents
from cxaudit.inference.network import build_network
from cxaudit.model import Profile
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook

RULEBOOK = load_rulebook([resource("rules/core")])
NETWORK = build_network(RULEBOOK, RULEBOOK.symptoms)
NODES = [node for node, family in enumerate(NETWORK.families) if family.parents]


def drawn() -> Evidence:
    return gather(NETWORK, tally_of_flags(NETWORK.symptoms, sample_incidents(NETWORK, NETWORK.mean, 40, 3)))


def partly_hidden() -> Evidence:
    """Silent, hidden and denied symptoms, in several patterns."""
    hidden = [tuple(range(place, len(NETWORK.symptoms), 3)) for place in range(3)]
    profiles = [Profile((gone[0] + 1, gone[5] + 2), denied=(gone[0] + 4,), hidden=gone) for gone in hidden]
    return gather(NETWORK, tally_of(NETWORK.symptoms, [Profile(()), *profiles]))


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("evidence", [drawn(), partly_hidden()], ids=["drawn", "partly hidden"])
def test_a_cause_switched_on_is_one_whose_leak_is_sure_to_happen(evidence: Evidence, *, compiled: bool) -> None:
    """Against whole sums with other parameters."""
    parameters = NETWORK.mean + 0.1
    world, batches = make_world(NETWORK, parameters), make_batches(NETWORK, evidence, compiled=compiled)
    list(passed(listen(world, evidence, batches, None, MARGINALS), as_it_is))
    found = list(switched_on(world, evidence, batches, NODES))
    assert [switched.node for switched in found] == NODES
    for switched in found[::9]:
        sure = parameters.copy()
        sure[NETWORK.families[switched.node].leak] = np.log(ON)
        logs, on = one_way(make_world(NETWORK, sure), evidence, MARGINALS, compiled=False)
        assert switched.logs == pytest.approx(logs, abs=1e-9)
        assert switched.on == pytest.approx(on, abs=1e-9)


def test_how_large_tables_grow_is_counted_alike_with_and_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = drawn()
    asserted = evidence.asserted.copy()
    asserted[:20, joint_symptoms(NETWORK)] |= np.tri(20, len(joint_symptoms(NETWORK)), 20, dtype=np.bool_)
    crowded = evidence.with_asserted(asserted)
    told = []
    for fewest in (0, 10**9):
        monkeypatch.setattr(capacity, "COMPILED", fewest)
        told.append(within_reach(NETWORK, crowded))
    assert told[0][1] == told[1][1] > 0.0
    assert np.array_equal(told[0][0], told[1][0])
