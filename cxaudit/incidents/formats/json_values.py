"""Nested JSON as flat columns: dotted names, and paths that pick the texts of a record.

``via.channel`` steps into objects, and through lists of objects too (``comments.body`` is every comment's body).
``parts[author.type=user|lead].body`` takes only the elements of a list whose field has one of the values. Scalars of
a list are joined with ``; ``; values of several objects stand in paragraphs of their own. ``comments[]`` is the list
itself, as JSON.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from cxaudit.incidents.raw import SEVERAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

WHOLE = "[]"  # behind a path: the value as JSON
DEEPEST = 8  # objects within objects that are looked into; deeper values become no columns
_STEP = re.compile(r"([^.\[\]]+)(?:\[([^=\]]+)=([^\]]*)\])?(?:\.|$)")


@dataclass(frozen=True, slots=True)
class Step:
    """One key of a path, and which elements of the list under it count: those whose `field` is among `values`."""

    key: str
    field: tuple[Step, ...] = ()
    values: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def steps(path: str) -> tuple[Step, ...]:
    """The steps of a dotted path; none for an empty one."""
    if not path:
        return ()
    if path.endswith(WHOLE) and path != WHOLE:
        return (*steps(path.removesuffix(WHOLE)), Step(WHOLE))
    found = []
    covered = 0
    # The field of a filter has dots of its own, which separate nothing out here.
    for match in _STEP.finditer(path):
        key, field, values = match.groups()
        found.append(Step(key, steps(field) if field else (), frozenset((values or "").split("|"))))
        covered += len(match[0])
    # A key that is no path, such as one of dots alone, is taken as it stands.
    return tuple(found) if found and covered == len(path) and not path.endswith(".") else (Step(path),)


def names(record: Mapping[str, Json]) -> Iterator[tuple[str, bool]]:
    """The dotted names of all columns a record has a place for, in its order, and whether each is empty."""
    waiting: list[tuple[str, Json, int]] = [(key, value, 1) for key, value in reversed(list(record.items()))]
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, list) and any(isinstance(element, dict) for element in value):
            value = {key: inner for element in value if isinstance(element, dict) for key, inner in element.items()}
        if isinstance(value, dict) and value and not is_document(value) and depth < DEEPEST:
            waiting.extend((f"{name}.{key}", inner, depth + 1) for key, inner in reversed(value.items()))
        else:
            yield name, value is None or value in ([], {})


def picked(value: Json, path: tuple[Step, ...]) -> str | None:
    """The text that `path` leads to from `value`, or None where it leads nowhere."""
    inner = value
    for step in path:
        if step.key == WHOLE and inner is not None:
            return _as_json(inner)
        if type(inner) is not dict or step.field:
            break
        inner = inner.get(step.key)
    else:  # most paths lead through objects alone
        return as_text(inner) or None
    found = [text for end in _ends(value, path) if (text := as_text(end))]
    return SEVERAL.join(found) if found else None


def as_text(value: Json) -> str | None:  # noqa: PLR0911 - one line a kind of value
    """A value as text: numbers in full, true and false, lists of scalars joined, rich text as plain text."""
    match value:
        case str():
            return value
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case list():
            return "; ".join(_texts_within(value))
        case _:
            return _document_text(value) if is_document(value) else None


def is_document(value: Mapping[str, Json]) -> bool:
    """Whether an object is rich text in the Atlassian document format."""
    return value.get("type") == "doc" and isinstance(value.get("content"), list)


def _ends(value: Json, path: tuple[Step, ...]) -> Iterator[Json]:
    if not path:
        yield value
        return
    if path[0].key == WHOLE:
        yield _as_json(value)
        return
    if isinstance(value, list):
        for element in value:
            if isinstance(element, dict):
                yield from _ends(element, path)
        return
    if not isinstance(value, dict):
        return
    step = path[0]
    inner = value.get(step.key)
    if inner is None and not step.field:
        # Some exports have flattened names already, with the dots in the key.
        yield value.get(".".join(each.key for each in path))
        return
    if step.field:
        elements = inner if isinstance(inner, list) else [inner]
        inner = [element for element in elements if picked(element, step.field) in step.values]
    yield from _ends(inner, path[1:])


def _texts_within(values: list[Json]) -> list[str]:
    """The texts of a list and of the lists in it, however deep."""
    texts: list[str] = []
    waiting = values[::-1]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif not isinstance(value, dict) and (text := as_text(value)):
            texts.append(text)
    return texts


def _as_json(value: Json) -> str | None:
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else None


def _document_text(document: Mapping[str, Json]) -> str:
    parts: list[str] = []
    waiting: list[Json] = [dict(document)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            text = node.get("text")
            if isinstance(text, str):
                parts.append(text)
            elif node.get("type") in {"paragraph", "heading", "listItem", "hardBreak", "codeBlock"} and parts:
                parts.append("\n")
            waiting.append(node.get("content"))
    return "".join(parts)
