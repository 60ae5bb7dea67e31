"""What was learned from labelled incidents, as a rulebook that changes numbers of its base, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Interval, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Link, Rulebook

_LARGEST, _SMALLEST = 0.99, 0.001  # a probability that is written; certainty is never learned


@dataclass(frozen=True, slots=True)
class LearnedChange:
    """One number as written and as learned (`parameter`), its interval, and the labelled incidents it rests on."""

    parameter: Parameter
    interval: Interval
    incidents: float


def render_overlay(rulebook: Rulebook, extends: str, source: str, changes: Sequence[LearnedChange]) -> str:
    """The overlay; `extends` names its base as the file will see it, `source` says where the labels came from."""
    by_effect: dict[str, dict[str, LearnedChange]] = {}
    for change in changes:
        by_effect.setdefault(change.parameter.effect, {})[change.parameter.cause] = change
    lines = [
        "# Written by `cxaudit learn`: numbers of the base rulebook, after incidents whose cause was found by hand.",
        f"# {visible_comment(source)}",
        "# `spread` says how sure a strength is now (standard deviation of ln(-ln(1 - strength))).",
        "",
        f"rulebook: {{name: {quoted(f'{rulebook.name}, learned')}, version: {quoted(rulebook.version)}}}",
        "",
        f"extends: {quoted(extends)}",
        "",
        "overrides:",
    ]
    for effect in sorted(by_effect):
        lines += _override(rulebook, effect, by_effect[effect], source)
    return "\n".join(lines) + "\n"


def change_sentence(change: LearnedChange) -> str:
    """``0.65 -> 0.71 (0.62 to 0.79), 34 labelled incidents``."""
    low, high = (number(end) for end in (change.interval.low, change.interval.high))
    entry = change.parameter
    count = int(change.incidents + 1e-3)  # a sum of near-certainties falls short of a whole number
    return f"{number(entry.written)} -> {number(entry.fitted)} ({low} to {high}), {count} labelled incidents"


def number(value: float) -> str:
    """A probability with two digits that count, never certain."""
    inside = min(max(value, _SMALLEST), _LARGEST)
    return f"{inside:.2f}" if inside >= 0.1 else f"{inside:.2g}"


def quoted(text: str) -> str:
    """A text between double quotes, as YAML reads it."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def visible_comment(text: str) -> str:
    """A text for the one line of a comment."""
    return " ".join(text.split())


def _override(rulebook: Rulebook, effect: str, changes: dict[str, LearnedChange], source: str) -> Iterator[str]:
    is_cause = effect in rulebook.causes
    links = rulebook.causes[effect].caused_by if is_cause else rulebook.symptoms[effect].caused_by
    yield f"  - {'cause' if is_cause else 'symptom'}: {effect}"
    yield f"    reason: {quoted(_reason(changes, source))}"
    yield "    set:"
    if "" in changes:
        yield f"      # {change_sentence(changes[''])}"
        yield f"      prior: {number(changes[''].parameter.fitted)}"
    if any(changes):
        yield "      caused_by:"
        for link in links:
            yield from _link(link, changes.get(link.cause))


def _reason(changes: dict[str, LearnedChange], source: str) -> str:
    told = [f"{cause or 'prior'} {change_sentence(change)}" for cause, change in sorted(changes.items())]
    return f"Learned, with 90 % intervals. {'; '.join(told)}. {source}"


def _link(link: Link, change: LearnedChange | None) -> Iterator[str]:
    if change is None:
        spread = "" if link.spread is None else f"{{strength: {link.word}, spread: {link.spread:g}}}"
        yield f"        {link.cause}: {spread or link.word}"
        return
    yield f"        # {link.word} ({number(link.strength)}) as written; {change_sentence(change)}"
    strength = number(change.parameter.fitted)
    yield f"        {link.cause}: {{strength: {strength}, spread: {max(change.parameter.deviation, 0.01):.2g}}}"
