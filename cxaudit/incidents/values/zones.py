"""Time zones as exports write them, as minutes east of UTC."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

# Only names that mean one thing; IST, CST (China) and the like would be guesses. US names are what help desks write.
ZONES = MappingProxyType(
    {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120}
    | {"eest": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480}
    | {"pdt": -420, "akst": -540, "hst": -600, "jst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780}
)
# Zones of the US that are the same in summer and winter by name.
_OF_BOTH_SEASONS = MappingProxyType(
    {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
)
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


def offset_minutes(zone: str) -> int | None:
    """Minutes east of UTC of ``Z``, ``+02:00``, ``-0500``, ``GMT+1`` or ``PST``; None for what is none of these."""
    lowered = zone.strip().lower()
    if lowered in ZONES:
        return ZONES[lowered]
    match = _OFFSET.fullmatch(lowered)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def is_region(zone: str) -> bool:
    """Whether this names a region whose zone is known, such as ``Europe/Berlin`` or ``PT``."""
    return _region(zone) is not None


def in_utc(local: datetime, zone: str) -> datetime:
    """A time of the region `zone`, without a zone of its own, in UTC; one of an unknown region as it stands.

    Where a clock shows one time twice, as at the end of summer, the first is meant.
    """
    region = _region(zone)
    offset = None if region is None else region.utcoffset(local)
    return local if offset is None else local - offset


@cache
def _region(zone: str) -> ZoneInfo | None:
    # A single word such as CET would be found too, and names no region.
    name = _OF_BOTH_SEASONS.get(zone, zone if "/" in zone else "")
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):  # no such region, or no list of them on this machine
        return None
