"""Damage that Parquet files can have."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from damaged_files import HEADER, Damaged, Entry, Maker, some, sound_rows

Damage = Callable[[Random, Sequence[Entry]], Damaged]


def parquet_damages() -> Iterator[tuple[str, Maker]]:
    """Every damage of Parquet files."""
    for name, damage in _PARQUET.items():
        yield f"Parquet: {name}", damage


def _cells(entry: Entry) -> list[object]:
    return [entry.id, entry.opened_at, entry.customer, entry.text]


def _columns(log: Sequence[Entry]) -> dict[str, list[object]]:
    return {name: [_cells(entry)[place] for entry in log] for place, name in enumerate(HEADER)}


def _written(columns: Mapping[str, object], **settings: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), sink, **settings)
    return sink.getvalue()


def _sound_columns(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return Damaged("log.parquet", _written(_columns(log), row_group_size=700), sound_rows(log))


def _undecodable(kind: pa.DataType, view: pa.DataType) -> Damage:
    def damage(chance: Random, log: Sequence[Entry]) -> Damaged:
        places = some(chance, len(log))
        texts = [b"L\xffte" if place in places else entry.text.encode() for place, entry in enumerate(log)]
        data = _written({**_columns(log), "description": pa.array(texts, kind).view(view)})
        used = {row: value for row, value in sound_rows(log).items() if row - 1 not in places}
        return Damaged("log.parquet", data, used, {place + 1: "undecodable bytes" for place in places})

    return damage


def _within_objects(chance: Random, log: Sequence[Entry]) -> Damaged:
    places = some(chance, len(log))
    names = [b"web\xff" if place in places else b"web" for place in range(len(log))]
    channel = pa.StructArray.from_arrays([pa.array(names, pa.binary()).view(pa.string())], ["channel"])
    used = {row: value for row, value in sound_rows(log).items() if row - 1 not in places}
    data = _written({**_columns(log), "channel": channel})
    made = Damaged("log.parquet", data, used, {place + 1: "undecodable bytes" for place in places})
    return replace(made, options=replace(made.options, columns=(("channel", "channel.channel"),)))


def _nothing_in_rows(chance: Random, log: Sequence[Entry]) -> Damaged:
    places = some(chance, len(log))
    columns = _columns(log)
    for place in places:
        columns["id"][place] = columns["description"][place] = None
    used = {row: value for row, value in sound_rows(log).items() if row - 1 not in places}
    rejected = {place + 1: "neither an id nor a text" for place in places}
    return Damaged("log.parquet", _written(columns), used, rejected)


def _long_numbers(chance: Random, log: Sequence[Entry]) -> Damaged:
    told = [replace(entry, id=str(10**19 + chance.randrange(10**6) * 1000 + place)) for place, entry in enumerate(log)]
    numbers = pa.array([int(entry.id) for entry in told], pa.decimal128(20))
    return Damaged("log.parquet", _written({**_columns(told), "id": numbers}), sound_rows(told))


def _no_rows(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance, log
    nothing = {name: pa.array([], pa.string()) for name in HEADER}
    return Damaged("log.parquet", _written(nothing), said=("has a header and no rows",))


def _columns_refused(data: Callable[[bytes], bytes], *words: str) -> Damage:
    def damage(chance: Random, log: Sequence[Entry]) -> Damaged:
        return Damaged("log.parquet", data(_sound_columns(chance, log).data), refused=words)

    return damage


def _twice(_: bytes) -> bytes:
    sink = io.BytesIO()
    columns = [pa.array(["1"]), pa.array(["late"]), pa.array(["rude"])]
    pq.write_table(pa.Table.from_arrays(columns, names=["id", "text", "text"]), sink)
    return sink.getvalue()


_PARQUET: Mapping[str, Damage] = {
    "sound": _sound_columns,
    "undecodable strings": _undecodable(pa.binary(), pa.string()),
    "undecodable bytes": _undecodable(pa.binary(), pa.binary()),
    "undecodable long strings": _undecodable(pa.large_binary(), pa.large_string()),
    "undecodable bytes within objects": _within_objects,
    "rows of nothing": _nothing_in_rows,
    "numbers of 20 digits": _long_numbers,
    "no rows": _no_rows,
    "truncated": _columns_refused(lambda data: data[:-20], "cut short or damaged"),
    "half of it": _columns_refused(lambda data: data[: len(data) // 2], "cut short or damaged"),
    "zeros within": _columns_refused(lambda data: data[:4] + bytes(60) + data[64:], "cut short or damaged"),
    "two columns of one name": _columns_refused(_twice, "several columns called 'text'"),
    "no column": _columns_refused(lambda _: _written({"x": ["1"]}), "no column with what customers wrote"),
}
