"""The nouns of a rulebook: what can be seen, what may lie behind it, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cxaudit.model.location import Location


class Condition(Protocol):
    """What a symptom looks for; every rule kind in `matchers` is one."""

    @property
    def location(self) -> Location:
        """Where the condition is written."""
        ...


class Status(StrEnum):
    """Where a definition stands in its life."""

    EXPERIMENTAL = "experimental"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class Gravity(StrEnum):
    """How grave a symptom is for the customer; ordered minor < major < critical."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What is planned for a definition; each is empty where nothing is said.

    `review_by` is the day by which to look at it again (``YYYY-MM-DD``), `replaced_by` a definition of the same noun.
    """

    review_by: str = ""
    deprecated_because: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A cause that may produce what it is listed under.

    `strength` is the probability that this cause alone produces it, leak excluded (Díez 1993); `word` is what the
    rulebook says ("often"); `spread` is the standard deviation of ln λ, λ = −ln(1 − strength), None for the default.
    """

    cause: str
    strength: float
    word: str
    location: Location
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must, or must not, show the symptom; `fields` are the columns beside the text."""

    text: str
    matches: bool
    location: Location
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something seen in an incident. `leak` is the probability that it appears with no modelled cause.

    `places` tells where the value of each of its keys is written, so that a fault is told there.
    """

    id: str
    title: str
    severity: Gravity
    location: Location
    detect: Condition
    caused_by: tuple[Link, ...]
    examples: tuple[Example, ...] = ()
    dimension: str = ""
    stage: str = ""
    breaks: tuple[str, ...] = ()
    status: Status = Status.EXPERIMENTAL
    leak: float = 0.002
    sensitivity: float = 1.0
    false_hit_rate: float = 0.0
    description: str = ""
    lifecycle: Lifecycle = Lifecycle()
    places: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A check on site that tells rival causes apart."""

    check: str
    supports: str
    refutes: str
    location: Location


@dataclass(frozen=True, slots=True)
class Cause:
    """An internal malfunction. A root has no `caused_by`; `prior` is its probability per incident.

    For a cause that has causes of its own, `prior` is its leak: the probability that it is at work without any of them.
    `places` tells where the value of each of its keys is written, `remedy_places` where it names each remedy.
    """

    id: str
    title: str
    family: str
    area: str
    location: Location
    prior: float
    prior_word: str
    caused_by: tuple[Link, ...] = ()
    lens: str = ""
    facet: str = ""
    kind: str = "weakness"
    confirm: tuple[Confirmation, ...] = ()
    remedies: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    preventable: bool = True
    status: Status = Status.EXPERIMENTAL
    description: str = ""
    lifecycle: Lifecycle = Lifecycle()
    places: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)
    remedy_places: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_root(self) -> bool:
        """Whether nothing in the rulebook lies behind it."""
        return not self.caused_by


@dataclass(frozen=True, slots=True)
class Effect:
    """By what fraction a remedy reduces a cause: low, likely, high (a 90 % range, an assumption)."""

    cause: str
    low: float
    likely: float
    high: float
    location: Location


@dataclass(frozen=True, slots=True)
class Verification:
    """How to see that a remedy worked: a measure, a target change (negative is a fall) and a window in days."""

    measure: str
    of: str
    target: float
    within_days: int


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something the organisation can do about a cause. `effort_days` is low, likely, high in person-days.

    `places` tells where the value of each of its keys is written.
    """

    id: str
    title: str
    kind: str
    action: str
    strength: str
    phase: str
    owner: str
    location: Location
    effort_days: tuple[float, float, float]
    effects: tuple[Effect, ...]
    steps: tuple[str, ...] = ()
    verify: Verification | None = None
    message: str = ""
    component: str = ""
    lens: str = ""
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    cost: tuple[float, float, float] | None = None
    status: Status = Status.EXPERIMENTAL
    lifecycle: Lifecycle = Lifecycle()
    places: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """A right of the customer, with the measure, limit and unit that make it testable."""

    id: str
    title: str
    promise: str
    measure: str
    limit: str
    unit: str
    theme: str
    location: Location


@dataclass(frozen=True, slots=True)
class LensGroup:
    """One group of a lens; `members` are ids, `parent` another group of the same lens."""

    id: str
    title: str
    members: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Lens:
    """A view that groups causes, symptoms or remedies (`of`).

    With `by`, a definition belongs to the group named by that attribute; otherwise groups list their members.
    """

    id: str
    title: str
    of: str
    groups: tuple[LensGroup, ...]
    location: Location
    by: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All definitions, each in id order; `content_hash` names exactly the rules that made an audit (SHA-256)."""

    name: str
    version: str
    symptoms: Mapping[str, Symptom]
    causes: Mapping[str, Cause]
    remedies: Mapping[str, Remedy]
    standards: Mapping[str, Standard]
    lenses: Mapping[str, Lens]
    content_hash: str
    files: tuple[str, ...] = ()
