"""What the user can say about how inputs are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Choices that override what the contents suggest; the defaults read everything as it is found.

    `mapping` is a YAML file and `columns` pairs of (canonical column, original column); both win over recognition,
    and `columns` wins over `mapping`. `shape` names an export shape instead of recognising one. `day_first` says how
    to read 03/04/2024. `shapes` is a folder of export shapes used in place of the shipped one. `same_ids` says whether
    one id of a conversation is one conversation in all inputs of messages, or in each its own; None leaves it to them.
    """

    mapping: Path | None = None
    columns: tuple[tuple[str, str], ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    shape: str | None = None
    day_first: bool | None = None
    shapes: Path | None = None
    same_ids: bool | None = None
