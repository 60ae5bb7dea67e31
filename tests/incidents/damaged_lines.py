"""Damage that JSON Lines can have."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from damaged_files import Damaged, Entry, Maker, Part, assembled, some, sound_rows

Damage = Callable[[Random, Sequence[Entry]], Damaged]


def lines_damages() -> Iterator[tuple[str, Maker]]:
    """Every damage of JSON Lines."""
    for name, damage in _LINES.items():
        yield f"JSON Lines: {name}", damage


def record(entry: Entry) -> bytes:
    """An incident as JSON."""
    fields = {"id": entry.id, "created_at": entry.opened, "customer": entry.customer, "text": entry.text}
    return json.dumps(fields, ensure_ascii=False).encode()


def _line(entry: Entry) -> Part:
    return Part(record(entry) + b"\n", entry)


def _lines(parts: Sequence[Part], start: bytes = b"") -> Damaged:
    return assembled("log.jsonl", parts, (), start)


def _each_line(bad: Callable[[Random, Entry], Part], chance: Random, log: Sequence[Entry]) -> Damaged:
    """Some lines are replaced."""
    places = some(chance, len(log))
    return _lines([bad(chance, entry) if place in places else _line(entry) for place, entry in enumerate(log)])


def _sound_lines(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return _lines([_line(entry) for entry in log])


def _cut(chance: Random, entry: Entry) -> Part:
    return Part(record(entry)[: -chance.randrange(2, 20)] + b"\n", fault="broken JSON")


def _scalar(chance: Random, _: Entry) -> Part:
    return Part(chance.choice((b"7\n", b'"late"\n', b"null\n", b"true\n")), fault="not a JSON object")


def _list(_: Random, entry: Entry) -> Part:
    return Part(json.dumps(entry.cells).encode() + b"\n", fault="not a JSON object")


def _remark(_: Random, entry: Entry) -> Part:
    return Part(f"# {entry.id} was taken out\n".encode(), fault="broken JSON")


def _bytes(_: Random, entry: Entry) -> Part:
    return Part(record(replace(entry, text="Late")).replace(b"Late", b"L\xffte") + b"\n", fault="undecodable bytes")


def _half_a_pair(_: Random, entry: Entry) -> Part:
    return Part(record(replace(entry, text="Late")).replace(b"Late", rb"Late \ud83d") + b"\n", fault="broken JSON")


def _nested(_: Random, entry: Entry) -> Part:
    deep = b"[" * 5_000 + b"]" * 5_000
    return Part(b'{"id": "%b", "text": %b}\n' % (entry.id.encode(), deep), fault="broken JSON")


def _line_feed(_: Random, entry: Entry) -> Part:
    halves = record(replace(entry, text="Late and rude")).replace(b" and ", b"\n")
    return Part(halves + b"\n", fault="broken JSON", rows=2)


def _empty(_: Random, _entry: Entry) -> Part:
    return Part(b"{}\n", fault="neither an id nor a text")


def _comma(_: Random, entry: Entry) -> Part:
    return Part(record(entry) + b",\n", fault="broken JSON")


def _no_number(_: Random, entry: Entry) -> Part:
    return Part(record(entry)[:-1] + b', "score": NaN, "other": -Infinity}\n', entry)


def _blank_lines(chance: Random, log: Sequence[Entry]) -> Damaged:
    places = some(chance, len(log))
    return _lines(
        [
            Part((b"\n \r\n" if place in places else b"") + record(entry) + b"\n", entry)
            for place, entry in enumerate(log)
        ]
    )


def _windows_lines(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return _lines([Part(record(entry) + b"\r\n", entry) for entry in log], b"\xef\xbb\xbf")


def _several_a_line(chance: Random, log: Sequence[Entry]) -> Damaged:
    return _lines([Part(record(entry) + chance.choice((b"\n", b"", b" ")), entry) for entry in log])


def _commas_everywhere(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return _lines([Part(record(entry) + b",\n", entry) for entry in log])


def _cut_at_the_end(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    *whole, last = log
    return _lines([*map(_line, whole), Part(record(last)[:-5], fault="broken JSON")])


def _bad_first_line(chance: Random, log: Sequence[Entry]) -> Damaged:
    first, fault = chance.choice(
        ((b"7\n", "not a JSON object"), (b"# export of today\n", "broken JSON"), (b'{"id": "K0", "te\n', "broken JSON"))
    )
    return _lines([Part(first, fault=fault), *map(_line, log)])


def _other_fields(chance: Random, log: Sequence[Entry]) -> Damaged:
    return _lines([Part(record(entry)[:-1] + b', "x%d": {"y": [1]}}\n' % chance.randrange(9), entry) for entry in log])


def _long_numbers(chance: Random, log: Sequence[Entry]) -> Damaged:
    told = [replace(entry, id=str(10**19 + chance.randrange(10**6) * 1000 + place)) for place, entry in enumerate(log)]
    return _lines(
        [Part(record(entry).replace(f'"{entry.id}"'.encode(), entry.id.encode()) + b"\n", entry) for entry in told]
    )


def _bad_dates(chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(_: Random, entry: Entry) -> Part:
        data = record(entry).replace(entry.opened.encode(), b"2024-02-31")
        return Part(data + b"\n", replace(entry, opened_at=None))

    return replace(_each_line(bad, chance, log), said=("opened_at could not be read in",))


def _pages(chance: Random, log: Sequence[Entry]) -> Damaged:
    half = chance.randrange(1, len(log))
    pages = [
        b'{"tickets": [%b], "count": 1, "next_page": null}\n' % b", ".join(map(record, part))
        for part in (log[:half], log[half:])
    ]
    return Damaged("log.jsonl", b"".join(pages), sound_rows(log), said=("the list 'tickets'",))


_LINES: Mapping[str, Damage] = {
    "sound": _sound_lines,
    "lines cut": partial(_each_line, _cut),
    "scalars": partial(_each_line, _scalar),
    "lists": partial(_each_line, _list),
    "remarks": partial(_each_line, _remark),
    "undecodable bytes": partial(_each_line, _bytes),
    "half a pair of surrogates": partial(_each_line, _half_a_pair),
    "nested too deeply": partial(_each_line, _nested),
    "a line feed within a text": partial(_each_line, _line_feed),
    "empty objects": partial(_each_line, _empty),
    "commas after some lines": partial(_each_line, _comma),
    "NaN and Infinity": partial(_each_line, _no_number),
    "blank lines": _blank_lines,
    "a mark and Windows line ends": _windows_lines,
    "several objects a line": _several_a_line,
    "a comma after every line": _commas_everywhere,
    "cut at the end": _cut_at_the_end,
    "a bad first line": _bad_first_line,
    "other fields in every line": _other_fields,
    "numbers of 20 digits": _long_numbers,
    "dates that are none": _bad_dates,
    "pages of an API": _pages,
}
