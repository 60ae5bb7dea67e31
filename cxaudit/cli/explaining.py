"""What `cxaudit explain` does between reading and printing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.configuration import suggestion
from cxaudit.errors import InputError, UsageError
from cxaudit.inference.explaining.explanation import explain_cause
from cxaudit.inference.explaining.incident_explanation import explain_incident
from cxaudit.inference.explaining.sightings import sighted
from cxaudit.inference.judging.site_check_file import read_site_checks
from cxaudit.inference.judging.site_checks import rechecked
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.explaining.sightings import Sighting
    from cxaudit.model import Audit, CauseExplanation, IncidentExplanation, Rulebook

_SHORT = 12  # digits of a hash that a message shows


@dataclass(frozen=True, slots=True)
class Asked:
    """An incident, and the logs to read it from, if any, with what the user says of their columns."""

    incident: str
    logs: tuple[str, ...]
    mapping: Path | None
    columns: tuple[str, ...]


def made_with(audit: Audit, path: Path | str, rules: Sequence[Path] | None) -> Rulebook:
    """The rulebook at `rules` (the default one if none), if it is the one that made `audit`; else UsageError."""
    rulebook = load_rulebook(tuple(rules or [resource("rules/core")]))
    stamp = audit.rulebook
    if rulebook.content_hash != stamp.content_hash:
        given = ", ".join(map(str, rules)) if rules else "the default rulebook"
        raise UsageError(
            f"{path}: was made with rulebook '{stamp.name}' {stamp.version} (hash {stamp.content_hash[:_SHORT]}), and "
            f"{given} is another (hash {rulebook.content_hash[:_SHORT]}); give the one it was made with by --rules, or "
            "analyze the log again"
        )
    return rulebook


def with_confirmations(audit: Audit, path: Path | None, rulebook: Rulebook) -> Audit:
    """The audit with what was found on site since; its figures stay."""
    if path is None:
        return audit
    checks = read_site_checks(path, rulebook, redacted=audit.settings.redacted)
    return replace(audit, diagnosis=rechecked(audit.diagnosis, checks))


def explained(
    audit: Audit, path: Path, rulebook: Rulebook, cause: str | None, asked: Asked
) -> CauseExplanation | IncidentExplanation:
    """The explanation asked for; raises UsageError or InputError for what the audit does not hold."""
    try:
        if cause is not None:
            return explain_cause(rulebook, audit.tally, audit.diagnosis, _named(audit, path, rulebook, cause))
        return explain_incident(rulebook, audit.tally, audit.diagnosis, _sighting(asked, rulebook, audit))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _sighting(asked: Asked, rulebook: Rulebook, audit: Audit) -> Sighting:
    if asked.logs:
        from cxaudit.cli.sighting import read_sighting  # the libraries that read logs take time to load

        return read_sighting(asked, rulebook, audit)
    found = sighted(audit.tally, asked.incident)
    if found is None:
        raise InputError(
            f"incident '{asked.incident}' is not among the quotes it keeps; read it from its log again with --log FILE"
        )
    return found


def _named(audit: Audit, path: Path, rulebook: Rulebook, name: str) -> str:
    """The id of a cause of the audit, given as its id or its title."""
    by_title = {entry.title.casefold(): cause for cause, entry in rulebook.causes.items()}
    cause = name if name in rulebook.causes else by_title.get(name.casefold(), "")
    if not cause:
        hint = suggestion(name, rulebook.causes) or "its report names those it found"
        raise UsageError(f"'{name}' is no cause of {path}: {hint}")
    if audit.diagnosis.hypothesis(cause) is None:
        raise InputError(f"it says nothing of '{cause}', as no incident shows a symptom; analyze a log with failures")
    return cause
