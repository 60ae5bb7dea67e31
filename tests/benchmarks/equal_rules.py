"""Rules of equal content in two languages, as many as wanted, a file each, and the same everywhere."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_THINGS = ("parcel", "invoice", "refund", "order", "contract", "delivery", "account", "booking", "repair", "ticket")
_STATES = ("late", "lost", "wrong", "missing", "broken", "refused", "unanswered", "cancelled", "doubled", "ignored")
_MOMENTS = ("again", "for weeks", "since Monday", "without notice", "at the door")
_CAUSES = 10  # each in a file of its own, with a remedy


def write_rulebook(folder: Path, number: int) -> None:
    """A rulebook of so many symptoms."""
    folder.mkdir()
    for index in range(number):
        (folder / f"symptom-{index:04}.yaml").write_text("\n".join(_symptom(index)) + "\n", encoding="utf-8")
    for index in range(_CAUSES):
        (folder / f"cause-{index}.yaml").write_text("\n".join(_cause(index)) + "\n", encoding="utf-8")


def write_sigma_rules(folder: Path, number: int) -> None:
    """The same as rules for Sigma: title, description, the phrases looked for, and those that speak against it."""
    folder.mkdir()
    for index in range(number):
        (folder / f"rule_{index:04}.yml").write_text("\n".join(_sigma(index)) + "\n", encoding="utf-8")


def _words(index: int) -> tuple[str, str, str]:
    return (
        _THINGS[index % len(_THINGS)],
        _STATES[index // len(_THINGS) % len(_STATES)],
        _MOMENTS[index // (len(_THINGS) * len(_STATES)) % len(_MOMENTS)],
    )


def _phrases(index: int) -> list[str]:
    thing, state, moment = _words(index)
    return [
        f"{thing} {state} {moment}",
        f"{state} {thing} {moment}",
        f"{thing} was {state} {moment}",
        f"case {index:04}",
    ]


def _symptom(index: int) -> Iterator[str]:
    thing, state, moment = _words(index)
    yield "symptoms:"
    yield f"  - id: {thing}-{state}-{index:04}"
    yield f"    title: The {thing} was {state} {moment}"
    yield f"    description: Customers say that their {thing} was {state} {moment}."
    yield "    severity: major"
    yield "    detect:"
    yield "      phrase:"
    yield from (f"        - {phrase}" for phrase in _phrases(index))
    yield "      unless:"
    yield f"        - phrase: [no {thing} at all]"
    yield f"    caused_by: {{cause-{index % _CAUSES}: often}}"
    yield "    examples:"
    yield "      match:"
    yield from (f"        - My {phrase}." for phrase in _phrases(index)[:3])
    yield "      no_match:"
    yield from (f"        - The {thing} came {word}." for word in ("well", "in time", "as it should"))


def _cause(index: int) -> Iterator[str]:
    yield from (
        "causes:",
        f"  - id: cause-{index}",
        f"    title: Nobody looks after it, number {index}",
        "    family: process",
        "    area: process-friendliness",
        "    prior: common",
        f"    remedies: [remedy-{index}]",
        "remedies:",
        f"  - id: remedy-{index}",
        f"    title: Name who looks after it, number {index}",
        "    kind: process",
        "    action: preventive",
        "    strength: stronger",
        "    phase: system-shift",
        "    owner: Operations manager",
        "    effort: {days: [1, 2, 4]}",
        f"    effect: {{reduces: cause-{index}, by: [0.3, 0.5, 0.7]}}",
    )


def _sigma(index: int) -> Iterator[str]:
    thing, state, moment = _words(index)
    yield f"title: The {thing.title()} Was {state.title()} {moment.title()} {index}"
    yield f"id: {uuid.uuid5(uuid.NAMESPACE_URL, f'rule-{index}')}"
    yield "status: stable"
    yield f"description: Customers say that their {thing} was {state} {moment}."
    yield "author: Bench"
    yield "date: 2025-01-01"
    yield "logsource:"
    yield "  category: application"
    yield "  product: desk"
    yield "detection:"
    yield "  selection:"
    yield "    text|contains:"
    yield from (f"      - {phrase}" for phrase in _phrases(index))
    yield "  filter:"
    yield f"    text|contains: no {thing} at all"
    yield "  condition: selection and not filter"
    yield "falsepositives:"
    yield from (f"  - The {thing} came {word}." for word in ("well", "in time", "as it should"))
    yield "level: high"
