"""A seeded log of any size, as a help desk would export it, and a rulebook of any size that finds something in it."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

SEED = 11
COLUMNS = (
    *("id", "opened_at", "updated_at", "closed_at", "customer", "channel", "product", "agent_group", "status"),
    *("priority", "reopens", "subject", "text", "satisfaction"),
)
_PART = 20_000  # rows made at once
_START = 1_704_067_200  # 2024-01-01, in seconds since 1970
_SPAN = 730 * 86_400  # seconds from the first opening to the last
_SENTENCES = 6_000
_PER_TEXT = 5  # sentences of a text, about 60 bytes each
_ROWS_PER_CUSTOMER = 3
_AGAIN = 50  # one row in so many is a later state of the incident before it
_CHANGING = frozenset({"updated_at", "closed_at", "status", "priority", "agent_group", "satisfaction"})

_THINGS = (
    *("parcel", "invoice", "refund", "order", "contract", "delivery", "account", "booking", "repair", "ticket"),
    *("router", "meter", "card", "statement", "voucher", "password", "appointment", "warranty", "tariff", "deposit"),
    *("sofa", "phone", "login", "seat", "bill", "cheque", "discount", "upgrade", "subscription", "address"),
    *("receipt", "parking", "luggage", "charger", "battery", "licence", "quote", "policy", "claim", "form"),
)
_STATES = (
    *("late", "lost", "wrong", "missing", "broken", "refused", "unanswered", "cancelled", "doubled", "ignored"),
    *("blocked", "expired", "overcharged", "unreadable", "returned", "postponed", "incomplete", "mixed up"),
    *("damaged", "delayed", "disputed", "misplaced", "forgotten", "locked", "rejected"),
)
_OPENINGS = (
    *("Hello, I am writing because", "Good morning,", "To whom it may concern:", "As I said last week,", "Sorry, but"),
    *("I don’t understand why", "Just to let you know,", "We were told that", "Nobody could tell me why", "Well,"),
    *("Bonjour, désolée pour mon anglais,", "My neighbour, señora Muñoz, says that", "Once more,", "It seems that"),
)
_ENDINGS = (
    *("and I have been waiting for a reply since then.", "although the website says something else."),
    *("which cost me £45 that I don’t have.", "but the lady on the phone was very kind.", "and nobody called me back."),
    *(
        "so I would like to speak to a manager.",
        "and the app shows an error every time I try.",
        "thank you in advance.",
    ),
    *("even though I paid on the first of the month.", "and now the café next door gets my letters."),
    *("the agent hung up on me after forty minutes on hold.", "please let me know what to do next."),
    *("I was transferred four times and had to explain everything again.", "as my résumé of the events shows."),
)
_CALM = (
    *("Everything else went well so far, and the technician left the {thing} tidy.", "I can be reached after {hour}."),
    *(
        "The reference is {number} in case that helps you to find it.",
        "My colleague {name} in the other branch agrees.",
    ),
    *("There is a photograph of the {thing} attached.", "Kind regards from {town}, {name}.", "It is not urgent."),
    *("We have been customers for {hour} years and have seldom had a reason to write.", "Please see below."),
    *("The meeting on {day} took longer than planned, so I could only write now.", "On {day} {name} looked at it."),
    *("Do you need the {thing} back, or may we keep it until {day}?", "I moved to {town} in the spring."),
    *(
        "It says {number} on the label and £{hour}.50 on the {thing}.",
        "{name} from your office in {town} was friendly.",
    ),
    *("The {thing} before that one arrived on {day} at {hour} o’clock.", "I have told {name} about it as well."),
    *("Could you send me a copy of the {thing}, please?", "My number ends in {hour}, the account is {number}."),
    *("In {town} the {thing} is handled by another company, I believe.", "That was all, thank you, {name}."),
)
_NAMES = ("Ms Okafor", "Mr Lindqvist", "Zoë", "Mrs Abernathy", "Jürgen", "Priya", "Mr O’Neill", "Chloé", "Tomás", "Wen")
_TOWNS = ("Zürich", "Leeds", "Málaga", "Cork", "Trondheim", "Lyon", "Graz", "Porto", "Utrecht", "Bergamo", "Kraków")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHANNELS = ("email", "phone", "web", "chat", "social")
_GROUPS = tuple(f"Team {letter}" for letter in "ABCDEFGHIJKL")
_PRODUCTS = tuple(f"{thing.title()} service" for thing in _THINGS[:24])


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Sentences to draw from, and subjects."""

    sentences: tuple[str, ...]
    subjects: tuple[str, ...]


def write_csv(path: Path, rows: int, *, sentences: int = _PER_TEXT) -> None:
    """Delimited text; texts have so many `sentences` of 60 bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for part in _parts(rows, sentences):
            writer.writerows(zip(*part, strict=True))


def write_jsonl(path: Path, rows: int) -> None:
    """JSON Lines."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for part in _parts(rows, _PER_TEXT):
            records = (dict(zip(COLUMNS, row, strict=True)) for row in zip(*part, strict=True))
            file.write(encoder.encode_lines(records))


def write_parquet(path: Path, rows: int) -> None:
    """Parquet, every column a string."""
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in _parts(rows, _PER_TEXT):
            writer.write_table(pa.table(list(map(pa.array, part)), schema=schema))


def write_xlsx(path: Path, rows: int) -> None:
    """A workbook of one sheet; it takes a while."""
    import openpyxl  # type: ignore[import-untyped] # noqa: PLC0415 - without types, and slow to import

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Tickets")
    sheet.append(COLUMNS)
    for part in _parts(rows, _PER_TEXT):
        for row in zip(*part, strict=True):
            sheet.append(row)
    book.save(path)


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
}


def write_rulebook(folder: Path, number: int) -> None:
    """A rulebook of so many symptoms (1,000 at most), six phrases each, whose words are those of the log."""
    folder.mkdir()
    lines = ["symptoms:"]
    for index in range(number):
        lines += _symptom(index)
    lines += ["causes:", "  - id: disorder", "    title: Nobody looks after it", "    family: process"]
    lines += ["    area: process-friendliness", "    prior: common"]
    (folder / "rulebook.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def texts(rows: int) -> Iterator[str]:
    """The texts of such a log alone."""
    for part in _parts(rows, _PER_TEXT):
        yield from part[COLUMNS.index("text")]


def _symptom(index: int) -> list[str]:
    thing, state = _subject_of(index)
    return [
        f"  - id: {thing}-{state.replace(' ', '-')}",
        f"    title: The {thing} was {state}",
        "    severity: major",
        "    detect:",
        "      phrase:",
        *(f"        - {phrase}" for phrase in _phrases(index)),
        "    caused_by: {disorder: often}",
    ]


def _phrases(index: int) -> list[str]:
    thing, state = _subject_of(index)
    return [
        f"{thing} was {state}",
        f"{thing} is {state}",
        f"{thing} has been {state}",
        f"{thing} {state} again",
        f"{state} {thing} once more",
        f"{thing} turned out {state}",
    ]


def _subject_of(index: int) -> tuple[str, str]:
    return _THINGS[index % len(_THINGS)], _STATES[index // len(_THINGS) % len(_STATES)]


def _vocabulary() -> _Vocabulary:
    chosen = random.Random(SEED)  # noqa: S311 - nothing secret
    sentences = [_sentence(chosen) for _ in range(_SENTENCES)]
    subjects = [" ".join(_subject_of(chosen.randrange(1000))).capitalize() for _ in range(400)]
    return _Vocabulary(tuple(sentences), tuple(subjects))


def _sentence(chosen: random.Random) -> str:
    if chosen.random() < 0.85:
        return chosen.choice(_CALM).format(
            thing=chosen.choice(_THINGS),
            name=chosen.choice(_NAMES),
            town=chosen.choice(_TOWNS),
            day=chosen.choice(_DAYS),
            hour=chosen.randrange(2, 24),
            number=chosen.randrange(10**6),
        )
    phrase = chosen.choice(_phrases(chosen.randrange(1000)))
    return f"{chosen.choice(_OPENINGS)} the {phrase} {chosen.choice(_ENDINGS)}"


def _parts(rows: int, sentences: int) -> Iterator[list[list[str]]]:
    """The columns of the log, some rows at a time."""
    vocabulary = _vocabulary()
    chosen = np.random.default_rng(SEED)
    customers = max(1, rows // _ROWS_PER_CUSTOMER)
    for first in range(0, rows, _PART):
        yield _columns(chosen, first, min(_PART, rows - first), customers, partial(_texts, vocabulary, sentences))


def _columns(
    chosen: np.random.Generator,
    first: int,
    rows: int,
    customers: int,
    texts: Callable[[np.random.Generator, int], tuple[list[str], list[str]]],
) -> list[list[str]]:
    number = np.arange(first, first + rows)
    # Rows stand roughly in the order of opening, as they do in exports.
    opened = _START + number * 61 % _SPAN + chosen.integers(0, 3_600, rows)
    closed = opened + chosen.exponential(80_000, rows).astype(np.int64)
    times = [np.datetime_as_string(moment.astype("datetime64[s]")).tolist() for moment in (opened, closed)]
    open_still = (chosen.random(rows) < 0.1).tolist()
    ended = ["" if still else time for still, time in zip(open_still, times[1], strict=True)]
    grade = chosen.integers(0, 12, rows).tolist()
    subjects, texts_found = texts(chosen, rows)
    columns = [
        [f"T-{entry:08}" for entry in number.tolist()],
        times[0],
        times[1],
        ended,
        [f"C{entry:07}" for entry in chosen.integers(0, customers, rows).tolist()],
        _drawn(chosen, _CHANNELS, rows),
        _drawn(chosen, _PRODUCTS, rows),
        _drawn(chosen, _GROUPS, rows),
        ["open" if still else "closed" for still in open_still],
        _drawn(chosen, ("low", "normal", "high", "urgent"), rows),
        ["1" if entry == 0 else "0" for entry in chosen.integers(0, 9, rows).tolist()],
        subjects,
        texts_found,
        [str(entry) if 1 <= entry <= 5 else "" for entry in grade],
    ]
    for name, values in zip(COLUMNS, columns, strict=True):
        if name not in _CHANGING:
            values[_AGAIN - 1 :: _AGAIN] = values[_AGAIN - 2 :: _AGAIN][: len(values[_AGAIN - 1 :: _AGAIN])]
    return columns


def _texts(
    vocabulary: _Vocabulary, sentences: int, chosen: np.random.Generator, rows: int
) -> tuple[list[str], list[str]]:
    """Subjects and texts; now and then a text runs over two lines or quotes something."""
    drawn = chosen.integers(0, len(vocabulary.sentences), (rows, sentences)).tolist()
    joints = chosen.integers(0, 10, rows).tolist()
    pool = vocabulary.sentences
    found = [
        ("\n" if joint == 0 else " ").join([pool[index] for index in row])
        for row, joint in zip(drawn, joints, strict=True)
    ]
    return _drawn(chosen, vocabulary.subjects, rows), found


def _drawn(chosen: np.random.Generator, values: Sequence[str], rows: int) -> list[str]:
    return [values[index] for index in chosen.integers(0, len(values), rows).tolist()]
