"""Why one incident happened, as far as the model can tell: likely causes, ways, and what explains what away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.explaining.fired_paths import most_probable_path
from cxaudit.inference.figures import steady
from cxaudit.inference.fit.kept_model import KeptModel, kept_model
from cxaudit.inference.fit.posterior import Case, Profiles, believed, believed_without, log_odds
from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.inference.signature import behind, reach
from cxaudit.model import IncidentCause, IncidentExplanation, Weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.explaining.sightings import Sighting
    from cxaudit.model import Diagnosis, Rulebook, Tally

_CAUSES = 6  # told, the likeliest first
_LIKELY = 0.02  # posterior below which a cause is not told, unless another explains it away
_EXPLAINED_AWAY = 0.05  # rise of a posterior without the rival that is worth telling
_PATHS = 24  # shown symptoms to which the most probable way is looked for
_SILENT = 3  # silent symptoms told for a cause, those that weigh most


def explain_incident(rulebook: Rulebook, tally: Tally, diagnosis: Diagnosis, sighting: Sighting) -> IncidentExplanation:
    """The causes of one incident under the model that the audit keeps; what is unknown of it counts as not observable.

    Raises InputError where the model in the audit is not of `rulebook`.
    """
    model = kept_model(rulebook, tally, diagnosis)
    network = model.network
    given = _profile(model, sighting)
    case = Case.of(model, given)
    told = _told(case)
    return IncidentExplanation(
        incident=sighting.incident,
        shown=tuple(name for name in network.symptoms if name in sighting.shown),
        denied=tuple(name for name in network.symptoms if name in sighting.denied),
        unknown=tuple(name for name in network.symptoms if name in sighting.unknown),
        evidence=sighting.evidence,
        causes=_causes(model, given, case, told, rulebook),
        paths=tuple(
            most_probable_path(case, symptom) for symptom in np.flatnonzero(case.block.asserted[0])[:_PATHS].tolist()
        ),
        reread=sighting.reread,
    )


def _profile(model: KeptModel, sighting: Sighting) -> Profiles:
    names = model.network.symptoms
    return Profiles(
        *(
            np.array([[name in part for name in names]], dtype=np.bool_)
            for part in (sighting.shown, sighting.denied, (*sighting.hidden, *sighting.unknown))
        )
    )


def _told(case: Case) -> tuple[int, ...]:
    """The likeliest causes, and those that the likeliest explains away."""
    nodes = [node for node, name in enumerate(case.world.network.nodes) if name != UNKNOWN]
    posterior = case.asked(case.nothing_asked)[1]
    likely = sorted(nodes, key=lambda node: (-steady(posterior[node]), node))[:_CAUSES]
    kept = [node for node in likely if posterior[node] >= _LIKELY]
    if kept:
        rise = _without(case, kept[0]) - posterior
        hidden = sorted(nodes, key=lambda node: (-steady(rise[node]), node))[:_CAUSES]
        kept += [node for node in hidden if rise[node] >= _EXPLAINED_AWAY and node not in kept]
    return tuple(sorted(kept[: 2 * _CAUSES], key=lambda node: (-steady(posterior[node]), node)))


def _causes(
    model: KeptModel, given: Profiles, case: Case, told: Sequence[int], rulebook: Rulebook
) -> tuple[IncidentCause, ...]:
    network = model.network
    hidden = np.ones_like(given.hidden)
    nothing = believed(model, Profiles(~hidden, ~hidden, hidden))[:, 0]
    posterior = case.asked(case.nothing_asked)[1]
    without = {node: _without(case, node) for node in told}
    above = behind(network)
    weights = _weights(model, given, told)
    found = []
    for node in told:
        others = [other for other in told if other not in above[node] and node not in above[other] and other != node]
        rival = max(others, key=lambda other: (without[other][node], -other), default=-1)
        rises = rival >= 0 and without[rival][node] - posterior[node] >= _EXPLAINED_AWAY
        found.append(
            IncidentCause(
                cause=network.nodes[node],
                is_root=rulebook.causes[network.nodes[node]].is_root,
                prior=steady(nothing[node]),
                posterior=steady(min(1.0, posterior[node])),
                rival=network.nodes[rival] if rises else "",
                without=steady(min(1.0, without[rival][node])) if rises else steady(min(1.0, posterior[node])),
                weights=weights[node],
            )
        )
    return tuple(found)


def _without(case: Case, node: int) -> Floats:
    """P(node at work | profile, this one is not) (nodes)."""
    factor = case.nothing_asked
    factor[node, 1] = 0.0
    return case.asked(factor)[1]


def _weights(model: KeptModel, given: Profiles, told: Sequence[int]) -> dict[int, tuple[Weight, ...]]:
    """For each of the causes `told`, every shown or denied symptom, and the silent ones that weigh most."""
    can = reach(model.network)
    own = (can[list(told)] > 0.0).any(axis=0) if told else np.zeros(can.shape[1], dtype=np.bool_)
    symptoms = np.flatnonzero(given.asserted[0] | given.denied[0] | (~given.hidden[0] & own)).tolist()
    if not symptoms:
        return dict.fromkeys(told, ())
    whole, left_out = (log_odds(found) for found in believed_without(model, given, [0] * len(symptoms), symptoms))
    found: dict[int, tuple[Weight, ...]] = {}
    for node in told:
        entries = [
            Weight(model.network.symptoms[symptom], _state(given, symptom), 1.0, steady(whole[node, 0] - other))
            for symptom, other in zip(symptoms, left_out[node].tolist(), strict=True)
        ]
        spoken = [entry for entry in entries if entry.state != "silent"]
        silent = [entry for entry in entries if entry.state == "silent" and entry.log_odds <= -_LIKELY]
        found[node] = (
            *sorted(spoken, key=lambda entry: (-entry.log_odds, entry.symptom)),
            *sorted(silent, key=lambda entry: (entry.log_odds, entry.symptom))[:_SILENT],
        )
    return found


def _state(given: Profiles, symptom: int) -> str:
    return "shown" if given.asserted[0, symptom] else "denied" if given.denied[0, symptom] else "silent"
