"""What is not deprecated should not build on what is.

A deprecated definition is to be removed one day; whatever still names it breaks on that day.

Bad:
    symptoms:
      - {id: slow-reply, caused_by: {too-few-people: often}}
    causes:
      - {id: too-few-people, status: deprecated, deprecated_because: It was two causes, replaced_by: no-demand-planning}
      - {id: no-demand-planning}

Good:
    symptoms:
      - {id: slow-reply, caused_by: {no-demand-planning: often}}
    causes:
      - {id: too-few-people, status: deprecated, deprecated_because: It was two causes, replaced_by: no-demand-planning}
      - {id: no-demand-planning}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import violation, with_causes
from cxaudit.model import Severity, Status, Symptom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Cause, Location, Remedy, Rulebook, Violation


def deprecated_still_used(rulebook: Rulebook) -> Iterator[Violation]:
    """Symptoms and causes in use that name deprecated causes or remedies."""
    for definition in with_causes(rulebook):
        if definition.status is Status.DEPRECATED:
            continue
        for used, place in _named(definition, rulebook):
            if used.status is Status.DEPRECATED:
                instead = used.lifecycle.replaced_by
                yield violation(
                    "deprecated-still-used",
                    Severity.WARNING,
                    definition,
                    f"'{definition.id}' names '{used.id}', which is deprecated",
                    help=f"name '{instead}' instead" if instead else "take it off the list",
                    related=(used.location,),
                    place=place,
                    subject=used.id,
                )


def _named(definition: Symptom | Cause, rulebook: Rulebook) -> Iterator[tuple[Cause | Remedy, Location | None]]:
    """What a definition names, each with the place where it does."""
    yield from ((rulebook.causes[link.cause], link.location) for link in definition.caused_by)
    if not isinstance(definition, Symptom):
        yield from ((rulebook.remedies[name], definition.remedy_places.get(name)) for name in definition.remedies)
