"""A lock: which rules a rulebook holds, each by the hash of what it says, so that a change cannot go unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.model import Location, Severity, Violation
from cxaudit.rulebook.content_hash import definition_hash

if TYPE_CHECKING:
    from cxaudit.rulebook.loader import Examination

VERSION = 1  # raised when the form of the file changes
_ADVICE = "write it again with `cxaudit rules lock`"


@dataclass(frozen=True, slots=True)
class Lock:
    """The name, version and content hash of a rulebook, and the hash of each definition (``symptom refund-delay``)."""

    name: str
    version: str
    content_hash: str
    definitions: Mapping[str, str]


def lock_of(examination: Examination) -> Lock:
    """The lock of a rulebook that could be loaded."""
    rulebook = examination.rulebook
    assert rulebook is not None
    hashes = {owner: definition_hash(entry) for owner, entry in sorted(examination.definitions.items())}
    return Lock(rulebook.name, rulebook.version, rulebook.content_hash, hashes)


def render_lock(lock: Lock) -> str:
    """The lock as JSON, a line a definition."""
    content = {
        "lock": VERSION,
        "name": lock.name,
        "version": lock.version,
        "content_hash": lock.content_hash,
        "definitions": dict(lock.definitions),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_lock(data: bytes, name: str) -> Lock:
    """The lock that a file called `name` holds. Raises UsageError when it is none."""
    try:
        content = json.loads(data)
    except ValueError as fault:
        raise UsageError(f"{name}: is no lock, because it is not JSON; {_ADVICE}") from fault
    if not isinstance(content, dict) or content.get("lock") != VERSION:
        raise UsageError(f"{name}: is no lock of version {VERSION}; {_ADVICE}")
    match content:
        case {
            "name": str(named),
            "version": str(version),
            "content_hash": str(value),
            "definitions": dict(definitions),
        }:
            return Lock(named, version, value, {str(owner): str(entry) for owner, entry in definitions.items()})
        case _:
            raise UsageError(f"{name}: lacks a part of the lock; {_ADVICE}")


def differences(lock: Lock, name: str, examination: Examination) -> tuple[Violation, ...]:
    """What differs from the lock in the file called `name`: definitions, and a version that was not raised."""
    now = lock_of(examination)
    found = [
        _out_of_date(_place(owner, name, examination), owner, _told(owner, lock, now))
        for owner in sorted({*lock.definitions, *now.definitions})
        if lock.definitions.get(owner) != now.definitions.get(owner)
    ]
    if found and lock.version == now.version:
        found.append(version_not_raised(lock, name))
    return tuple(found)


def version_not_raised(lock: Lock, name: str) -> Violation:
    """The violation that rules have changed under the version of the lock in the file called `name`."""
    return Violation(
        Location(name, 1, 1),
        "version-not-raised",
        Severity.ERROR,
        f"rules have changed, but the version is still {lock.version}",
        "raise the version under 'rulebook', then write the lock again",
        owner=f"rulebook {lock.name}",
    )


def _told(owner: str, lock: Lock, now: Lock) -> str:
    if owner not in now.definitions:
        return "is in the lock but no longer in the rulebook"
    return "has changed since the lock was written" if owner in lock.definitions else "is not in the lock"


def _place(owner: str, name: str, examination: Examination) -> Location:
    definition = examination.definitions.get(owner)
    return definition.location if definition else Location(name, 1, 1)


def _out_of_date(place: Location, owner: str, told: str) -> Violation:
    what, _, identifier = owner.partition(" ")
    message = f"{what} '{identifier}' {told}"
    return Violation(
        place, "lock-out-of-date", Severity.ERROR, message, _ADVICE, subject=f"id: {identifier}", owner=owner
    )
