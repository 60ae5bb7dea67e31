"""What a rulebook was before, to judge only what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render.violations_report import fingerprints
from cxaudit.rulebook import definition_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Violation
    from cxaudit.rulebook import Definition, Examination


@dataclass(frozen=True, slots=True)
class Earlier:
    """The hash of each definition, and the fingerprints of the violations, as they were."""

    hashes: Mapping[str, str]
    known: frozenset[str]

    def concerns(self, violation: Violation, fingerprint: str, definitions: Mapping[str, Definition]) -> bool:
        """Whether a violation is new, or stands in a definition that is new or was changed.

        New ones count wherever they stand: a cause taken out leaves its mentions undefined in what did not change.
        """
        if fingerprint not in self.known:
            return True
        definition = definitions.get(violation.owner)
        return definition is not None and self.hashes.get(violation.owner) != definition_hash(definition)


def earlier_of(examination: Examination, violations: Sequence[Violation]) -> Earlier:
    """What to remember of an earlier state: `violations` are all that were found in it."""
    hashes = {owner: definition_hash(definition) for owner, definition in examination.definitions.items()}
    return Earlier(hashes, frozenset(fingerprints(violations)))
