"""Tells from the words of exports who speaks in a message: the customer, staff, a bot, or a note to colleagues."""

from __future__ import annotations

import re
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.incidents.names import plain_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(IntEnum):
    """Who speaks. What nobody can tell is settled within its conversation."""

    UNKNOWN = 0
    CUSTOMER = 1
    STAFF = 2
    NOTE = 3  # written by staff for staff
    BOT = 4


_CUSTOMER = (
    "customer client user end_user enduser requester requestor contact lead visitor guest consumer caller member"
    " passenger patient subscriber buyer shopper complainant person in inbound incoming received receive"
    " incoming_email incoming_message from_customer external kunde kundin cliente klant utente usuario utilisateur"
)
_STAFF = (
    "agent admin administrator staff support operator employee teammate team representative rep advisor adviser"
    " manager supervisor owner specialist helpdesk help_desk support_team support_agent"
    " customer_service customer_support customer_care service_desk out outbound outgoing sent send reply"
    " outgoing_email outgoing_message forwarded_email from_agent mitarbeiter mitarbeiterin berater conseiller agente"
    " atendente operatore medewerker"
)
_NOTE = (
    "note internal internal_note private private_note work_note work_notes worknote internal_comment whisper notiz nota"
)
_BOT = (
    "bot chatbot system automation automated automatic auto autoreply auto_reply workflow virtual_assistant assistant"
    " ai trigger rule macro operator_bot"
)

_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        word: role
        for role, words in ((Role.CUSTOMER, _CUSTOMER), (Role.STAFF, _STAFF), (Role.NOTE, _NOTE), (Role.BOT, _BOT))
        for word in words.split()
    }
)
# Columns of yes and no: what yes means in them.
_YES_MEANS: Mapping[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys(
        ("inbound", "is_inbound", "incoming", "is_incoming", "from_customer", "is_customer", "by_customer"),
        ("customer", "staff"),
    )
    | dict.fromkeys(
        ("outbound", "is_outbound", "outgoing", "from_agent", "is_agent", "is_staff", "by_staff", "staff", "from_me"),
        ("staff", "customer"),
    )
)
_YES, _NO = ("true", "yes", "y", "t", "1"), ("false", "no", "n", "f", "0")
_PIECES = re.compile(r"[;,|/()\[\]:\n]+")


def role_of(words: str) -> Role:
    """The role that a cell such as ``customer``, ``Outbound`` or ``note; admin`` names.

    A note is a note whoever wrote it; else the first word that names a role counts.
    """
    found = [
        role
        for piece in _PIECES.split(words)
        if (role := _ROLES.get(plain_name(piece), Role.UNKNOWN)) is not Role.UNKNOWN
    ]
    if Role.NOTE in found:
        return Role.NOTE
    return found[0] if found else Role.UNKNOWN


def meanings_of(name: str) -> dict[str, str]:
    """What yes and no mean in a column of this name, such as ``inbound``; nothing where the name does not tell."""
    last = plain_name(name.rsplit(".", 1)[-1])
    if last not in _YES_MEANS:
        return {}
    yes, no = _YES_MEANS[last]
    return dict.fromkeys(_YES, yes) | dict.fromkeys(_NO, no)
