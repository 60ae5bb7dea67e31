"""Tells a table that lacks its header from one whose names nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.values.times import times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.recognition import PlannedColumn

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[\d.]+")


def require_header(reader: Reader, planned: Sequence[PlannedColumn], name: str) -> None:
    """Raise InputError where the names of the columns are a time or a mail address, and none is known.

    The first incident would be lost for a header.
    """
    if reader.open_ended or any(plan.how != "content" for plan in planned):
        return
    # A year or a number may well be the name of a column.
    names = [each for each in reader.columns if not _NUMBER.fullmatch(each)]
    read = times(pa.array(names, pa.string()), day_first=False).is_valid().to_pylist()
    telling = next((each for each, time in zip(names, read, strict=True) if time or _MAIL.fullmatch(each)), None)
    if telling is not None:
        kind = "a mail address" if _MAIL.fullmatch(telling) else f"'{telling}'"
        raise InputError(
            f"{name}: its first row looks like an incident and not like a header, as it holds {kind}; put a row with"
            " the names of the columns above it"
        )
