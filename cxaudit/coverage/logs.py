"""Counts a log for a rulebook, and finds out what the log lacks for rules to match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.checks.corpus import Lack
from cxaudit.coverage.blindness import lack_of
from cxaudit.coverage.log_words import read_words
from cxaudit.engines import ENGINES, Counted, CountOptions
from cxaudit.errors import InputError
from cxaudit.matchers import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook, Source


@dataclass(frozen=True, slots=True)
class CountedLog:
    """A log as the engine counted it; `lacks` holds, for symptoms it can never show, what it lacks."""

    counted: Counted
    lacks: Mapping[str, Lack]


def count_log(sources: Sequence[OpenSource], rulebook: Rulebook, options: CountOptions) -> CountedLog:
    """Count the log; it is read again for the words it has when some symptom has no incident.

    Raises InputError when a source cannot be read to its end, or nothing in it can be used.
    """
    counted = ENGINES["local"].count(sources, rulebook, options)
    refuse_nothing(counted.sources, counted.rejections)
    hits = counted.tally.counts()
    dead = [
        symptom
        for symptom in rulebook.symptoms.values()
        if not hits[symptom.id] and not isinstance(symptom.detect, Series)
    ]
    if not dead:
        return CountedLog(counted, {})
    words = read_words(sources, [symptom.detect for symptom in dead])
    lacks = ((symptom.id, lack_of(symptom.detect, words)) for symptom in dead)
    return CountedLog(counted, {name: lack for name, lack in lacks if lack is not None})


def refuse_nothing(sources: Sequence[Source], rejections: Mapping[str, int]) -> None:
    """Raise InputError when no row of the sources is left to work on."""
    names = ", ".join(source.path for source in sources)
    if not any(source.read for source in sources):
        raise InputError(f"{names}: holds no rows; export it again with the incidents of the period")
    if not any(source.used for source in sources):
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in rejections.items())
        raise InputError(f"{names}: every row is left out ({reasons}); export the incidents themselves")
