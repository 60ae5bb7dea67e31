"""Judges the mutants of one symptom: killed by an example, redundant, or a survivor and the example that would do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cxaudit.matchers import Repeat, Series, Shared
from cxaudit.mutation.enumeration import mutants_of
from cxaudit.mutation.mutant import Mutant
from cxaudit.mutation.pattern_index import PatternIndex
from cxaudit.mutation.redundancy import Covers
from cxaudit.mutation.seen_text import SeenText
from cxaudit.render.mutants_report import Redundant, Skeleton, Survivor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Example, Symptom
    from cxaudit.mutation.samples import Sample

_MOST_PROBES = 40  # incidents tried to tell a survivor from the original
_NONE_FOUND = "no example found: write one by hand, or simplify the rule"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a mutant; killed where it is neither a survivor nor redundant."""

    mutant: Mutant
    fate: Survivor | Redundant | None


class SymptomJudge:
    """A symptom with its examples; those that fail on the symptom as it is are only counted, in `failing`.

    `columns` are those that any example of the rulebook has: where an example lacks one, it is missing there.
    """

    def __init__(self, symptom: Symptom, columns: frozenset[str]) -> None:
        self._symptom = symptom
        self._index = PatternIndex(symptom.detect)
        self._covers = Covers(symptom.detect, self._index)
        self._absent = dict.fromkeys(columns)
        self._probed: dict[Sample, SeenText] = {}
        self._added: dict[Skeleton, SeenText] = {}
        seen = [(example, self._see(example.text, dict(example.fields))) for example in self._examples()]
        self._sound = [
            (text, example.matches) for example, text in seen if text.shows(symptom.detect) == example.matches
        ]
        self.examples = len(self._sound)
        self.failing = len(seen) - len(self._sound)

    def judged(self) -> Iterator[Judged]:
        """Each mutant of the condition that an example could judge, in the order of the rulebook."""
        if isinstance(self._symptom.detect, Repeat | Shared | Series):
            return
        for mutant in mutants_of(self._symptom.detect):
            yield Judged(mutant, None if self._is_killed(mutant) else self._fate(mutant))

    def _examples(self) -> tuple[Example, ...]:
        beyond = isinstance(self._symptom.detect, Repeat | Shared | Series)
        return () if beyond else self._symptom.examples

    def _see(self, text: str, fields: dict[str, str]) -> SeenText:
        return SeenText(self._symptom.detect, self._index, text, {**self._absent, **fields})

    def _is_killed(self, mutant: Mutant) -> bool:
        return any(mutant.touches(seen) and seen.shows(mutant.condition) != shown for seen, shown in self._sound)

    def _fate(self, mutant: Mutant) -> Survivor | Redundant:
        place = (self._symptom.id, mutant.operator.value, mutant.location, mutant.done)
        cover = self._covers.of(mutant.dropped) if mutant.dropped else None
        if cover is not None:
            return Redundant(*place, cover)
        example = self._example_against(mutant)
        return Survivor(*place, example, "" if example else _NONE_FOUND)

    def _example_against(self, mutant: Mutant) -> Skeleton | None:
        """An example that tells the mutant from the original: one that is to be added anyway, or else a new one."""
        for skeleton, seen in self._added.items():
            if self._is_told(mutant, seen):
                return skeleton
        for sample in islice(dict.fromkeys(mutant.probes()), _MOST_PROBES):
            seen = self._probe(sample)
            if self._is_told(mutant, seen):
                skeleton = Skeleton(sample.text, sample.fields, seen.shows(self._symptom.detect))
                self._added[skeleton] = seen
                return skeleton
        return None

    def _probe(self, sample: Sample) -> SeenText:
        if sample not in self._probed:
            self._probed[sample] = self._see(sample.text, dict(sample.fields))
        return self._probed[sample]

    def _is_told(self, mutant: Mutant, seen: SeenText) -> bool:
        return mutant.touches(seen) and seen.shows(mutant.condition) != seen.shows(self._symptom.detect)
