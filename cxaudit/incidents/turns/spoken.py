"""Messages of conversations, sorted into what customers said, what staff answered, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cxaudit.incidents.raw import SEVERAL
from cxaudit.incidents.turns.quoted import paragraphs_of, same_words, without_quoted
from cxaudit.incidents.turns.roles import Role

Integers = npt.NDArray[np.int64]
Roles = npt.NDArray[np.int8]

NEVER = int(np.iinfo(np.int64).min)  # the time of a message whose time is not known
_MINUTE = 60_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages in any order, one entry each.

    `conversation` numbers what each belongs to; `sent` is in microseconds UTC, NEVER where unknown; `row` is where it
    stands; `author` is equal for messages of one author, and negative where nobody is named.
    """

    conversation: Integers
    role: Roles
    sent: Integers
    row: Integers
    author: Integers
    text: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said in one conversation.

    `marks` says where in `text` the words of each customer's message end, and the row of that message;
    `first_reply_minutes` runs from the customer's first message to the first answer by staff.
    """

    text: str | None
    agent_text: str | None
    customer_turns: int
    agent_turns: int
    first_reply_minutes: float | None
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Open:
    """A conversation that is being read."""

    said: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    marks: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    turns: dict[int, int] = field(default_factory=dict)
    asked_at: int | None = None
    reply: float | None = None


def in_turn(messages: Messages) -> Integers:
    """The places of the messages by conversation, then time, then row; one without a time stays behind its row."""
    order = np.lexsort((messages.row, messages.conversation))
    conversation, sent = messages.conversation[order], messages.sent[order]
    known = np.where(sent != NEVER, np.arange(len(order)), -1)
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = conversation[1:] != conversation[:-1]
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    before = np.maximum.accumulate(known) if len(order) else known
    filled = np.where(before >= start, sent[np.maximum(before, 0)], NEVER)
    return order[np.lexsort((messages.row[order], filled, conversation))]


def settled_roles(messages: Messages, order: Integers) -> Roles:
    """The roles, with those that nobody could tell settled within their conversation.

    An author has one role throughout. Where it is known who the customer is, others are staff; where nobody is, the
    one who wrote first is the customer.
    """
    roles = messages.role.copy()
    unknown = np.flatnonzero(roles[order] == Role.UNKNOWN)
    if not len(unknown):
        return roles
    conversation = messages.conversation[order]
    for number in np.unique(conversation[unknown]).tolist():
        places = order[np.searchsorted(conversation, number) : np.searchsorted(conversation, number, side="right")]
        _settle(roles, messages.author, places.tolist())
    return roles


def spoken(messages: Messages, order: Integers, roles: Roles, count: int) -> list[Conversation]:
    """The conversations numbered from 0 to `count`, from messages whose roles are settled, in turn.

    A paragraph that was said before in the conversation, as when a message quotes an earlier one or repeats its
    subject, is left out.
    """
    found = [_Open() for _ in range(count)]
    for place in order.tolist():
        one, role = found[messages.conversation[place]], int(roles[place])
        one.turns[role] = one.turns.get(role, 0) + 1
        if role == Role.CUSTOMER:
            _say(one, messages.text[place], int(messages.row[place]))
            if one.asked_at is None:
                one.asked_at = int(messages.sent[place])
        elif role == Role.STAFF:
            _answer(one, messages.text[place], int(messages.sent[place]))
    return [_closed(one) for one in found]


def _settle(roles: Roles, author: Integers, places: list[int]) -> None:
    by_author = {
        int(author[place]): int(roles[place])
        for place in reversed(places)
        if author[place] >= 0 and roles[place] in (Role.CUSTOMER, Role.STAFF, Role.BOT)
    }
    for place in places:
        if roles[place] != Role.UNKNOWN:
            continue
        name = int(author[place])
        if name < 0:
            roles[place] = Role.CUSTOMER
        else:
            someone = Role.STAFF if Role.CUSTOMER in by_author.values() else Role.CUSTOMER
            roles[place] = by_author.setdefault(name, someone)


def _new_paragraphs(one: _Open, text: str | None) -> list[str]:
    if not text:
        return []
    # What the first message quotes comes from outside, as when a customer forwards a letter.
    own = without_quoted(text) if one.known else text
    kept = []
    for paragraph in paragraphs_of(own):
        same = same_words(paragraph)
        if same not in one.known:
            one.known.add(same)
            kept.append(paragraph)
    return kept


def _say(one: _Open, text: str | None, row: int) -> None:
    for paragraph in _new_paragraphs(one, text):
        one.length += len(paragraph) + (len(SEVERAL) if one.said else 0)
        one.said.append(paragraph)
    if one.said and (not one.marks or one.marks[-1][0] != one.length):
        one.marks.append((one.length, row))


def _answer(one: _Open, text: str | None, sent: int) -> None:
    one.answered += _new_paragraphs(one, text)
    if one.reply is None and one.asked_at is not None and NEVER not in (one.asked_at, sent) and sent >= one.asked_at:
        one.reply = (sent - one.asked_at) / _MINUTE


def _closed(one: _Open) -> Conversation:
    return Conversation(
        SEVERAL.join(one.said) or None,
        SEVERAL.join(one.answered) or None,
        one.turns.get(Role.CUSTOMER, 0),
        one.turns.get(Role.STAFF, 0),
        one.reply,
        tuple(one.marks),
    )
