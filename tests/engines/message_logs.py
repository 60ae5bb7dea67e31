"""Logs with one row a message, as help desks write them and as they come to be: conversations in each other's way."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Message: TypeAlias = "dict[str, str | None]"

_ASKED = (
    "It came late.",
    "He was rude to me. Yours Ann Bell",
    'The box said "fragile" and was open',
    "I wrote twice.\n\nNobody answered, not rude but late.",
    "Größe falsch, never arrived",
)
_SAID = {
    "customer": _ASKED,
    "agent": ("Sorry for the delay, it came late.", "On its way\n\n> It came late."),
    "note": ("Customer was rude on the phone.",),
    "bot": ("We got your message.",),
}
_AFTER_LATER = 40  # messages of other conversations that may stand between two of one


def messages(count: int, seed: int) -> list[Message]:
    """Messages in the order in which they were stored; every ninth conversation or so has no customer in it."""
    chance = np.random.default_rng(seed)
    stored: list[tuple[float, Message]] = []
    conversation = 0
    while len(stored) < count:
        conversation += 1
        began = len(stored)
        speakers = ["customer", *chance.choice(["customer", "agent", "note", "bot"], size=chance.integers(5)).tolist()]
        if conversation % 9 == 0:
            speakers = ["agent", "bot"]
        for turn, speaker in enumerate(speakers):
            sent = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=3 * began + 70 * turn)
            message: Message = {
                "message_id": f"m{conversation}.{turn}",
                "conversation_id": f"c{conversation}",
                "sender": speaker,
                "inbound": str(speaker == "customer"),
                "author": f"ann{conversation}@x.example" if speaker == "customer" else f"{speaker}@shop.example",
                "sent": f"{sent:%Y-%m-%d %H:%M}" if chance.random() > 0.05 else "",
                "message": str(chance.choice(_SAID[speaker])),
                "answers": f"m{conversation}.{turn - 1}" if turn else None,
                "satisfaction": str(chance.integers(1, 6)) if chance.random() > 0.7 else "",
                "channel": str(chance.choice(["web", "mail"])),
            }
            stored.append((began + turn * float(chance.integers(1, _AFTER_LATER)), message))
    return [message for _, message in sorted(stored, key=lambda entry: entry[0])]


def as_table(rows: Sequence[Message], columns: Sequence[str], names: Sequence[str] = ()) -> str:
    """Some columns as CSV, with rows that are ragged, empty, or the header again.

    With `names` for the columns no header comes again, as the number of a message then would not be its own.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names or columns)
    for number, row in enumerate(rows):
        if number % 700 == 350:
            text.write("ragged,row\r\n")
            writer.writerow([""] * len(columns))
            writer.writerows([] if names else [columns])
        writer.writerow([row[name] or "" for name in columns])
    return text.getvalue()


def as_json_lines(rows: Sequence[Message], columns: Sequence[str]) -> str:
    """Some columns as JSON, a line each, some of them broken."""
    lines = [json.dumps({name: row[name] for name in columns}) for row in rows]
    lines[500:500] = ["", '{"message": broken']
    return "\n".join(lines)


def as_lake(rows: Sequence[Message], columns: Sequence[str], folder: Path) -> None:
    """Some columns as a folder of Parquet files."""
    third = len(rows) // 3
    for number, some in enumerate((rows[:third], rows[third : 2 * third], rows[2 * third :])):
        table = pa.Table.from_pylist([{name: row[name] for name in columns} for row in some])
        place = folder / f"site={'abc'[number]}"
        place.mkdir(parents=True)
        pq.write_table(table, place / "part.parquet", row_group_size=300)
