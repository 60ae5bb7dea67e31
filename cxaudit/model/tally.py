"""The tally: all that is kept of a log of any size. Two tallies add up to the tally of both logs."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxaudit.model.location import Location


@dataclass(frozen=True, slots=True, order=True)
class Profile:
    """Exactly which symptoms an incident shows, as sorted indices into the tally's `symptoms`.

    `asserted`: shown; `denied`: denied in so many words; `hidden`: not observable, because the field it needs is
    absent. Every other symptom is silent.
    """

    asserted: tuple[int, ...]
    denied: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileCount:
    """How many incidents have this profile."""

    profile: Profile
    count: int


@dataclass(frozen=True, slots=True)
class Margin:
    """Incidents per value of one dimension, split by profile.

    `counts` maps a value of the dimension to (index into the tally's `profiles`, incidents) pairs, in index order.
    A dimension with many values keeps its largest and gathers the rest under ``other``; `folded` says how many.
    """

    dimension: str
    counts: dict[str, tuple[tuple[int, int], ...]]
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """Incidents per ISO week (its Monday, ``YYYY-MM-DD``) that show each symptom, for one value of one dimension.

    `dimension` and `value` are empty for the whole log. `total` counts all incidents of the week; weeks are in
    order and without gaps, and each tuple has one entry a week. `seen` counts the incidents that could have shown a
    symptom, for the symptoms that some incident of the series could not; it is empty for one that none of them could.
    """

    dimension: str
    value: str
    weeks: tuple[str, ...]
    total: tuple[int, ...]
    symptoms: dict[str, tuple[int, ...]]
    seen: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def observable(self, symptom: str) -> tuple[int, ...]:
        """Incidents of each week that could have shown `symptom`."""
        return self.seen.get(symptom, self.total) or (0,) * len(self.weeks)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each value of a numeric or flag column occurs.

    Small whole numbers are kept as they are; durations fall into buckets whose representative is within 1 % of
    every value in it (DDSketch, Masson et al. 2019). `missing` counts incidents where the column has no value.
    """

    column: str
    values: tuple[tuple[float, int], ...]
    missing: int = 0

    @property
    def n(self) -> int:
        """Incidents with a value."""
        return sum(count for _, count in self.values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An incident that shows a symptom: where it matched and the rule that said so.

    `quote` is what is shown (redacted unless the user said otherwise) and `start`, `end` mark the match in it, in
    characters; a structural symptom has no span (0, 0) and its `quote` says the field values.
    `rank` is the hash that chose it (bottom-k), as 16 hexadecimal digits.
    """

    incident: str
    symptom: str
    quote: str
    start: int
    end: int
    rule: Location
    source: str
    row: int
    opened_at: str = ""
    channel: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Customers:
    """What the keyed pass found: distinct customers, and how many of them came back.

    `repeat_contacts` counts incidents of a customer who had been in touch within `window_days` before;
    `cross_channel` counts customers who took the same symptom to a second channel within 7 days.
    """

    distinct: int = 0
    with_failure: int = 0
    with_two_contacts: int = 0
    repeat_contacts: int = 0
    contacts_with_customer: int = 0
    cross_channel: int = 0
    window_days: int = 14


@dataclass(frozen=True, slots=True)
class Tally:
    """What a log collapses into; all later work depends on this alone.

    `symptoms` are the ids in rulebook order, `incidents` the rows counted. `profiles` are in order of profile.
    `opened` and `closed` count incidents per week over the whole log; `undated` had no usable opening time.
    """

    symptoms: tuple[str, ...]
    incidents: int
    profiles: tuple[ProfileCount, ...]
    margins: tuple[Margin, ...] = ()
    series: tuple[Series, ...] = ()
    opened: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    distributions: tuple[Distribution, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    customers: Customers = Customers()
    first_opened: str = ""
    last_opened: str = ""
    undated: int = 0
    with_text: int = 0

    def counts(self) -> dict[str, int]:
        """Incidents that show each symptom, in the order of `symptoms`; a symptom nobody shows counts 0."""
        found = dict.fromkeys(self.symptoms, 0)
        for entry in self.profiles:
            for index in entry.profile.asserted:
                found[self.symptoms[index]] += entry.count
        return found

    def observable(self) -> dict[str, int]:
        """Incidents in which each symptom could have been seen."""
        found = dict.fromkeys(self.symptoms, self.incidents)
        for entry in self.profiles:
            for index in entry.profile.hidden:
                found[self.symptoms[index]] -= entry.count
        return found
