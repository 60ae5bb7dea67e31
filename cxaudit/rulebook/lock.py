"""A lock: which rules a rulebook holds, each by the hash of what it says, so that a change cannot go unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.model import Location, Severity, Violation
from cxaudit.rulebook.content_hash import definition_hash

if TYPE_CHECKING:
    from cxaudit.rulebook.loader import Examination

VERSION = 1  # raised when the form of the file changes
_PART = re.compile(r"[0-9]+|[^\W\d_]+")  # of a version: digits, or letters
_DIGIT = re.compile("[0-9]")
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
    if found and not is_raised(lock.version, now.version):
        found.append(version_not_raised(lock, now.version, name))
    return tuple(found)


def is_raised(before: str, now: str) -> bool:
    """Whether the version `now` comes after `before`, their parts compared as numbers: 1.10 comes after 1.9.

    A part of letters comes before any number (``1.0-rc`` before ``1.0``); versions without a digit have no order, so
    that any other one counts as raised.
    """
    if not (_DIGIT.search(before) and _DIGIT.search(now)):
        return before != now
    pairs = zip_longest(_parts(before), _parts(now), fillvalue=_part("0"))
    return next((one < other for one, other in pairs if one != other), False)


def version_not_raised(lock: Lock, now: str, name: str) -> Violation:
    """The violation that rules have changed but the version `now` is not above that of the lock called `name`."""
    told = f"is still {now}" if now == lock.version else f"{now} is not above {lock.version}, which the lock has"
    return Violation(
        Location(name, 1, 1),
        "version-not-raised",
        Severity.ERROR,
        f"rules have changed, but the version {told}",
        "raise the version under 'rulebook', then write the lock again",
        owner=f"rulebook {lock.name}",
    )


def _parts(version: str) -> list[tuple[bool, int, str]]:
    return [_part(text) for text in _PART.findall(version.casefold().removeprefix("v"))]


def _part(text: str) -> tuple[bool, int, str]:
    """A part as it is compared: numbers by their digits, since Python refuses to read very long ones."""
    digits = text.lstrip("0")
    return (True, len(digits), digits) if text[0] in "0123456789" else (False, 0, text)


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
