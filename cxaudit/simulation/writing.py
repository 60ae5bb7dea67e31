"""Writes a simulated log the way the business's help desk exports it."""

from __future__ import annotations

import csv
import io
import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.simulation.messiness import BROKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cxaudit.simulation.business import Business


def write_delimited(business: Business, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Delimited text with a header row; a broken row has a field too many."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=business.delimiter, lineterminator="\n")
    writer.writerow(business.headers.values())
    for row in rows:
        fields = [row[name] for name in business.headers]
        writer.writerow([*fields, "stray"] if BROKEN in row else fields)
    return buffer.getvalue().encode()


def write_json_lines(business: Business, rows: Iterable[Mapping[str, str]]) -> bytes:
    """One JSON object a line, without what is unknown; a broken row stops in the middle."""
    lines = []
    for row in rows:
        values = {header: row[name] for name, header in business.headers.items() if row[name]}
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        lines.append(line[: len(line) // 2] if BROKEN in row else line)
    return ("\n".join(lines) + "\n").encode()


WRITERS: MappingProxyType[str, Callable[[Business, Iterable[Mapping[str, str]]], bytes]] = MappingProxyType(
    {"csv": write_delimited, "jsonl": write_json_lines}
)
