"""What reports need to know of a rulebook's definitions, taken along in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import Entry

if TYPE_CHECKING:
    from cxaudit.model import Cause, Remedy, Rulebook, Standard, Symptom


def build_catalogue(rulebook: Rulebook) -> dict[str, Entry]:
    """Every definition by id, in id order; where two kinds share an id, the later one is kept as ``kind:id``."""
    entries = (
        *map(_cause, rulebook.causes.values()),
        *map(_symptom, rulebook.symptoms.values()),
        *map(_remedy, rulebook.remedies.values()),
        *map(_standard, rulebook.standards.values()),
    )
    catalogue: dict[str, Entry] = {}
    for entry in entries:
        catalogue[entry.id if entry.id not in catalogue else f"{entry.what}:{entry.id}"] = entry
    return dict(sorted(catalogue.items()))


def _cause(cause: Cause) -> Entry:
    attributes = {
        "family": cause.family,
        "area": cause.area,
        "lens": cause.lens,
        "facet": cause.facet,
        "kind": cause.kind,
        "description": cause.description,
        "prior_word": cause.prior_word,
        "preventable": "yes" if cause.preventable else "no",
    }
    lists = {
        "remedies": cause.remedies,
        "signals": cause.signals,
        "checks": tuple(entry.check for entry in cause.confirm),
        "supports": tuple(entry.supports for entry in cause.confirm),
        "refutes": tuple(entry.refutes for entry in cause.confirm),
    }
    return Entry(cause.id, "cause", cause.title, cause.location, attributes, lists)


def _symptom(symptom: Symptom) -> Entry:
    attributes = {
        "severity": symptom.severity.value,
        "dimension": symptom.dimension,
        "stage": symptom.stage,
        "description": symptom.description,
    }
    lists = {"breaks": symptom.breaks, "caused_by": tuple(link.cause for link in symptom.caused_by)}
    return Entry(symptom.id, "symptom", symptom.title, symptom.location, attributes, lists)


def _remedy(remedy: Remedy) -> Entry:
    attributes = {
        "kind": remedy.kind,
        "action": remedy.action,
        "strength": remedy.strength,
        "phase": remedy.phase,
        "owner": remedy.owner,
        "message": remedy.message,
        "component": remedy.component,
    }
    lists = {
        "steps": remedy.steps,
        "reduces": tuple(effect.cause for effect in remedy.effects),
        "needs": remedy.needs,
        "excludes": remedy.excludes,
    }
    return Entry(remedy.id, "remedy", remedy.title, remedy.location, attributes, lists)


def _standard(standard: Standard) -> Entry:
    attributes = {
        "promise": standard.promise,
        "measure": standard.measure,
        "limit": standard.limit,
        "unit": standard.unit,
        "theme": standard.theme,
    }
    return Entry(standard.id, "standard", standard.title, standard.location, attributes, {})
