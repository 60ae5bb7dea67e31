"""Arrows, and a cause, that a rulebook lacks and a log asks for, put into the rulebook for one diagnosis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.model import Cause, Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import FoundArrow, Location, Rulebook, Symptom

FOUND = "found in the log"  # stands where a link of the rulebook has its word
SPREAD = 1.0  # standard deviation of ln λ around the guess: a rulebook has said nothing of it
UNKNOWN = "unknown cause"  # the root that no rulebook names; no id of a rulebook has a space
PREVALENCE = 0.03  # of the unknown cause, before the log is heard


def with_found(rulebook: Rulebook, found: Iterable[FoundArrow]) -> Rulebook:
    """`rulebook` with an arrow more for each that was `found`; what is located there is the effect's own place.

    Arrows from the cause `UNKNOWN` bring it along, as a root.
    """
    causes, symptoms = dict(rulebook.causes), dict(rulebook.symptoms)
    for arrow in found:
        effect = causes.get(arrow.effect) or symptoms.get(arrow.effect)
        if effect is None:
            continue
        if arrow.cause == UNKNOWN and UNKNOWN not in causes:
            causes[UNKNOWN] = _unknown(effect.location)
        if arrow.effect in causes:
            causes[arrow.effect] = _with(causes[arrow.effect], arrow)
        else:
            symptoms[arrow.effect] = _with_symptom(symptoms[arrow.effect], arrow)
    return replace(rulebook, causes=causes, symptoms=symptoms)


def _unknown(location: Location) -> Cause:
    return Cause(UNKNOWN, "a cause that the rulebook does not know", "", "", location, PREVALENCE, "")


def _with(cause: Cause, arrow: FoundArrow) -> Cause:
    return replace(cause, caused_by=(*cause.caused_by, Link(arrow.cause, arrow.guess, FOUND, cause.location, SPREAD)))


def _with_symptom(symptom: Symptom, arrow: FoundArrow) -> Symptom:
    link = Link(arrow.cause, arrow.guess, FOUND, symptom.location, SPREAD)
    return replace(symptom, caused_by=(*symptom.caused_by, link))
