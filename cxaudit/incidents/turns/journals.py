"""Cuts a cell that holds several messages into those: chat transcripts, and the journals of help desks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.incidents.turns.roles import Role, role_of

if TYPE_CHECKING:
    from collections.abc import Collection

# "2024-01-15 10:23:45 - Anna Smith (Work notes)", on a line of its own, as ServiceNow writes it.
_JOURNAL = re.compile(
    r"^[ \t]*(?P<when>[\d][\d\-./: ]{7,24}(?:[AaPp][Mm])?) - (?P<who>[^\n]{1,80}?) \((?P<kind>[^()\n]{3,40})\)[ \t]*$",
    re.MULTILINE,
)
# "12/Mar/24 2:15 PM;account;text", as Jira writes a comment.
_COMMENT = re.compile(
    r"^(?P<when>\d{1,2}/[^\W\d_]{3,5}\.?/\d{2,4} \d{1,2}:\d{2}(?: ?[AaPp][Mm])?);(?P<who>[^;\n]{0,100});", re.MULTILINE
)
# "[10:02] Anna (Agent): text", "Customer: text", "Agent Anna (10:05): text".
_CLOCK = r"[\[(]?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?[ T])?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?[\])]?"
_LINE = re.compile(
    rf"^[ \t]*(?P<when>{_CLOCK})?[ \t]*[-–|]?[ \t]*(?P<who>[^\W\d_][^:\n()\[\]]{{0,40}}?)"
    rf"[ \t]*(?:[(\[](?P<kind>[^\W\d][^()\[\]\n]{{1,30}})[)\]])?[ \t]*(?:{_CLOCK})?[ \t]*:(?!//)[ \t]*",
    re.MULTILINE,
)
_FEWEST_WORDS = 3  # of the longest message of either side; forms hold a name behind "Customer:"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a cell; `when` is as written, or empty."""

    text: str
    role: Role
    who: str = ""
    when: str = ""


def journal_of(cell: str) -> list[Said]:
    """The entries of a journal, oldest first where they tell when; none where the cell is no journal."""
    for pattern in (_JOURNAL, _COMMENT):
        found = list(pattern.finditer(cell))
        if found:
            return [
                Said(
                    cell[match.end() : after.start() if after else len(cell)].strip(),
                    _kind(match.groupdict().get("kind") or ""),
                    match["who"].strip(),
                    match["when"].strip(),
                )
                for match, after in zip(found, [*found[1:], None], strict=True)
            ]
    return []


def transcript_of(cell: str, customers: Collection[str] = (), staff: Collection[str] = ()) -> list[Said]:
    """The messages of a chat transcript; none where the cell is no transcript.

    It begins with one who speaks, and both the customer and staff speak in it: by a word such as ``Agent``, or by a
    name that is among `customers` or `staff`. A line behind a time is another's, whoever that is.
    """
    found = [(match, _who(match, customers, staff)) for match in _LINE.finditer(cell)]
    found = [(match, role) for match, role in found if role or match["when"]]
    if not found or cell[: found[0][0].start()].strip():
        return []
    said = [
        Said(
            cell[match.end() : after[0].start() if after else len(cell)].strip(),
            role,
            match["who"].strip(),
            (match["when"] or "").strip("[]() "),
        )
        for (match, role), after in zip(found, [*found[1:], None], strict=True)
    ]
    sides = {role: max((len(one.text.split()) for one in said if one.role is role), default=0) for role in Role}
    both = sides[Role.CUSTOMER] >= _FEWEST_WORDS and max(sides[Role.STAFF], sides[Role.BOT]) >= _FEWEST_WORDS
    return said if both else []


def _kind(words: str) -> Role:
    """The role in the kind of a journal's entry: who wrote a comment its author tells, a work note is a note."""
    role = role_of(words)
    return Role.NOTE if role is Role.NOTE or "work" in words.casefold() or "intern" in words.casefold() else role


def _who(match: re.Match[str], customers: Collection[str], staff: Collection[str]) -> Role:
    if match["kind"] and (role := role_of(match["kind"])):
        return role
    name = match["who"].strip()
    if role := role_of(name):
        return role
    if role := _named(name, customers, staff):
        return role
    first, _, rest = name.partition(" ")
    return role_of(first) if rest and role_of(first) in (Role.CUSTOMER, Role.STAFF, Role.BOT) else Role.UNKNOWN


def _named(name: str, customers: Collection[str], staff: Collection[str]) -> Role:
    plain = name.casefold()
    for names, role in ((customers, Role.CUSTOMER), (staff, Role.STAFF)):
        for known in names:
            whole = known.casefold()
            if plain == whole or (len(plain) > 1 and plain == whole.split(" ")[0]):
                return role
    return Role.UNKNOWN
