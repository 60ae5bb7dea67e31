"""All that a rulebook says of one definition, as text for a terminal."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from cxaudit.model import Cause, Remedy, Standard, Symptom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Link, Location, Rulebook

_WIDTH = 100
MOST_WAYS = 12  # from root causes to a symptom; a tangle has more than anyone reads


def render_definition(definition: Symptom | Cause | Remedy | Standard, rulebook: Rulebook) -> str:
    """Its title, its place, what it says of itself, and how it hangs together with the rest of the rulebook."""
    match definition:
        case Symptom():
            lines = _symptom(definition, rulebook)
        case Cause():
            lines = _cause(definition, rulebook)
        case Remedy():
            lines = _remedy(definition, rulebook)
        case Standard():
            lines = _standard(definition, rulebook)
    what = type(definition).__name__.lower()
    head = (f"{what} {definition.id}: {definition.title}", f"  defined at {definition.location}")
    return "\n".join((*head, *lines)) + "\n"


def _symptom(symptom: Symptom, rulebook: Rulebook) -> Iterator[str]:
    yield from _text(symptom.description)
    yield from _facts(
        ("severity", symptom.severity),
        ("dimension", symptom.dimension),
        ("stage", symptom.stage),
        ("status", symptom.status),
        ("breaks", ", ".join(symptom.breaks)),
    )
    yield from _links("causes", symptom.caused_by, rulebook)
    signalling = [cause.id for cause in rulebook.causes.values() if symptom.id in cause.signals]
    yield from _facts(("a signal of", ", ".join(signalling)))
    ways = sorted(_ways(symptom.caused_by, rulebook), key=lambda way: (len(way), way))
    if ways:
        yield ""
        yield "  from the root:"
        yield from (f"    {' → '.join((*way, symptom.id))}" for way in ways[:MOST_WAYS])
        if len(ways) > MOST_WAYS:
            yield f"    and {len(ways) - MOST_WAYS} more"
    matching = sum(example.matches for example in symptom.examples)
    yield from _facts(("examples", f"{matching} that match, {len(symptom.examples) - matching} that do not"))


def _cause(cause: Cause, rulebook: Rulebook) -> Iterator[str]:
    yield from _text(cause.description)
    yield from _facts(
        ("family", cause.family),
        ("area", cause.area),
        ("kind", cause.kind),
        (
            "prior",
            f"{cause.prior_word} ({cause.prior:g})" if cause.prior_word != f"{cause.prior:g}" else cause.prior_word,
        ),
        ("status", cause.status),
        ("preventable", "" if cause.preventable else "no"),
    )
    yield from _links("causes", cause.caused_by, rulebook)
    effects: tuple[Symptom | Cause, ...] = (*rulebook.causes.values(), *rulebook.symptoms.values())
    produced = [(entry, link) for entry in effects for link in entry.caused_by if link.cause == cause.id]
    yield from _listed("produces", [f"{link.word}: {entry.id}, {entry.title}" for entry, link in produced])
    yield from _facts(("signals", ", ".join(cause.signals)))
    remedies = [
        f"{remedy.id}, {remedy.title}" + _reduction(remedy, cause)
        for remedy in rulebook.remedies.values()
        if remedy.id in cause.remedies or any(effect.cause == cause.id for effect in remedy.effects)
    ]
    yield from _listed("remedies", remedies)
    yield from _listed("to confirm on site", [entry.check for entry in cause.confirm])


def _remedy(remedy: Remedy, rulebook: Rulebook) -> Iterator[str]:
    low, likely, high = remedy.effort_days
    yield from _facts(
        ("kind", f"{remedy.kind}, {remedy.action}, {remedy.strength}"),
        ("phase", remedy.phase),
        ("owner", remedy.owner),
        ("effort", f"{likely:g} person-days ({low:g} to {high:g})"),
        ("status", remedy.status),
        ("needs", ", ".join(remedy.needs)),
        ("excludes", ", ".join(remedy.excludes)),
    )
    reduced = [
        f"{effect.cause} by {effect.likely:.0%} ({effect.low:.0%} to {effect.high:.0%})" for effect in remedy.effects
    ]
    yield from _listed("reduces", reduced)
    yield from _listed("steps", list(remedy.steps))
    if remedy.verify:
        verify = remedy.verify
        of = f" of {verify.of}" if verify.of else ""
        yield from _facts(
            ("works when", f"{verify.measure}{of} changes by {verify.target:+.0%} in {verify.within_days} days")
        )
    listing = [cause.id for cause in rulebook.causes.values() if remedy.id in cause.remedies]
    yield from _facts(("listed by", ", ".join(listing)))


def _standard(standard: Standard, rulebook: Rulebook) -> Iterator[str]:
    yield from _text(standard.promise)
    yield from _facts(
        ("measure", standard.measure),
        ("limit", f"{standard.limit} {standard.unit}".strip()),
        ("theme", standard.theme),
        ("broken by", ", ".join(entry.id for entry in rulebook.symptoms.values() if standard.id in entry.breaks)),
    )


def _text(text: str) -> Iterator[str]:
    if text:
        yield ""
        yield from (f"  {line}" for line in wrap(text, _WIDTH - 2))


def _facts(*facts: tuple[str, str]) -> Iterator[str]:
    told = [(name, value) for name, value in facts if value]
    if told:
        yield ""
    for name, value in told:
        first, *more = wrap(value, _WIDTH - 15) or [""]
        yield f"  {name:<12} {first}"
        yield from (f"{'':<15}{line}" for line in more)


def _listed(name: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"  {name}:"
        yield from (f"    {entry}" for entry in entries)


def _links(name: str, links: Sequence[Link], rulebook: Rulebook) -> Iterator[str]:
    entries = [f"{link.word}: {link.cause}, {rulebook.causes[link.cause].title} {_at(link.location)}" for link in links]
    yield from _listed(name, entries)


def _at(place: Location) -> str:
    return f"({place})"


def _reduction(remedy: Remedy, cause: Cause) -> str:
    effect = next((effect for effect in remedy.effects if effect.cause == cause.id), None)
    return f" (reduces it by {effect.likely:.0%})" if effect else ""


def _ways(links: Sequence[Link], rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    """All ways from a root cause up to what the links produce."""
    for link in links:
        cause = rulebook.causes[link.cause]
        if cause.is_root:
            yield (cause.id,)
        for way in _ways(cause.caused_by, rulebook):
            yield (*way, cause.id)
