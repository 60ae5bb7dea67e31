"""What `cxaudit merge` does between reading and writing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import typer

from cxaudit.cli.explaining import made_with
from cxaudit.cli.reports import read_audit
from cxaudit.engines import EventsFile
from cxaudit.errors import InputError, UsageError
from cxaudit.merging import Part, refuse_unmergeable, without_events

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cxaudit.model import Rulebook


def parts_of(audits: Sequence[Path], given: Sequence[Path]) -> tuple[Part, ...]:
    """The audits in these files, each with its events: among those given, or beside it under the name it knows.

    Raises InputError for what cannot be read, and UsageError for audits that are not to be put together.
    """
    digests = {_digest(path): path for path in given}
    kept = [(path, read_audit(path)) for path in audits]
    refuse_unmergeable([Part(str(path), audit) for path, audit in kept])
    wanted = {audit.events.sha256 for _, audit in kept if audit.events is not None}
    for digest, path in digests.items():
        if digest not in wanted:
            raise UsageError(
                f"--events {path}: these are not the events of any of the audits; give those kept with one"
            )
    parts = []
    for path, audit in kept:
        events = audit.events
        beside = None if events is None else path.parent / events.name
        if events is not None and events.sha256 in digests:
            parts.append(Part(str(path), audit, EventsFile.open(digests[events.sha256])))
        elif events is not None and beside is not None and beside.is_file():
            _refuse_other(beside, events.sha256, path)
            parts.append(Part(str(path), audit, EventsFile.open(beside)))
        else:
            parts.append(Part(str(path), audit))
    return tuple(parts)


def rulebook_of(parts: Sequence[Part], rules: Sequence[Path] | None) -> Rulebook:
    """The rulebook that made the audits; raises UsageError when it is not the one given."""
    first = parts[0]
    rulebook = made_with(first.audit, first.name, rules)
    if tuple(rulebook.symptoms) != first.audit.tally.symptoms:
        raise UsageError(f"{first.name}: the rules have their symptoms in another order now; analyze the logs again")
    return rulebook


def say_how(parts: Sequence[Part], rulebook: Rulebook, keep: Path | None, *, quiet: bool) -> None:
    """Say whether all is counted anew; raise UsageError if not all events are there to be kept together."""
    missing = without_events(parts, rulebook)
    if missing and keep is not None:
        names = ", ".join(part.name for part in missing)
        raise UsageError(f"{keep}: cannot hold the events of all audits, as those of {names} are not at hand")
    if not missing and not quiet:
        names = ", ".join(part.events.path.name for part in parts if part.events is not None)
        typer.echo(f"counted anew from the events kept in {names}", err=True)


def _refuse_other(path: Path, digest: str, audit: Path) -> None:
    if _digest(path) != digest:
        raise InputError(
            f"{path}: is not as it was when {audit} was made; keep the events again with --keep-events, or move the"
            " file away to add the audit up without them"
        )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the events that an audit has kept"
        ) from error
