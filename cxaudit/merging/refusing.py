"""Audits that are not to be put together, each in a sentence."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.engines import Join
    from cxaudit.merging.part import Part
    from cxaudit.model import Audit

_SHORT = 12  # digits of a hash that a message shows


def refuse_unmergeable(parts: Sequence[Part]) -> None:
    """Raise UsageError unless the audits are of different logs, made with the same rules in the same manner."""
    if len(parts) < 2:
        raise UsageError("one audit alone cannot be merged; give two or more")
    first = parts[0]
    for part in parts[1:]:
        _refuse_differing(first, part)
    _refuse_shared_sources(parts)


def refuse_differing_splits(parts: Sequence[Part]) -> None:
    """Raise UsageError if kept events were asked to be split by different columns."""
    asked = [part.events.header.dimensions for part in parts if part.events is not None]
    for part, dimensions in zip(parts, asked, strict=True):
        if dimensions != asked[0]:
            one, other = (", ".join(names) or "every column" for names in (asked[0], dimensions))
            raise UsageError(
                f"{parts[0].name} is split by {one} and {part.name} by {other}; analyze one of them again with the same"
                " --by"
            )
        if part.events is not None and parts[0].events is not None:
            _refuse_differing_joins(parts[0], parts[0].events.header.join, part, part.events.header.join)


def _refuse_differing_joins(first: Part, one: Join | None, part: Part, other: Join | None) -> None:
    if one != other:
        raise UsageError(
            f"customers were joined in {first.name} and {part.name} by different --phone-country or --same-ids; analyze"
            " one of them again like the other"
        )


def _refuse_differing(first: Part, part: Part) -> None:
    one, other = first.audit, part.audit
    if one.version != other.version:
        raise UsageError(
            f"{first.name} has audit version {one.version} and {part.name} {other.version}; analyze the log of the"
            " older one again"
        )
    if one.rulebook.content_hash != other.rulebook.content_hash or one.tally.symptoms != other.tally.symptoms:
        raise UsageError(
            f"{first.name} was made with {_rulebook(one)} and {part.name} with {_rulebook(other)}; analyze one of them"
            " again with the rules of the other"
        )
    if one.settings.redacted != other.settings.redacted:
        hidden, shown = (first, part) if one.settings.redacted else (part, first)
        raise UsageError(
            f"personal data is hidden in {hidden.name} and not in {shown.name}; analyze one of them again with the"
            " --redact or --no-redact of the other"
        )
    if (one.joining is None) != (other.joining is None):
        apart, joined = (first, part) if one.joining is None else (part, first)
        raise UsageError(
            f"customers are joined in {joined.name} and not in {apart.name}; analyze one of them again with the --join"
            " of the other"
        )


def _rulebook(audit: Audit) -> str:
    stamp = audit.rulebook
    return f"rulebook '{stamp.name}' {stamp.version} (hash {stamp.content_hash[:_SHORT]})"


def _refuse_shared_sources(parts: Sequence[Part]) -> None:
    for one, other in itertools.combinations(parts, 2):
        known = {source.sha256: source for source in one.audit.sources if source.read}
        for source in other.audit.sources:
            if source.sha256 in known and source.read:
                path = known[source.sha256].path
                called = path if path == source.path else f"{path} and {source.path}"
                raise UsageError(
                    f"{one.name} and {other.name} are both of {called} (SHA-256 {source.sha256[:_SHORT]}…), whose"
                    " incidents would count twice; leave one of the audits out"
                )
