"""A remedy should be listed by a cause.

What no cause lists is not shown where people look for what to do about that cause; most often an id was changed in
one place and not in the other.

Bad:
    remedies:
      - id: name-an-owner
        title: Name an owner for every case
        effect: {reduces: no-owner, by: [0.2, 0.4, 0.6]}

Good:
    causes:
      - id: no-owner
        title: Nobody owns the case
        remedies: [name-an-owner]
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


def unused_remedy(rulebook: Rulebook) -> Iterator[Violation]:
    """Remedies that stand under the `remedies` of no cause."""
    listed = {name for cause in rulebook.causes.values() for name in cause.remedies}
    for remedy in rulebook.remedies.values():
        if remedy.id not in listed:
            yield violation(
                "unused-remedy",
                Severity.WARNING,
                remedy,
                f"no cause lists remedy '{remedy.id}'",
                help=f"list it under the 'remedies' of cause '{remedy.effects[0].cause}', or remove it",
            )
