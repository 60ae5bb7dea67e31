"""A root cause that can be prevented must have a remedy.

A report that ends in a cause nobody can act on is an accusation, not an audit. Causes that lie outside the
organisation say so with `preventable: false`.

Bad:
    causes:
      - id: no-owner
        title: Nobody owns the case
        remedies: []

Good:
    causes:
      - id: no-owner
        title: Nobody owns the case
        remedies: [name-an-owner]
      - id: strike-at-the-port
        title: The port is on strike
        preventable: false
    remedies:
      - id: name-an-owner
        title: Name an owner for every case
        effect: {reduces: no-owner, by: [0.2, 0.4, 0.6]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def cause_without_remedy(rulebook: Rulebook) -> Iterator[Violation]:
    """Preventable roots that list no remedy and that no remedy reduces."""
    reduced = {effect.cause for remedy in rulebook.remedies.values() for effect in remedy.effects}
    for cause in rulebook.causes.values():
        if cause.is_root and cause.preventable and not cause.remedies and cause.id not in reduced:
            yield violation(
                "cause-without-remedy",
                Severity.ERROR,
                cause,
                f"root cause '{cause.id}' has no remedy",
                help="list one under 'remedies', or say 'preventable: false'",
            )
