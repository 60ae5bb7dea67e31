"""A remedy must have an owner and say by which measure, and when, it is seen to work.

What nobody owns is not done, and what nobody measures is not known to have worked. "Everyone" is nobody.

Bad:
    remedies:
      - {id: name-an-owner, owner: everyone, effect: {reduces: no-owner, by: [0.2, 0.4, 0.6]}}

Good:
    remedies:
      - id: name-an-owner
        owner: Chief operating officer
        effect: {reduces: no-owner, by: [0.2, 0.4, 0.6]}
        verify: {measure: repeat-rate, target: -30%, within: 90 days}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation

_NOBODY = frozenset(
    (  # noqa: SIM905 - a list would take a line a word
        "all anyone everybody everyone n/a na nobody none tba tbc tbd various - ? unknown staff team teams management"
    ).split()
)


def unverifiable_remedy(rulebook: Rulebook) -> Iterator[Violation]:
    """Remedies whose owner is nobody in particular, or that have no `verify`; training and containment too."""
    for remedy in rulebook.remedies.values():
        lacking = []
        if remedy.owner.strip().casefold() in _NOBODY:
            lacking.append(f"no owner but '{remedy.owner}'")
        if remedy.verify is None:
            lacking.append("no measure and no window")
        if lacking:
            yield violation(
                "unverifiable-remedy",
                Severity.WARNING,
                remedy,
                f"remedy '{remedy.id}' has {' and '.join(lacking)}",
                help="name the role that answers for it, and add 'verify' with measure, target and within",
            )
