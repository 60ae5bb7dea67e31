"""The fitted model as it is kept in an audit, and the network made again from it without another fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.errors import InputError
from cxaudit.inference.arrays import Floats, expit, logit, rate
from cxaudit.inference.exact.likelihood import Budget
from cxaudit.inference.figures import SPREAD_DIGITS, steady
from cxaudit.inference.fit.budget import mention_budget
from cxaudit.inference.found_arrows import FOUND, with_found
from cxaudit.inference.kinds import observable_symptoms
from cxaudit.inference.network import Family, Network, build_network
from cxaudit.model import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.inference.fit.fitting import Fit
    from cxaudit.model import Diagnosis, Link, Rulebook, Tally

PREVALENCE, LEAK, ARROW = "prevalence", "leak", "arrow"


@dataclass(frozen=True, slots=True)
class KeptModel:
    """The network with its fitted `parameters` (parameters,), and how people were taken to mention things."""

    network: Network
    parameters: Floats
    budget: Budget | None


def kept_parameters(network: Network, rulebook: Rulebook, fitted: Fit) -> tuple[Parameter, ...]:
    """Every parameter of `network` in its order, as probabilities."""
    deviation = np.sqrt(np.diag(np.linalg.inv(fitted.precision)))
    shares = -np.expm1(-np.exp(fitted.parameters))
    found: list[Parameter | None] = [None] * len(network.mean)
    for place, (kind, cause, effect, link) in _named(network, rulebook):
        entry = rulebook.causes.get(effect) or rulebook.symptoms[effect]
        plain = rulebook.causes[effect].prior if effect in rulebook.causes else rulebook.symptoms[effect].leak
        share = expit(fitted.parameters[[place]])[0] if kind == PREVALENCE else shares[place]
        found[place] = Parameter(
            kind=kind,
            cause=cause,
            effect=effect,
            written=(0.0 if link.word == FOUND else link.strength) if link else plain,
            fitted=steady(share),
            deviation=steady(deviation[place], SPREAD_DIGITS),
            rule=link.location if link else entry.location,
        )
    return tuple(parameter for parameter in found if parameter is not None)


def kept_model(rulebook: Rulebook, tally: Tally, diagnosis: Diagnosis) -> KeptModel:
    """The model behind `diagnosis`; `rulebook` must be the one it was made with.

    Raises InputError where the audit keeps no model, or one of another rulebook.
    """
    if not diagnosis.parameters:
        reason = (
            "no incident of it shows a symptom with a cause" if not diagnosis.roots else "it is of an older cxaudit"
        )
        raise InputError(f"the audit keeps no model to explain from ({reason}); analyze the log again")
    rulebook = with_found(rulebook, diagnosis.found)
    network = build_network(rulebook, observable_symptoms(rulebook, tally))
    names = {place: name[:3] for place, name in _named(network, rulebook)}
    kept = [(entry.kind, entry.cause, entry.effect) for entry in diagnosis.parameters]
    if [names[place] for place in sorted(names)] != kept:
        raise InputError("the model in the audit is not of this rulebook; analyze the log again with it")
    values = [
        logit(entry.fitted) if entry.kind == PREVALENCE else float(np.log(rate(entry.fitted)))
        for entry in diagnosis.parameters
    ]
    budget = mention_budget(diagnosis.mentions) if diagnosis.mentions else None
    return KeptModel(network, np.array(values, dtype=np.float64), budget)


def _named(network: Network, rulebook: Rulebook) -> Iterator[tuple[int, tuple[str, str, str, Link | None]]]:
    """The position of every parameter, with its kind, cause, effect and the link it is written in."""
    for effect, family in zip(network.nodes, network.families, strict=True):
        own = LEAK if family.parents else PREVALENCE
        yield family.leak, (own, "", effect, None)
        yield from _arrows(effect, family, rulebook.causes[effect].caused_by)
    for effect, family in zip(network.symptoms, network.symptom_families, strict=True):
        yield family.leak, (LEAK, "", effect, None)
        yield from _arrows(effect, family, rulebook.symptoms[effect].caused_by)


def _arrows(
    effect: str, family: Family, links: tuple[Link, ...]
) -> Iterator[tuple[int, tuple[str, str, str, Link | None]]]:
    by_cause = sorted(links, key=lambda link: link.cause)
    for place, link in zip(family.edges, by_cause, strict=True):
        yield place, (ARROW, link.cause, effect, link)
