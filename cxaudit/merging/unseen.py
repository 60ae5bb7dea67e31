"""What cannot be told of several logs from their tallies alone, each in a sentence, where it applies."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.engines import SUPERSEDED, Caution
from cxaudit.matchers import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.merging.adding import Sums
    from cxaudit.merging.part import Part
    from cxaudit.model import Audit, Rulebook

_FAR = 5 * 365  # days between dates from which one log may think a date absurd that another makes likely


def unseen(parts: Sequence[Part], rulebook: Rulebook, sums: Sums, missing: Sequence[Part]) -> Iterator[Caution]:
    """Everything that the sum of `parts` cannot tell; `missing` are those without events that could be counted."""
    told = [*_of_incidents(parts, rulebook), *_of_splits(sums), *_of_times(parts, sums), *_of_programs(parts)]
    rest = "; what that cannot tell is said next" if told else ""
    yield Caution(f"added up: {_why(missing)}, so the audits were added up instead of counted anew{rest}", grave=True)
    for sentence in told:
        yield Caution(sentence, grave=True)


def _why(missing: Sequence[Part]) -> str:
    """Why the events of all parts could not be counted."""
    away = [part.name for part in missing if part.events is None]
    other = [part.name for part in missing if part.events is not None]
    reasons = []
    if away:
        reasons.append(f"the events of {', '.join(away)} are not at hand")
    if other:
        reasons.append(f"the events of {', '.join(other)} were kept by another version of the program")
    return " and ".join(reasons)


def _of_incidents(parts: Sequence[Part], rulebook: Rulebook) -> Iterator[str]:
    """What shows only when incidents of several logs stand side by side."""
    if _may_share_incidents([part for part in parts if part.has_column("id")]):
        yield "incidents: one that is in several of the logs counts once in each, in its state there"
    if sum(any(source.messages for source in part.audit.sources) for part in parts) > 1:
        yield (
            "conversations: one with messages in several of the logs counts once in each; analyze those logs together"
            " to have it whole"
        )
    if sum(part.audit.tally.customers.distinct > 0 for part in parts) > 1:
        yield (
            "customers: one who is in several of the logs counts once in each, and who came back, or changed channel,"
            " from one log to another is not seen"
        )
    by_resolution = any(isinstance(symptom.detect, Shared) for symptom in rulebook.symptoms.values())
    if by_resolution and sum(part.has_column("resolution") for part in parts) > 1:
        yield "shared workarounds: the same words at closing were only looked for within each log"


def _may_share_incidents(parts: Sequence[Part]) -> bool:
    """Whether two of the logs could hold the same incident.

    Rows with one id that were opened on different days are different incidents where they are in different files, so
    logs of periods that do not touch share none, if every row is dated and no id came twice.
    """
    return any(
        not (_is_plain(one.audit) and _is_plain(other.audit) and _apart(one.audit, other.audit))
        for one, other in itertools.combinations(parts, 2)
    )


def _is_plain(audit: Audit) -> bool:
    return not audit.tally.undated and SUPERSEDED not in audit.rejections


def _apart(one: Audit, other: Audit) -> bool:
    earlier, later = sorted((one.tally, other.tally), key=lambda tally: (tally.first_opened, tally.last_opened))
    return earlier.last_opened < later.first_opened


def _of_splits(sums: Sums) -> Iterator[str]:
    if sums.not_split:
        yield f"{', '.join(sums.not_split)}: left out of the splits, as not every log was split by it"
    if sums.blurred:
        yield (
            f"{', '.join(sums.blurred)}: each log kept its own most frequent values, so part of a value's incidents may"
            " stand among the other values"
        )


def _of_times(parts: Sequence[Part], sums: Sums) -> Iterator[str]:
    if sums.no_ages and sums.tally.closed:
        yield "old backlog: how long incidents had been open is left out, as the logs end on different days"
    tally = sums.tally
    far = tally.first_opened and (_day(tally.last_opened) - _day(tally.first_opened)).days > _FAR
    if far or any(source.strange_dates for part in parts for source in part.audit.sources):
        yield "dates: which of them cannot be meant was judged by each log alone"


def _of_programs(parts: Sequence[Part]) -> Iterator[str]:
    programs = dict.fromkeys(part.audit.program for part in parts)
    if len(programs) > 1:
        yield f"versions: the audits were made by {' and '.join(programs)}, which may find different things in one text"


def _day(text: str) -> date:
    return date.fromisoformat(text)
