"""Logs with one row a message and known truth, whole and cut into several files."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

BEGIN = datetime(2025, 1, 1)  # noqa: DTZ001 - as exports write it
SAID = ("My parcel came late once more", "Nobody answers my letters", "The agent was rude to me", "I was charged twice")
ANSWERED = ("Sorry to hear that it came late", "We are looking into it now", "Your money is on its way to you")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """One message: its conversation, who the customer of that is, whether they speak, who wrote it, when, and what.

    `first` and `previous` are the numbers of other messages of the conversation, 0 for none.
    """

    number: int
    conversation: int
    customer: str
    by_customer: bool
    author: str
    sent: datetime
    text: str
    first: int
    previous: int


def messages(count: int, seed: int, *, begin: datetime = BEGIN, desk: str = "") -> list[Message]:
    """`count` conversations as they go on beside each other, in the order of time; no two messages at one time."""
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    drafts = []
    for conversation in range(1, count + 1):
        minute = chance.randrange(60 * 24 * 20)
        customer, agent = f"c{conversation}{desk}@mail.example", f"agent{chance.randrange(3)}@shop.example"
        for turn in range(chance.randrange(1, 7)):
            by_customer = turn == 0 or chance.random() < 0.5
            words = f"{chance.choice(SAID if by_customer else ANSWERED)}, {chance.randrange(10**6)}"
            author = customer if by_customer else agent
            drafts.append((minute, conversation, turn, customer, by_customer, author, words))
            minute += chance.randrange(1, 60 * 24 * 4)
    made: list[Message] = []
    known: dict[int, list[int]] = {}
    for number, (minute, conversation, _, customer, by_customer, author, words) in enumerate(sorted(drafts), 1):
        turns = known.setdefault(conversation, [])
        # Seconds tell messages of one minute apart.
        sent = begin + timedelta(minutes=minute, seconds=number % 60, microseconds=number)
        first, previous = (turns[0], turns[-1]) if turns else (number, 0)
        turns.append(number)
        made.append(Message(number, conversation, customer, by_customer, author, sent, words, first, previous))
    return made


def by_speaker(message: Message) -> Row:
    """As a table from anywhere has it, with who speaks and who the customer is."""
    sent = message.sent.isoformat(sep=" ", timespec="microseconds")
    speaker = "customer" if message.by_customer else "agent"
    return f"T{message.conversation}", speaker, sent, message.customer, message.text


def by_author(message: Message) -> Row:
    """Likewise, with authors alone: who writes first is the customer."""
    sent = message.sent.isoformat(sep=" ", timespec="microseconds")
    return f"T{message.conversation}", message.author, sent, message.text


def of_zendesk(message: Message) -> Row:
    """As Zendesk exports comments."""
    sent = message.sent.isoformat(timespec="microseconds") + "Z"
    return str(message.number), str(message.conversation), message.author, "true", message.text, sent, "email"


def of_posts(message: Message) -> Row:
    """As posts that only tell which one they answer."""
    sent = message.sent.isoformat(sep=" ", timespec="microseconds")
    previous = str(message.previous or "")
    return str(message.number), message.author, str(message.by_customer), sent, message.text, "", previous


SHAPES: dict[Callable[[Message], Row], Row] = {
    by_speaker: ("conversation_id", "direction", "sent_at", "customer_email", "body"),
    by_author: ("conversation_id", "author", "created_at", "body"),
    of_zendesk: ("id", "ticket_id", "author_id", "public", "body", "created_at", "via.channel"),
    of_posts: (
        *("tweet_id", "author_id", "inbound", "created_at", "text"),
        *("response_tweet_id", "in_response_to_tweet_id"),
    ),
}


def write(path: Path, head: Sequence[str], rows: Sequence[Row]) -> Path:
    """A file of messages."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path
