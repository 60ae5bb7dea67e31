"""A remedy that a cause lists must say by how much it reduces that cause, or a cause behind it.

A plan is made from effects. A remedy that is listed but has no effect on the cause is never planned for it, which
the author of the cause does not see.

Bad:
    causes:
      - id: no-owner
        title: Nobody owns the case
        remedies: [name-an-owner]
    remedies:
      - id: name-an-owner
        title: Name an owner for every case
        effect: {reduces: slow-work, by: [0.2, 0.4, 0.6]}

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

from cxaudit.checks.check import causes_behind, violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def remedy_without_effect(rulebook: Rulebook) -> Iterator[Violation]:
    """Remedies listed under a cause that reduce neither it nor a cause behind it."""
    for cause in rulebook.causes.values():
        concerned = causes_behind(cause, rulebook) | {cause.id}
        for name in cause.remedies:
            remedy = rulebook.remedies[name]
            if concerned.isdisjoint(effect.cause for effect in remedy.effects):
                yield violation(
                    "remedy-without-effect",
                    Severity.ERROR,
                    cause,
                    f"cause '{cause.id}' lists remedy '{name}', which has no effect on it",
                    help=f"add an effect with 'reduces: {cause.id}' to the remedy, or take it off the list",
                    related=(remedy.location,),
                    place=cause.remedy_places.get(name),
                    subject=name,
                )
