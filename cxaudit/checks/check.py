"""What a check is, and what several checks ask of a rulebook."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from cxaudit.matchers import Repeat, Series, Shared
from cxaudit.model import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from cxaudit.matchers import PhrasePattern
    from cxaudit.matchers.expression import Pattern
    from cxaudit.model import Cause, Location, Remedy, Rulebook, Severity, Standard, Symptom


class Check(Protocol):
    """A function over a whole rulebook, named by the fault it finds: `hub_cause` reports ``hub-cause``.

    The docstring of its module is its page: the rule in one sentence, the reason, then `Bad:` and `Good:` with YAML.
    """

    __name__: str

    def __call__(self, rulebook: Rulebook) -> Iterable[Violation]:
        """The violations of this check, in any order."""
        ...


class DatedCheck(Protocol):
    """A check that holds dates in the rulebook against the day it is told."""

    __name__: str

    def __call__(self, rulebook: Rulebook, today: date) -> Iterable[Violation]:
        """The violations of this check on the day `today`, in any order."""
        ...


def violation(  # noqa: PLR0913 - a violation has this many parts
    check: str,
    severity: Severity,
    definition: Symptom | Cause | Remedy | Standard,
    message: str,
    *,
    help: str,  # noqa: A002 - the word users read
    related: tuple[Location, ...] = (),
    place: Location | None = None,
    subject: str = "",
) -> Violation:
    """A violation of `check` in `definition`: at `place`, where `subject` stands, or else where it begins."""
    owner = f"{type(definition).__name__.lower()} {definition.id}"
    where, text = place or definition.location, subject or f"id: {definition.id}"
    return Violation(where, check, severity, message, help, related, text, owner)


def pattern_violation(  # noqa: PLR0913 - a violation has this many parts
    check: str,
    severity: Severity,
    symptom: Symptom,
    pattern: Pattern | PhrasePattern,
    message: str,
    *,
    help: str,  # noqa: A002 - the word users read
    related: tuple[Location, ...] = (),
) -> Violation:
    """A violation of `check` at a pattern of what `symptom` looks for."""
    owner = f"symptom {symptom.id}"
    return Violation(pattern.location, check, severity, message, help, related, pattern.text, owner)


def with_causes(rulebook: Rulebook) -> tuple[Symptom | Cause, ...]:
    """All that may have causes behind it."""
    return (*rulebook.symptoms.values(), *rulebook.causes.values())


def with_lifecycle(rulebook: Rulebook) -> tuple[Symptom | Cause | Remedy, ...]:
    """All that may be deprecated, replaced or due for review."""
    return (*with_causes(rulebook), *rulebook.remedies.values())


def remedies_by_cause(rulebook: Rulebook) -> Mapping[str, tuple[Remedy, ...]]:
    """For each cause the remedies it lists, and those that reduce it, in order of id."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for cause in rulebook.causes.values():
        named[cause.id].update(cause.remedies)
    for remedy in rulebook.remedies.values():
        for effect in remedy.effects:
            named[effect.cause].add(remedy.id)
    return {cause: tuple(rulebook.remedies[name] for name in sorted(names)) for cause, names in named.items()}


def causes_behind(definition: Symptom | Cause, rulebook: Rulebook) -> frozenset[str]:
    """Ids of all causes behind a symptom or cause, at any distance."""
    found: set[str] = set()
    pending = [link.cause for link in definition.caused_by]
    while pending:
        cause = pending.pop()
        if cause not in found:
            found.add(cause)
            pending.extend(link.cause for link in rulebook.causes[cause].caused_by)
    return frozenset(found)


def causes_reached(rulebook: Rulebook) -> frozenset[str]:
    """Ids of the causes that a log can point to: behind a symptom, or supported by a signal, at any distance."""
    signalled = [cause for cause in rulebook.causes.values() if cause.signals]
    definitions: tuple[Symptom | Cause, ...] = (*rulebook.symptoms.values(), *signalled)
    behind = (causes_behind(definition, rulebook) for definition in definitions)
    return frozenset(cause.id for cause in signalled).union(*behind)


def takes_examples(symptom: Symptom) -> bool:
    """Whether one incident alone can show it; what is seen in several, or in the log as a whole, takes none."""
    return not isinstance(symptom.detect, Repeat | Shared | Series)


def has_both_sorts(symptom: Symptom) -> bool:
    """Whether it has an example that matches and one that does not."""
    return {example.matches for example in symptom.examples} == {True, False}
