"""How far the log establishes a cause: status, grade, rivals, and what to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.inference.grades import grade
from cxaudit.inference.kinds import is_series, reads_text
from cxaudit.model import CauseStatus, ChainLink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Rulebook, Signal

HANDFUL = 5.0  # incidents below which nothing is concluded
CLEAR = 0.05  # the lower end of the interval must be at least this part of the estimate, and one incident


@dataclass(frozen=True, slots=True)
class Likeness:
    """Causes that look exactly like one cause in this log, itself left out.

    `through` says why, `incidents` how many go back to all of them together.
    """

    others: tuple[str, ...] = ()
    through: str = ""
    incidents: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one cause before it is judged.

    `flow` are the expected incidents in which it led to each effect. `associated` are symptoms of fields that go with
    it as the text alone shows it. `rivals` compete with it; `behind` are those of them that lie behind it.
    """

    cause: str
    incidents: float
    lowest_incidents: float
    observable: bool
    chain: tuple[ChainLink, ...]
    symptoms: tuple[str, ...]
    flow: Mapping[str, float]
    associated: frozenset[str]
    same: Likeness
    rivals: tuple[str, ...]
    behind: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Status, grade, the structural findings behind it, and a note."""

    status: CauseStatus
    grade: str
    signals: tuple[str, ...]
    note: str


def judge(standing: Standing, rulebook: Rulebook, signals: Sequence[Signal]) -> Verdict:
    """Apply the rules of evidence; grades are those of `GRADES`.

    Supported: what was written and an independent finding in fields or series agree.
    """
    independent = _independent(standing, rulebook, signals)
    written = any(
        _carries(standing, symptom) and reads_text(rulebook.symptoms[symptom]) for symptom in standing.symptoms
    )
    reasons = _reasons(standing, rulebook, independent if written else ())
    note = _note(standing, rulebook, reasons)
    if reasons:
        return Verdict(CauseStatus.INSUFFICIENT, grade(standing.incidents, 0), independent, note)
    if written and independent:
        return Verdict(CauseStatus.SUPPORTED, grade(standing.incidents, 2), independent, note)
    return Verdict(CauseStatus.INDICATED, grade(standing.incidents, 1), independent, note)


def all_of(count: int) -> str:
    """A pronoun for `count` causes."""
    return "both" if count == 2 else f"all {count}"


def _independent(standing: Standing, rulebook: Rulebook, signals: Sequence[Signal]) -> tuple[str, ...]:
    """Findings that the fit did not presume.

    Those about the whole log count for a cause that names them, where what they are about is something it leads to;
    those in fields count where they go with what customers wrote of the cause.
    """
    named = frozenset(rulebook.causes[standing.cause].signals)
    found = {
        signal.symptom
        for signal in signals
        if signal.state == "confirmed"
        and signal.symptom in named
        and (not signal.about or _carries(standing, signal.about))
    }
    found.update(
        symptom
        for symptom in standing.associated
        if not is_series(rulebook.symptoms[symptom]) and (symptom in named or _carries(standing, symptom))
    )
    return tuple(sorted(found))


def _carries(standing: Standing, symptom: str) -> bool:
    return standing.flow.get(symptom, 0.0) >= HANDFUL


def _reasons(standing: Standing, rulebook: Rulebook, independent: Sequence[str]) -> list[str]:
    if not standing.observable:
        return ["nothing that single incidents of this log can show would point to it"]
    same = standing.same
    if same.others and same.incidents >= HANDFUL and not _set_apart(standing, rulebook, independent):
        rivals, count = _causes(same.others, rulebook), all_of(len(same.others) + 1)
        alike = f"this log cannot tell it from {rivals}: {same.through}, and only the rulebook's numbers differ"
        return [f"{alike}; {count} together are behind some {same.incidents:,.0f} incidents"]
    if standing.incidents < HANDFUL:
        return [f"fewer than {HANDFUL:.0f} incidents are expected to go back to it"]
    if standing.lowest_incidents < max(1.0, CLEAR * standing.incidents):
        return ["its interval reaches down to nothing"]
    return []


def _set_apart(standing: Standing, rulebook: Rulebook, independent: Sequence[str]) -> bool:
    """Whether a finding speaks for this cause that none of those that look like it names."""
    shared = {signal for other in standing.same.others for signal in rulebook.causes[other].signals}
    own = rulebook.causes[standing.cause].signals
    return any(finding in own and finding not in shared for finding in independent)


def _note(standing: Standing, rulebook: Rulebook, reasons: Sequence[str]) -> str:
    sentences = [reason[0].upper() + reason[1:] + "." for reason in reasons]
    left_out = standing.behind.union(standing.same.others if reasons else ())
    others = [rival for rival in standing.rivals if rival not in left_out]
    if others and standing.incidents >= HANDFUL:
        sentences.append(
            f"Competes with {_causes(others, rulebook)} for the same incidents; check on site which it is."
        )
    return " ".join(sentences)


def _causes(ids: Sequence[str], rulebook: Rulebook) -> str:
    quoted = [f"'{rulebook.causes[name].title}'" for name in ids]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
