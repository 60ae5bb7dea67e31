"""Damage that JSON documents can have."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from damaged_files import Damaged, Entry, Maker, Part, assembled, some
from damaged_lines import record

Damage = Callable[[Random, Sequence[Entry]], Damaged]


def document_damages() -> Iterator[tuple[str, Maker]]:
    """Every damage of JSON documents."""
    for name, damage in _DOCUMENTS.items():
        yield f"JSON: {name}", damage


def _document(parts: Sequence[Part], before: bytes = b"[", after: bytes = b"]", mark: bytes = b",\n ") -> Damaged:
    """The parts as elements of a list."""
    last = len(parts) - 1
    joined = [replace(part, data=part.data + (mark if place < last else after)) for place, part in enumerate(parts)]
    return assembled("log.json", joined, (), before)


def _element(entry: Entry) -> Part:
    return Part(record(entry), entry)


def _sound_list(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return _document([_element(entry) for entry in log])


def _held(chance: Random, log: Sequence[Entry]) -> Damaged:
    users = json.dumps([{"id": n, "name": "]}[{"} for n in range(chance.randrange(1, 200))]).encode()
    made = _document([_element(entry) for entry in log], b'{"count": 2, "tickets": [', b'], "users": %b}\n' % users)
    return replace(made, said=("the list 'tickets'",))


def _with_others(others: Sequence[bytes], fault: str, chance: Random, log: Sequence[Entry]) -> Damaged:
    places = some(chance, len(log))
    parts = [
        each
        for place, entry in enumerate(log)
        for each in ([Part(chance.choice(others), fault=fault)] if place in places else []) + [_element(entry)]
    ]
    return _document([*parts, Part(others[0], fault=fault)])


def _trailing_comma(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return _document([_element(entry) for entry in log], after=b",\n]")


def _lists_after_another(chance: Random, log: Sequence[Entry]) -> Damaged:
    half = chance.randrange(1, len(log))
    parts = [_element(entry) for entry in log]
    first, second = _document(parts[:half]), _document(parts[half:])
    return replace(_document(parts), data=first.data + chance.choice((b"", b"\n")) + second.data)


def _pages_after_another(chance: Random, log: Sequence[Entry]) -> Damaged:
    half = chance.randrange(1, len(log))
    pages = [
        json.dumps({"results": [json.loads(record(entry)) for entry in part], "next": None}, indent=1).encode()
        for part in (log[:half], log[half:])
    ]
    return replace(_sound_list(chance, log), data=b"\n".join(pages), said=("the list 'results'",))


def _spread_objects(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return assembled(
        "log.json", [Part(json.dumps(json.loads(record(entry)), indent=2).encode() + b"\n", entry) for entry in log]
    )


def _wide(chance: Random, log: Sequence[Entry]) -> Damaged:
    made = _sound_list(chance, log)
    return replace(made, data=made.data.decode().encode("utf-16"), said=("read as utf-16-le",))


def _truncated(chance: Random, log: Sequence[Entry]) -> Damaged:
    data = _sound_list(chance, log).data
    return Damaged(
        "log.json", data[: chance.randrange(len(data) // 2, len(data) - 1)], refused=("cut short or damaged", "byte")
    )


def _refused(data: Callable[[Sequence[bytes]], bytes], *words: str) -> Damage:
    def damage(chance: Random, log: Sequence[Entry]) -> Damaged:
        del chance
        return Damaged("log.json", data([record(entry) for entry in log]), refused=words)

    return damage


_SCALARS = (b"null", b"7", b'"a, b"')
_BROKEN = (b'{"id": 2, "text": }', b'{"id": 2 "text": 1}', b"{'id': 1}")
_DOCUMENTS: Mapping[str, Damage] = {
    "sound": _sound_list,
    "a list within an object, and another after it": _held,
    "scalars between and behind": partial(_with_others, _SCALARS, "not a JSON object"),
    "lists between and behind": partial(_with_others, (b"[1, 2]", b"[]", b'["}"]'), "not a JSON object"),
    "broken objects": partial(_with_others, _BROKEN, "broken JSON"),
    "empty objects": partial(_with_others, (b"{}", b'{"id": null}'), "neither an id nor a text"),
    "undecodable bytes": partial(_with_others, (b'{"id": "\xff"}',), "undecodable bytes"),
    "a comma behind the last": _trailing_comma,
    "lists one after another": _lists_after_another,
    "pages one after another": _pages_after_another,
    "objects one after another": _spread_objects,
    "UTF-16": _wide,
    "truncated": _truncated,
    "nested lists": _refused(lambda all_: b"[[" + b"],[".join(all_) + b"]]", "a list stands where an object should"),
    "something behind": _refused(
        lambda all_: b"[" + b",".join(all_) + b"]\ndone\n", "something else follows the JSON: 'done'"
    ),
    "a bracket too many": _refused(lambda all_: b"[" + b",".join(all_) + b"]]", "something else follows the JSON: ']'"),
    "an empty list": _refused(lambda _: b"[]", "holds no JSON records"),
    "an empty object": _refused(lambda _: b"{}", "its JSON objects are empty"),
    "an error message": _refused(lambda _: b'{"error": "unauthorized"}', "its columns are error"),
    "what Python prints": _refused(lambda _: b"[{'id': 1, 'text': 'late'}]", "no readable JSON record"),
    "a single value": _refused(lambda _: b'"late"', "a single text and no records"),
}
