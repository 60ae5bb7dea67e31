"""Why a cause is blamed: over a whole log, or for one incident."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.model.diagnosis import Hypothesis
from cxaudit.model.tally import Evidence


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one symptom in one state weighs for a cause: the change of the log-odds if it is left out.

    `state` is ``shown``, ``silent`` or ``denied``; `log_odds` is ln odds(cause | all) − ln odds(cause | all but this),
    the mean over `incidents` in which the symptom is in this state (weight of evidence, Good 1950; in nats).
    """

    symptom: str
    state: str
    incidents: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Rival:
    """A cause that competes with another for the same incidents.

    `same`: this log cannot tell the two apart at all. `own` and `other` are the symptoms that speak most for the one
    and for the other, empty where none does.
    """

    cause: str
    same: bool
    own: str
    other: str


@dataclass(frozen=True, slots=True)
class ArrowEffect:
    """What the share prevented would be if one arrow's rate λ were lower or higher by one standard deviation."""

    cause: str
    effect: str
    lower: float
    higher: float


@dataclass(frozen=True, slots=True)
class CauseExplanation:
    """Why a cause stands where it stands.

    `speaking_for` and `speaking_against` are taken from `looked_at` incidents that show a symptom the cause can
    produce; `whys` are causes from the nearest to its main symptom up to the cause and on to the likeliest root.
    `whys_symptom` is that symptom. `behind` are the causes at work behind it with the incidents each sends.
    """

    hypothesis: Hypothesis
    looked_at: float
    speaking_for: tuple[Weight, ...]
    speaking_against: tuple[Weight, ...]
    rivals: tuple[Rival, ...]
    sensitivity: tuple[ArrowEffect, ...]
    whys_symptom: str
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiredPath:
    """The most probable way to a symptom: `nodes` from a root (or a cause at work by itself) down to the symptom.

    `probability` that every arrow of it fired, given all the incident shows; `alone` that the symptom's leak fired.
    """

    nodes: tuple[str, ...]
    probability: float
    alone: float


@dataclass(frozen=True, slots=True)
class IncidentCause:
    """What one incident says of a cause.

    `prior` before anything is seen, `posterior` after, `without` if the `rival` (the likeliest other cause of what is
    shown) were known not to be at work: the difference is what the rival explains away.
    """

    cause: str
    is_root: bool
    prior: float
    posterior: float
    rival: str
    without: float
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class IncidentExplanation:
    """One incident: what it shows, which causes that makes likely, and by which ways.

    `source` and `row` say where it stands; `evidence` holds quotes, for the symptoms that have one. `unknown` are
    symptoms of which nobody knows whether it shows them, and which are taken as not observable. `reread` says that it
    was read from its log again.
    """

    incident: str
    shown: tuple[str, ...]
    denied: tuple[str, ...]
    unknown: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    causes: tuple[IncidentCause, ...]
    paths: tuple[FiredPath, ...]
    reread: bool = False
