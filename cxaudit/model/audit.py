"""All that one run found; versioned, and enough to render every report again."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.model.diagnosis import Diagnosis
from cxaudit.model.incident import Source
from cxaudit.model.joining import Joining
from cxaudit.model.location import Location
from cxaudit.model.measure import Measures
from cxaudit.model.plan import Plan
from cxaudit.model.tally import Tally

AUDIT_VERSION = 1  # raised when the JSON form of an audit changes in a way older readers cannot follow


@dataclass(frozen=True, slots=True)
class Entry:
    """What a report needs to know of a definition, so that an audit can be rendered without its rulebook."""

    id: str
    what: str  # symptom, cause, remedy, standard
    title: str
    location: Location
    attributes: dict[str, str]
    lists: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RulebookStamp:
    """Exactly which rules made an audit."""

    name: str
    version: str
    content_hash: str
    symptoms: int
    causes: int
    remedies: int


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of the run that change what it says."""

    redacted: bool
    dimensions: tuple[str, ...]
    period: tuple[str, str]
    cutoff: str


@dataclass(frozen=True, slots=True)
class KeptEvents:
    """The file beside an audit that holds its events, so that it can be merged with others exactly."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Audit:
    """One run: its inputs, what was counted, concluded and planned. Reports are functions of this alone.

    `rejections` maps each reason to the number of rows rejected for it; `catalogue` holds the definitions referred
    to, by id; `events` names the file in which the run kept its events, if it did; `joining` tells of the customers of
    all logs, if they were joined.
    """

    version: int
    program: str
    sources: tuple[Source, ...]
    rejections: dict[str, int]
    rulebook: RulebookStamp
    settings: Settings
    tally: Tally
    measures: Measures
    diagnosis: Diagnosis
    plan: Plan
    catalogue: dict[str, Entry]
    events: KeptEvents | None = None
    joining: Joining | None = None

    @property
    def rows_read(self) -> int:
        """Rows read from all sources."""
        return sum(source.read for source in self.sources)

    @property
    def rows_rejected(self) -> int:
        """Rows rejected, each with a reason."""
        return sum(source.rejected for source in self.sources)

    @property
    def rows_used(self) -> int:
        """Rows used; with the rejected they are all that was read."""
        return sum(source.used for source in self.sources)
