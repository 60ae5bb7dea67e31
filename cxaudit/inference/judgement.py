"""How far the log establishes a cause: status, grade, rivals, and what to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.inference.kinds import is_series, reads_text
from cxaudit.model import CauseStatus, ChainLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.model import Rulebook, Signal

HANDFUL = 5.0  # incidents below which nothing is concluded
FEW, MANY = 10.0, 30.0  # incidents for the grades D | C | B
CLEAR = 0.05  # the lower end of the interval must be at least this part of the estimate, and one incident


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one cause before it is judged; `same` are causes that look exactly alike in this log."""

    cause: str
    incidents: float
    lowest_incidents: float
    chain: tuple[ChainLink, ...]
    symptoms: tuple[str, ...]
    same: tuple[str, ...]
    rivals: tuple[str, ...]
    observable: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Status, grade, the structural findings behind it, and a note."""

    status: CauseStatus
    grade: str
    signals: tuple[str, ...]
    note: str


def judge(standing: Standing, rulebook: Rulebook, signals: Sequence[Signal]) -> Verdict:
    """Apply the rules of evidence.

    Supported: text and an independent finding in fields or series agree. Grade B needs that and 30 incidents, C ten
    incidents; A needs a detector checked by hand labels, which a log does not hold.
    """
    by_symptom = _incidents_by_symptom(standing)
    independent = _independent(standing, rulebook, signals, by_symptom)
    text = [symptom for symptom in _carried(by_symptom) if reads_text(rulebook.symptoms[symptom])]
    kinds = bool(text) + bool(independent)
    reasons = _reasons(standing, text, independent)
    if reasons:
        return Verdict(CauseStatus.INSUFFICIENT, "D", independent, _note(standing, reasons))
    status = CauseStatus.SUPPORTED if kinds > 1 else CauseStatus.INDICATED
    grade = "B" if kinds > 1 and standing.incidents >= MANY else "C" if standing.incidents >= FEW else "D"
    return Verdict(status, grade, independent, _note(standing, []))


def _reasons(standing: Standing, text: Sequence[str], independent: Sequence[str]) -> list[str]:
    if not standing.observable:
        return [_unseen(independent)]
    if standing.incidents < HANDFUL:
        return [f"fewer than {HANDFUL:.0f} incidents are expected to go back to it"]
    reasons = []
    if standing.lowest_incidents < max(1.0, CLEAR * standing.incidents):
        reasons.append("its interval reaches down to nothing")
    if standing.same and not (text and independent):
        names = _names(standing.same)
        reasons.append(f"this log cannot tell it from {names}: {_through(standing)}, and only their priors differ")
    return reasons


def _unseen(independent: Sequence[str]) -> str:
    unseen = "nothing that single incidents of this log can show would point to it"
    return f"{unseen}; {_names(independent)} in the log as a whole does" if independent else unseen


def _note(standing: Standing, reasons: Sequence[str]) -> str:
    sentences = [reason[0].upper() + reason[1:] + "." for reason in reasons]
    others = [rival for rival in standing.rivals if rival not in standing.same or not reasons]
    if others and standing.incidents >= HANDFUL:
        sentences.append(f"Competes with {_names(others)} for the same incidents; check on site which it is.")
    return " ".join(sentences)


def _through(standing: Standing) -> str:
    first = sorted({link.effect for link in standing.chain if link.cause == standing.cause})
    if len(first) == 1:
        return f"both are seen only through '{first[0]}'"
    return "they lead to the same symptoms in the same proportions"


def _independent(
    standing: Standing, rulebook: Rulebook, signals: Sequence[Signal], by_symptom: Mapping[str, float]
) -> tuple[str, ...]:
    """Structural findings: symptoms of fields in the chain, and confirmed findings about the whole log."""
    fields = {symptom for symptom in _carried(by_symptom) if not reads_text(rulebook.symptoms[symptom])}
    confirmed = {signal.symptom for signal in signals if signal.state == "confirmed"}
    listed = confirmed.intersection(rulebook.causes[standing.cause].signals)
    direct = {
        symptom
        for symptom in confirmed
        if symptom in rulebook.symptoms
        and is_series(rulebook.symptoms[symptom])
        and standing.cause in {link.cause for link in rulebook.symptoms[symptom].caused_by}
    }
    return tuple(sorted(fields | listed | direct))


def _incidents_by_symptom(standing: Standing) -> dict[str, float]:
    found = dict.fromkeys(standing.symptoms, 0.0)
    for link in standing.chain:
        if link.effect in found:
            found[link.effect] = max(found[link.effect], link.incidents)
    return found


def _carried(by_symptom: Mapping[str, float]) -> list[str]:
    return [symptom for symptom, incidents in by_symptom.items() if incidents >= HANDFUL]


def _names(ids: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in ids]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
