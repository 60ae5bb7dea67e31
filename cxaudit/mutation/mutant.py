"""A mutant: a symptom's condition with one small thing wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from cxaudit.matchers import AllOf, AnyOf, Condition, PhrasePattern
from cxaudit.model import Location
from cxaudit.mutation.samples import Sample, turns
from cxaudit.mutation.seen_text import SeenText


class Operator(StrEnum):
    """The ways in which a rulebook is broken."""

    DROP_ALTERNATIVE = "drop-alternative"
    DROP_CONDITION = "drop-condition"
    DROP_EXCLUSION = "drop-exclusion"
    DROP_BOUNDARY = "drop-boundary"
    SHIFT_THRESHOLD = "shift-threshold"
    SWAP_ANY_ALL = "swap-any-all"
    FLIP_ORDER = "flip-order"
    FLIP_NEGATION = "flip-negation"
    REPOINT_CAUSE = "repoint-cause"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way in which a symptom's condition could be wrong.

    `condition` is the whole condition as mutated; it shares with the original all that did not change. `done` says
    what was done, at `location`. `touches` tells quickly of most texts that they cannot tell the two apart.
    `probes` are incidents that may tell the mutant from the original. `dropped` is where an alternative stood.
    """

    operator: Operator
    location: Location
    done: str
    condition: Condition
    probes: Callable[[], Iterable[Sample]]
    touches: Callable[[SeenText], bool] = lambda _: True
    dropped: Dropped | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """An alternative of a leaf: the leaf, where it stands, and which group of a `near` it stood in (0 in a phrase)."""

    spot: Spot
    pattern: PhrasePattern
    group: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a condition: what stands there, in which condition around it, and as which of its parts."""

    node: Condition
    around: Spot | None = None
    index: int = 0
    excludes: bool = False

    def inner(self) -> Iterator[Spot]:
        """The places directly inside."""
        match self.node:
            case AnyOf(_, conditions):
                yield from (Spot(part, self, index) for index, part in enumerate(conditions))
            case AllOf(_, conditions, unless):
                yield from (Spot(part, self, index) for index, part in enumerate(conditions))
                yield from (Spot(part, self, index, excludes=True) for index, part in enumerate(unless))

    def with_node(self, node: Condition) -> Condition:
        """The whole condition with another in this place."""
        if self.around is None:
            return node
        outer = self.around.node
        assert isinstance(outer, AnyOf | AllOf)
        if self.excludes:
            assert isinstance(outer, AllOf)
            return self.around.with_node(replace(outer, unless=_with(outer.unless, self.index, node)))
        return self.around.with_node(replace(outer, conditions=_with(outer.conditions, self.index, node)))

    def probes(self, samples: Callable[[], Iterable[Sample]]) -> Callable[[], Iterable[Sample]]:
        """The samples in the context of this place, made when they are asked for."""
        return lambda: self.in_context(samples())

    def in_context(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """The samples, each beside what the conditions around this place ask for as well."""
        contexts = list(turns(list(self.beside())))
        for sample in samples:
            yield from (sample.beside(context) for context in contexts)

    def beside(self) -> Iterator[Condition]:
        """The conditions around this place that must hold as well for the whole to depend on it."""
        if self.around is None:
            return
        if isinstance(self.around.node, AllOf):
            conditions = self.around.node.conditions
            yield from (part for index, part in enumerate(conditions) if self.excludes or index != self.index)
        yield from self.around.beside()


def _with(conditions: tuple[Condition, ...], index: int, node: Condition) -> tuple[Condition, ...]:
    return (*conditions[:index], node, *conditions[index + 1 :])
