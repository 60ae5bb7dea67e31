"""An audit as JSON and back, exactly; the same audit always gives the same bytes."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from cxaudit.errors import InputError
from cxaudit.model import AUDIT_VERSION, Audit

if TYPE_CHECKING:
    from pathlib import Path

    import msgspec


def render_json(audit: Audit, _templates: Path | None = None) -> bytes:
    """The audit as one line of UTF-8 JSON: fields in the order of the nouns, keys of mappings sorted.

    Raises ValueError for NaN or an infinity, which JSON cannot hold and no audit may contain.
    """
    import msgspec  # noqa: PLC0415 - only needed when an audit is written or read

    _refuse_infinite(msgspec.to_builtins(audit))
    return msgspec.json.encode(audit, order="deterministic") + b"\n"


def read_audit_json(data: bytes, name: str) -> Audit:
    """The audit in `data`; `name` is the file it came from, for messages.

    Raises InputError if it is not JSON, not an audit, cut off, inconsistent, or of a later version of the program.
    """
    import msgspec  # noqa: PLC0415 - likewise

    try:
        version = _version(data)
        if version > AUDIT_VERSION:
            raise InputError(
                f"{name}: was written by a later cxaudit (audit version {version}, this one reads up to"
                f" {AUDIT_VERSION}); install a newer cxaudit, or write the audit again with this one"
            )
        audit = _decoder().decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"{name}: is not a whole audit ({reason}); write it with 'cxaudit analyze -o'") from error
    fault = _inconsistency(audit)
    if fault:
        raise InputError(f"{name}: is damaged ({fault}); write it again with 'cxaudit analyze -o'")
    return audit


def _version(data: bytes) -> int:
    """The version an audit says it has, read before anything else; 0 if it says none."""
    import msgspec  # noqa: PLC0415 - likewise

    version = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).get("version")
    return 0 if version is None else msgspec.json.decode(version, type=int)


@cache
def _decoder() -> msgspec.json.Decoder[Audit]:
    import msgspec  # noqa: PLC0415 - likewise

    return msgspec.json.Decoder(Audit)


def _refuse_infinite(value: Any) -> None:
    """Look at every number without recursion."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, (list, tuple)):
            waiting += item
        elif isinstance(item, float) and not math.isfinite(item):
            raise ValueError(f"an audit may not contain {item}")


def _inconsistency(audit: Audit) -> str:
    """What refers to something that is not there; empty if nothing does."""
    tally = audit.tally
    symptoms, profiles = len(tally.symptoms), len(tally.profiles)
    for entry in tally.profiles:
        indices = (*entry.profile.asserted, *entry.profile.denied, *entry.profile.hidden)
        if any(not 0 <= index < symptoms for index in indices):
            return "a profile names a symptom that the tally does not have"
    for margin in tally.margins:
        if any(not 0 <= index < profiles for pairs in margin.counts.values() for index, _ in pairs):
            return f"the split by {margin.dimension} names a profile that the tally does not have"
    for series in tally.series:
        if any(len(counts) != len(series.weeks) for counts in (series.total, *series.symptoms.values())):
            return "a weekly series does not have one entry a week"
    for table in audit.measures.tables:
        if any(len(row.cells) != len(table.columns) for row in table.rows):
            return f"the table '{table.id}' does not have one cell a column"
    return ""
