"""Two rulebooks on one log: what each finds, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxaudit import __version__
from cxaudit.audit import refuse_unusable, stamp
from cxaudit.comparison.counting import BothCounted, count_both
from cxaudit.comparison.effects import definition_changes, is_harmless
from cxaudit.comparison.joint import Joint, join
from cxaudit.comparison.matching import Match, Rewritten, rewritten
from cxaudit.comparison.moves import Concluded, compare_conclusions
from cxaudit.engines import Caution, CountOptions
from cxaudit.errors import RulebookError
from cxaudit.incidents import OpenSource, ReadingOptions, open_sources
from cxaudit.inference import diagnose
from cxaudit.measures import measure
from cxaudit.planning import make_plan
from cxaudit.render.comparison_report import (
    COMPARISON_VERSION,
    Base,
    Conclusions,
    Fate,
    LogStamp,
    RulebookComparison,
    SymptomChange,
)
from cxaudit.rulebook import Examination

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

# Keys that say something to people only: no incident, cause or remedy can move by them.
_FOR_PEOPLE = frozenset(
    {"title", "description", "status", "examples", "review_by", "deprecated_because", "replaced_by"}
)
_DETECT = "detect"


@dataclass(frozen=True, slots=True)
class Version:
    """A rulebook and what the user calls it; raises RulebookError when it could not be loaded."""

    name: str
    examination: Examination

    def __post_init__(self) -> None:
        if self.examination.rulebook is None:
            raise RulebookError(self.examination.violations)

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook itself."""
        assert self.examination.rulebook is not None
        return self.examination.rulebook


@dataclass(frozen=True, slots=True)
class Comparing:
    """What to compare on, and how: log patterns, what may be rejected (a share), and whether to diagnose.

    `opened` is shown what was recognised, `step` is told what is being done, `warn` what weakens the result.
    """

    logs: tuple[str, ...]
    reading: ReadingOptions
    counting: CountOptions = field(default_factory=CountOptions)
    max_rejected: float = 0.01
    diagnosing: bool = True
    opened: Callable[[tuple[OpenSource, ...]], None] = lambda _sources: None
    step: Callable[[str], None] = lambda _name: None
    warn: Callable[[Caution], None] = lambda _caution: None


def compare_rulebooks(old: Version, new: Version, comparing: Comparing) -> RulebookComparison:
    """What differs between two rulebooks on one log.

    Raises UsageError, or InputError when the log cannot be read or too many rows are rejected.
    """
    sources = open_sources(comparing.logs, comparing.reading)
    comparing.opened(sources)
    comparing.step("reading")
    joint = join(old.examination, new.examination)
    both = count_both(sources, joint, comparing.counting)
    refuse_unusable(both.counted, comparing.max_rejected)
    for caution in both.counted.cautions:
        comparing.warn(caution)
    changes = rewritten(old.examination, new.examination, joint.matches)
    conclusions = None
    if comparing.diagnosing:
        comparing.step("diagnosing")
        conclusions = _conclusions(joint, both, alike=all(is_harmless(change, joint, both) for change in changes))
    return RulebookComparison(
        version=COMPARISON_VERSION,
        program=f"cxaudit {__version__}",
        names=(old.name, new.name),
        rulebooks=(stamp(old.rulebook), stamp(new.rulebook)),
        log=LogStamp(both.counted.sources, dict(both.counted.rejections), both.new.incidents),
        matched=both.matched,
        symptoms=_symptom_changes(joint, both, changes),
        definitions=definition_changes(joint, both, changes, conclusions),
        conclusions=conclusions,
    )


def _conclusions(joint: Joint, both: BothCounted, *, alike: bool) -> Conclusions:
    """What follows from both tallies; the same figures, worked out once, if the rulebooks are `alike` on this log."""
    old, new = joint.old.rulebook, joint.new.rulebook
    after = _concluded(new, both.new)
    before = after if alike else _concluded(old, both.old)

    def title(what: str, name: str) -> str:
        named = [(book.causes if what == "cause" else book.remedies).get(name) for book in (new, old)]
        return next((entry.title for entry in named if entry), name)

    return compare_conclusions(before, after, title, Base.FAILING)


def _concluded(rulebook: Rulebook, tally: Tally) -> Concluded:
    """What an audit would conclude from this tally."""
    measures = measure(rulebook, tally)
    diagnosis = diagnose(rulebook, tally, measures.signals)
    return Concluded(diagnosis, make_plan(rulebook, tally, diagnosis, measures.headline))


def _symptom_changes(joint: Joint, both: BothCounted, changes: tuple[Rewritten, ...]) -> tuple[SymptomChange, ...]:
    old, new = both.old.counts(), both.new.counts()
    edited = {change.new.id for change in changes if change.what == "symptom" and change.new}
    found = []
    for number, match in enumerate(joint.matches):
        gained, lost = _number(both, number, gained=True), _number(both, number, gained=False)
        change = SymptomChange(
            id=match.id,
            was=match.old if match.is_renamed else "",
            title=(joint.new.rulebook.symptoms.get(match.new) or joint.old.rulebook.symptoms[match.old]).title,
            fate=_fate(match, edited),
            old=old.get(match.old, 0),
            new=new.get(match.new, 0),
            gained=gained[0],
            lost=lost[0],
        )
        quoted = [
            tuple(replace(entry, symptom=match.id) for entry in both.evidence if int(entry.symptom) == slot)
            for slot in (gained[1], lost[1])
        ]
        found.append(replace(change, gained_examples=quoted[0], lost_examples=quoted[1]))
    return tuple(found)


def _number(both: BothCounted, match: int, *, gained: bool) -> tuple[int, int]:
    """How many incidents a match gained or lost, and in which slot; 0 and -1 where it could not."""
    for number, slot in enumerate(both.slots):
        if slot.match == match and slot.gained == gained:
            return both.found[number], number
    return 0, -1


def _fate(match: Match, edited: set[str]) -> Fate:
    if not match.old:
        return Fate.ADDED
    if not match.new:
        return Fate.REMOVED
    if match.is_renamed:
        return Fate.RENAMED
    return Fate.CHANGED if match.new in edited else Fate.KEPT
