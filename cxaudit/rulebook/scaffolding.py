"""Scaffolds: a definition with every blank that must be filled, each with what belongs there."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.rulebook.kinds import Probability, Word
from cxaudit.rulebook.schema import CAUSE, REMEDY, SYMPTOM
from cxaudit.rulebook.sources import CORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.rulebook.kinds import Key, Kind, Table

# What can be begun, and the key under which a file lists it.
SCAFFOLDS = MappingProxyType({"symptom": "symptoms", "cause": "causes", "remedy": "remedies", "pack": ""})

_TABLES = MappingProxyType({"symptom": SYMPTOM, "cause": CAUSE, "remedy": REMEDY})

# Keys that need not be there to be read, but without which the checks will ask for them.
_ASKED_FOR = MappingProxyType(
    {
        "symptom": ("description", "dimension", "stage", "caused_by", "examples"),
        "cause": ("description", "prior", "confirm", "remedies"),
        "remedy": ("steps", "verify", "message"),
    }
)
_STRUCTURES = MappingProxyType(
    {
        "detect": ("any:", "  - phrase:", "      -  # words a customer would use"),
        "caused_by": ("CAUSE: sometimes  # the id of a cause, and always, usually, often, sometimes or rarely",),
        "examples": ("match:", "  -  # a sentence that must show it", "no_match:", "  -  # one that must not"),
        "confirm": (
            "- check:  # what to look at, as a question",
            "  supports:  # what would speak for the cause",
            "  refutes:  # what would speak against it",
        ),
        "remedies": ("-  # the id of a remedy",),
        "effort": ("days: []  # person-days: low, likely, high",),
        "effect": ("- reduces:  # the id of a cause", "  by: []  # the fraction: low, likely, high"),
        "steps": ("-  # what to do first",),
        "verify": (
            "measure: rate",
            "of:  # the symptom whose rate should change",
            "target:  # such as -30%",
            "within:  # such as 90 days",
        ),
    }
)


def scaffold(noun: str, identifier: str) -> str:
    """A file with a definition of `noun` (one of `SCAFFOLDS`) to be filled in; a pack is a rulebook of its own."""
    if noun == "pack":
        names = {"symptom": f"{identifier}-symptom", "cause": f"{identifier}-cause", "remedy": f"{identifier}-remedy"}
        head = ("rulebook:", f"  name: {identifier}", '  version: "1"', "", f"extends: {CORE}")
        return "\n".join((*head, *(line for what, name in names.items() for line in ("", *_listed(what, name))))) + "\n"
    return "\n".join(_listed(noun, identifier)) + "\n"


def _listed(noun: str, identifier: str) -> Iterator[str]:
    table = _TABLES[noun]
    yield f"{SCAFFOLDS[noun]}:"
    yield f"  - id: {identifier}"
    for key in _keys(table, noun):
        yield from (f"    {line}" for line in _lines(key))


def _keys(table: Table, noun: str) -> Iterator[Key]:
    return (key for key in table.keys if key.name != "id" and (key.required or key.name in _ASKED_FOR[noun]))


def _lines(key: Key) -> Iterator[str]:
    inner = _STRUCTURES.get(key.name)
    if inner is None:
        yield f"{key.name}:  # {key.meaning}{_choices(key.kind)}"
        return
    yield f"{key.name}:"
    yield from (f"  {line}" for line in inner)


def _choices(kind: Kind) -> str:
    match kind:
        case Word(allowed=words):
            return f": {', '.join(words)}"
        case Probability(words=words):
            return f": {', '.join(words)}, or a number between 0 and 1"
        case _:
            return ""
