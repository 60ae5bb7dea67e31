"""What is deprecated must say why, and what takes its place.

Whoever meets a deprecated definition must know where to go. What is used no more at all says so as its reason, and then
nothing has to take its place.

Bad:
    symptoms:
      - {id: slow-reply, status: deprecated}

Good:
    symptoms:
      - id: slow-reply
        status: deprecated
        deprecated_because: It counted two things, waiting and silence.
        replaced_by: no-reply
      - id: no-reply
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation, with_causes, with_lifecycle
from cxaudit.model import Severity, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Violation


def deprecated_without_replacement(rulebook: Rulebook) -> Iterator[Violation]:
    """What is deprecated without `deprecated_because`, or is still used and has no `replaced_by`."""
    for definition in with_lifecycle(rulebook):
        if definition.status is not Status.DEPRECATED:
            continue
        plan = definition.lifecycle
        parts = (("a reason", plan.deprecated_because), ("what replaces it", plan.replaced_by))
        lacking = [name for name, said in parts if not said]
        if "a reason" in lacking or (lacking and definition.id in _used(rulebook)):
            yield violation(
                "deprecated-without-replacement",
                Severity.ERROR,
                definition,
                f"'{definition.id}' is deprecated without saying {' or '.join(lacking)}",
                help="add 'deprecated_because', and 'replaced_by' if something takes its place",
            )


def _used(rulebook: Rulebook) -> frozenset[str]:
    """Ids of the causes and remedies that other definitions name."""
    causes = {link.cause for definition in with_causes(rulebook) for link in definition.caused_by}
    remedies = {name for cause in rulebook.causes.values() for name in cause.remedies}
    return frozenset(causes | remedies)
