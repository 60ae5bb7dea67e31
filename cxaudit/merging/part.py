"""One of the audits that are put together."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.engines import EventsFile
from cxaudit.measures.unknowns import unknowns
from cxaudit.model import Audit


@dataclass(frozen=True, slots=True)
class Part:
    """An audit, what to call it in messages, and its events where they are at hand."""

    name: str
    audit: Audit
    events: EventsFile | None = None

    def has_column(self, name: str) -> bool:
        """Whether some log of the audit has the canonical column."""
        return any(column.column == name for source in self.audit.sources for column in source.columns)

    def own_unknowns(self) -> tuple[str, ...]:
        """What the audit said it cannot tell, but for what any tally like its own cannot tell."""
        usual = unknowns(self.audit.tally)
        return tuple(sentence for sentence in self.audit.measures.unknowns if sentence not in usual)
