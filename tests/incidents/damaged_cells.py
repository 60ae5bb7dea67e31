"""Damage to the header and the cells of delimited text, and to its encoding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from damaged_files import HEADER, Damaged, Entry, Part, assembled
from table_kinds import ONE_LINE, Damage, Kind, each, sound, written

from cxaudit.incidents import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random


def _injections(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    texts = ("=cmd|' /C calc'!A0", "+1 again late", "-late", "@SUM(A1:A9)", "\t=1+1 is late")
    told = [replace(entry, text=chance.choice(texts).strip()) for entry in log]
    return written(kind, [kind.part(entry) for entry in told])


def _words_for_nothing(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(_: Entry) -> Part:
        word = chance.choice(("null", "N/A", "None", "#N/A", "\\N", "-"))
        return Part(kind.line((word, word, word, word)), fault="neither an id nor a text")

    return each(kind, chance, log, bad)


def _long_ids(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    told = [
        replace(entry, id=f"{10**19 + chance.randrange(10**6) * 1000 + place:020}") for place, entry in enumerate(log)
    ]
    return written(kind, [kind.part(entry) for entry in told])


def _rounded_ids(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    made = written(kind, [Part(kind.line(("1.23457E+19", *entry.cells[1:])), entry) for entry in log])
    rows = {row: (f"#{row}", text, opened) for row, (_, text, opened) in made.used.items()}
    return replace(made, used=rows, said=("rounded by a spreadsheet",))


def _some_rounded_ids(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        return Part(kind.line(("1.23457E+19", *entry.cells[1:])), replace(entry, id="rounded"))

    made = each(kind, chance, log, bad)
    rows = {row: (f"#{row}", *told[1:]) if told[0] == "rounded" else told for row, told in made.used.items()}
    return replace(made, used=rows, said=("the id was rounded by a spreadsheet",))


def _unreadable_dates(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        date = chance.choice(("soonish", "31/02/2024", "2024-13-01", "0000-00-00", "9999-99-99"))
        return Part(kind.line((entry.id, date, *entry.cells[2:])), replace(entry, opened_at=None))

    return replace(each(kind, chance, log, bad), said=("opened_at could not be read in",))


def _duplicated_ids(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    told = [replace(entry, id=f"K{chance.randrange(5)}") for entry in log]
    return written(kind, [kind.part(entry) for entry in told])


def _repeated_columns(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    start = kind.line((*HEADER, "id", "description"))
    parts = [
        Part(kind.line((*entry.cells, entry.id, "And more")), replace(entry, text=f"{entry.text}\n\nAnd more"))
        for entry in log
    ]
    return assembled(f"log.{kind.ending}", parts, ("column 'id' occurs 2 times",), start)


def _wrong_delimiter(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    made = sound(kind, chance, log)
    wrong = ReadingOptions(delimiter="^")
    return Damaged(made.file, made.data, refused=("delimiter '^' leaves one column", "would give 4"), options=wrong)


def _no_header(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    data = b"".join(kind.part(entry).data for entry in log)
    return Damaged(f"log.{kind.ending}", data, refused=("looks like an incident and not like a header",))


def _no_column_of_use(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    lines = [kind.line((entry.opened, "web")) for entry in log]
    data = kind.line(("opened at", "channel")) + b"".join(lines)
    return Damaged(
        f"log.{kind.ending}", data, refused=("no column with what customers wrote", "opened at, channel", "--column")
    )


def _unclosed_header(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    told = [replace(entry, text="No, and: no; and\tno") for entry in log]
    made = assembled(
        f"log.{kind.ending}", [kind.part(entry) for entry in told], (), kind.bare("id", '"opened at', *HEADER[2:])
    )
    return Damaged(made.file, made.data, refused=("the header, row 1 of the file, has an unclosed quote",))


def _open_quote_in_the_header(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    told = [replace(entry, text=ONE_LINE) for entry in log]
    start = kind.bare("id", '"opened at', *HEADER[2:])
    return assembled(
        f"log.{kind.ending}", [kind.part(entry) for entry in told], ("quotation marks in it are not used",), start
    )


def _ten_megabytes(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    place = chance.randrange(len(log))
    told = [
        replace(entry, text="complaint, " * 1_000_000 + "end") if at == place else entry for at, entry in enumerate(log)
    ]
    return written(kind, [kind.part(entry) for entry in told])


def _encoded(codec: str, said: str, mark: bytes = b"") -> Damage:
    def damage(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
        del chance
        plain = [replace(entry, text=f"Sehr verspätet und schlecht – très déçu, {entry.id}") for entry in log]
        made = written(kind, [kind.part(entry) for entry in plain])
        return replace(made, data=mark + made.data.decode().encode(codec), said=(said,) if said else ())

    return damage


CELLS: Mapping[str, Damage] = {
    "injections": _injections,
    "words for nothing": _words_for_nothing,
    "ids of 20 digits": _long_ids,
    "ids rounded by a spreadsheet": _rounded_ids,
    "some ids rounded by a spreadsheet": _some_rounded_ids,
    "unreadable dates": _unreadable_dates,
    "duplicated ids": _duplicated_ids,
    "repeated columns": _repeated_columns,
    "a wrong delimiter": _wrong_delimiter,
    "no header": _no_header,
    "no column of use": _no_column_of_use,
    "an unclosed header": _unclosed_header,
    "an open quote in the header of a table without quotes": _open_quote_in_the_header,
    "a field of ten megabytes": _ten_megabytes,
    "UTF-8 with a mark": _encoded("utf-8", "", b"\xef\xbb\xbf"),
    "UTF-16": _encoded("utf-16", "read as utf-16-le"),
    "UTF-16 without a mark": _encoded("utf-16-be", "read as utf-16-be"),
    "cp1252": _encoded("cp1252", "read as cp1252"),
}
