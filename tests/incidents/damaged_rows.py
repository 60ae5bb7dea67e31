"""Damage to the rows of delimited text, to their ends, and to what stands between and around them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from damaged_files import HEADER, Damaged, Entry, Part, assembled
from table_kinds import ONE_LINE, Damage, Kind, among, each, sound, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random


def _short_rows(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return each(kind, chance, log, lambda entry: Part(kind.line(entry.cells[:2]), fault="ragged row: 2 fields where"))


def _long_rows(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return each(
        kind, chance, log, lambda entry: Part(kind.line((*entry.cells, "x", "y")), fault="ragged row: 6 fields where")
    )


def _empty_cells_beyond(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return each(kind, chance, log, lambda entry: Part(kind.line((*entry.cells, "", "")), entry))


def _unclosed_quotes(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        return Part(kind.bare(*entry.cells[:3], f'"{ONE_LINE} and no end'), fault="unclosed quote")

    return each(kind, chance, [replace(entry, text=ONE_LINE) for entry in log], bad)


def _cut_within_a_text(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    *whole, last = [replace(entry, text=f"{ONE_LINE}, {entry.id}") for entry in log]
    cut = kind.bare(*last.cells[:3], '"It came la')[:-1]
    return written(kind, [*map(kind.part, whole), Part(cut, fault="unclosed quote")])


def _cut_within_a_row(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    *whole, last = log
    return written(kind, [*map(kind.part, whole), Part(kind.bare(*last.cells[:2])[:-1], fault="ragged row: 2 fields")])


def _quotes_within_texts(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        text = 'He said "no" to me'
        return Part(kind.bare(*entry.cells[:3], f'"{text}"'), replace(entry, text=text))

    return each(kind, chance, [replace(entry, text=ONE_LINE) for entry in log], bad)


def _word_in_quotes(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        text = chance.choice(('"late" indeed', '"Nobody called" she said', '"no"!'))
        return Part(kind.bare(*entry.cells[:3], text), replace(entry, text=text))

    return each(kind, chance, [replace(entry, text=ONE_LINE) for entry in log], bad)


def _never_written(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        hole = bytes(chance.randrange(512, 4096))
        return Part(
            kind.bare(*entry.cells[:2], "x").rstrip(b"\n") + hole + kind.bare("x", ONE_LINE),
            fault="zeros in place of text",
        )

    return each(kind, chance, log, bad)


def _undecodable_bytes(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        cells = (*entry.cells[:3], ONE_LINE)
        return Part(kind.line(cells).replace(b"line", b"l\xffne\xc3"), fault="undecodable bytes")

    return each(kind, chance, log, bad)


def _zero_bytes(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    def bad(entry: Entry) -> Part:
        return Part(kind.line((*entry.cells[:3], "ze\0ro")), replace(entry, text="zero"))

    return each(kind, chance, log, bad)


def _blank_lines(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return among(kind, chance, log, Part(b"\n\r\n\n"))


def _lines_of_spaces(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return among(kind, chance, log, Part(b"   \n", fault="a blank line or a remark"))


def _rows_of_nothing(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return among(kind, chance, log, Part(kind.bare("", "", "", ""), fault="neither an id nor a text"))


def _header_again(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return among(kind, chance, log, Part(kind.line(HEADER), fault="the header again"))


def _put_together_with_marks(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return among(kind, chance, log, Part(b"\xef\xbb\xbf" + kind.line(HEADER), fault="the header again"))


def _total_at_the_end(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    label = chance.choice(("Total", "Grand Total:", "Gesamtsumme", "Total général"))
    total = Part(kind.line((label, "", "", str(len(log)))), fault="a total, not an incident")
    return written(kind, [*map(kind.part, log), total])


def _remarks_at_the_end(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    remarks = (f'"Grand Totals ({len(log)} records)"\n\n', "Confidential Information - Do Not Distribute\n", "\x1a")
    ends = [Part(text.encode(), fault="a blank line or a remark") for text in remarks]
    return written(kind, [*map(kind.part, log), *ends])


def _title_above(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    titles = chance.choice(
        (
            b"Tickets of 2024\n",
            b"Report: all tickets\nFilter: none\n\n",
            kind.bare("Tickets", "", "", "") + kind.bare("", "", "", ""),
        )
    )
    return written(kind, [kind.part(entry) for entry in log], ("above the header",), titles)


def _carriage_returns(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    plain = [replace(entry, text=entry.text.replace("\n", " ")) for entry in log]
    made = assembled(f"log.{kind.ending}", [kind.part(entry, "\r") for entry in plain], (), kind.line(HEADER, "\r"))
    return replace(made, said=("carriage return alone",))


def _carriage_returns_around_line_feeds(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    # What a spreadsheet on an old Mac writes: rows end with CR, lines within a cell with LF.
    return assembled(f"log.{kind.ending}", [kind.part(entry, "\r") for entry in log], (), kind.line(HEADER, "\r"))


def _mixed_line_ends(kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    plain = [replace(entry, text=f"{ONE_LINE} {entry.id}") for entry in log]
    return written(kind, [kind.part(entry, chance.choice(("\n", "\r\n", "\r"))) for entry in plain])


ROWS: Mapping[str, Damage] = {
    "sound": sound,
    "rows too short": _short_rows,
    "rows too long": _long_rows,
    "empty cells beyond the header": _empty_cells_beyond,
    "unclosed quotes": _unclosed_quotes,
    "cut within a text": _cut_within_a_text,
    "cut within a row": _cut_within_a_row,
    "quotes within texts": _quotes_within_texts,
    "a word in quotes at the start": _word_in_quotes,
    "parts that were never written": _never_written,
    "undecodable bytes": _undecodable_bytes,
    "zero bytes": _zero_bytes,
    "blank lines": _blank_lines,
    "lines of spaces": _lines_of_spaces,
    "rows of nothing": _rows_of_nothing,
    "the header again": _header_again,
    "files put together with byte-order marks": _put_together_with_marks,
    "a total at the end": _total_at_the_end,
    "remarks at the end": _remarks_at_the_end,
    "a title above": _title_above,
    "carriage returns alone": _carriage_returns,
    "carriage returns around line feeds": _carriage_returns_around_line_feeds,
    "mixed line ends": _mixed_line_ends,
}
