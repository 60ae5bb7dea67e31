"""Violations known from before, kept by their fingerprints in a file, so that only new ones count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.render.violations_report import fingerprints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Violation

VERSION = 1  # raised when the form of the file changes


@dataclass(frozen=True, slots=True)
class Baseline:
    """The fingerprints of violations that are known, and the check that found each where the file says so."""

    known: frozenset[str] = frozenset()
    checks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def without(self, checks: frozenset[str]) -> frozenset[str]:
        """The fingerprints of what other checks than these found."""
        return frozenset(fingerprint for fingerprint in self.known if self.checks.get(fingerprint) not in checks)


def read_baseline(data: bytes, name: str) -> Baseline:
    """The baseline that a file called `name` holds. Raises UsageError when it is none."""
    advice = "write it again with --write-baseline"
    try:
        content = json.loads(data)
    except ValueError as fault:
        raise UsageError(f"{name}: is no baseline, because it is not JSON; {advice}") from fault
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise UsageError(f"{name}: is no baseline of version {VERSION}; {advice}")
    entries = content.get("violations")
    if not isinstance(entries, dict):
        raise UsageError(f"{name}: lacks its 'violations'; {advice}")
    checks = {fingerprint: str(words).partition(":")[0] for fingerprint, words in entries.items()}
    return Baseline(frozenset(entries), checks)


def render_baseline(violations: Sequence[Violation]) -> str:
    """The file that makes these violations known: each fingerprint with what it stands for, in order of that."""
    named = [
        (f"{violation.check}: {violation.owner or violation.location.path}", fingerprint)
        for violation, fingerprint in zip(violations, fingerprints(violations), strict=True)
    ]
    entries = {fingerprint: words for words, fingerprint in sorted(named)}
    return json.dumps({"version": VERSION, "violations": entries}, indent=2, ensure_ascii=False) + "\n"
