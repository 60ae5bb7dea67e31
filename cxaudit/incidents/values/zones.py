"""Time zones as exports write them, as minutes east of UTC."""

from __future__ import annotations

import re
from types import MappingProxyType

# Only names that mean one thing; IST, CST (China) and the like would be guesses. US names are what help desks write.
ZONES = MappingProxyType(
    {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120}
    | {"eest": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480}
    | {"pdt": -420, "akst": -540, "hst": -600, "jst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780}
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
