"""Conversations that go on over several files are those of the one file that was cut."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from conversation_logs import BEGIN, SHAPES, Message, Row, by_author, by_speaker, messages, of_zendesk, write
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.incidents import OpenSource, ReadingOptions, every_chunk, open_sources
from cxaudit.incidents.turns.joining import SILENT
from cxaudit.incidents.turns.several import REPEATED
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.model import ROW, ROWS_PER_SOURCE, SOURCE, TURNS, KeptRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cxaudit.model import Rejection

Shape = Callable[[Message], Row]
Found = dict[str, dict[str, Any]]


def read(paths: Sequence[Path], **options: Any) -> tuple[Found, list[Rejection], tuple[OpenSource, ...]]:
    """The incidents by id, their turns as file and row; and what was rejected."""
    sources = open_sources([str(path) for path in paths], ReadingOptions(**options))
    found: Found = {}
    rejected: list[Rejection] = []
    for number, chunk in every_chunk(sources):
        rejected += chunk.rejected
        for row in chunk.batch.to_pylist():
            home, place = divmod(row.pop(ROW) + number * ROWS_PER_SOURCE, ROWS_PER_SOURCE)
            assert row[SOURCE] == sources[home].path
            turns = [divmod(turn["row"] + home * ROWS_PER_SOURCE, ROWS_PER_SOURCE) for turn in row.pop(TURNS)]
            row["began"] = (row.pop(SOURCE), place)
            row["turns"] = [(sources[source].path, line) for source, line in turns]
            name = row["id"]
            while name in found:
                name += "'"
            found[name] = row
    check_account(sources, rejected)
    return found, rejected, sources


def check_account(sources: Sequence[OpenSource], rejected: Sequence[Rejection]) -> None:
    by_path = Counter(entry.source for entry in rejected)
    for source in sources:
        account = source.finished()
        assert account.read == account.used + account.rejected
        assert account.rejected == by_path[source.path]


def cut(
    folder: Path, shape: Shape, said: Sequence[Message], home: Sequence[int]
) -> tuple[Path, list[Path], dict[tuple[str, int], tuple[str, int]]]:
    """The whole log, its parts, and for each row of the parts its row in the whole."""
    head = SHAPES[shape]
    whole = write(folder / "whole.csv", head, [shape(message) for message in said])
    parts: list[Path] = []
    rows: dict[tuple[str, int], tuple[str, int]] = {}
    for part in sorted(set(home)):
        mine = [place for place, where in enumerate(home) if where == part]
        path = write(folder / f"part{part}.csv", head, [shape(said[place]) for place in mine])
        parts.append(path)
        rows |= {(str(path), row): (str(whole), place + 1) for row, place in enumerate(mine, 1)}
    return whole, parts, rows


def led_back(found: Found, rows: dict[tuple[str, int], tuple[str, int]]) -> Found:
    return {
        name: {**row, "began": rows[row["began"]], "turns": [rows[turn] for turn in row["turns"]]}
        for name, row in found.items()
    }


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), files=st.integers(2, 4), count=st.integers(3, 40), data=st.data())
def test_conversations_cut_at_random_are_those_of_the_whole_log(
    shape: Shape, seed: int, files: int, count: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = messages(count, seed)
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    if data.draw(st.booleans()):
        ends = sorted(chance.randrange(len(said)) for _ in range(files - 1))
        home = [sum(place >= end for end in ends) for place in range(len(said))]
    else:
        home = [chance.randrange(files) for _ in said]
    whole, parts, rows = cut(tmp_path_factory.mktemp("cut"), shape, said, home)
    expected, lost, _ = read([whole])
    order = data.draw(st.permutations(parts))
    found, rejected, sources = read(order)
    assert led_back(found, rows) == expected
    assert not rejected
    assert not lost
    accounts = [source.finished() for source in sources]
    assert sum(account.used for account in accounts) == len(said)
    assert all(account.messages for account in accounts)


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_messages_in_several_dumps_count_once_and_each_copy_leads_to_the_row_that_is_kept(
    shape: Shape, seed: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, said = tmp_path_factory.mktemp("dumps"), messages(20, seed)
    ends = data.draw(st.lists(st.tuples(st.integers(0, len(said)), st.integers(0, len(said))), min_size=1, max_size=3))
    # Whatever the dumps leave out of the log is in the last one.
    dumps = [list(range(min(pair), max(pair))) for pair in ends]
    missing = set(range(len(said))).difference(*dumps)
    dumps = [dump for dump in [*dumps, sorted(missing)] if dump]
    whole = write(folder / "whole.csv", SHAPES[shape], [shape(message) for message in said])
    paths = [
        write(folder / f"dump{number}.csv", SHAPES[shape], [shape(said[place]) for place in dump])
        for number, dump in enumerate(dumps)
    ]
    home = {
        (str(path), row): (str(whole), place + 1)
        for path, dump in zip(paths, dumps, strict=True)
        for row, place in enumerate(dump, 1)
    }
    expected, _, _ = read([whole])
    found, rejected, sources = read(data.draw(st.permutations(paths)))
    assert led_back(found, home) == expected
    assert {entry.reason for entry in rejected} <= {REPEATED}
    assert len(rejected) == sum(map(len, dumps)) - len(said)
    gone = {KeptRow(entry.source, entry.row) for entry in rejected}
    for entry in rejected:
        assert entry.excluded
        assert entry.kept is not None
        assert entry.kept not in gone
        assert home[entry.kept.source, entry.kept.row] == home[entry.source, entry.row]
    assert sum(source.finished().used for source in sources) == len(said)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), apart=st.sampled_from([0, 10, 400]))
@pytest.mark.parametrize("shape", [by_speaker, by_author, of_zendesk])
def test_two_desks_that_count_from_one_keep_their_conversations(
    shape: Shape, seed: int, apart: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("desks")
    one, other = messages(30, seed), messages(40, seed + 1, begin=BEGIN + timedelta(days=apart), desk="b")
    paths = [
        write(folder / f"{name}.csv", SHAPES[shape], [shape(message) for message in said])
        for name, said in (("one", one), ("other", other))
    ]
    alone = [read([path])[0] for path in paths]
    found, rejected, _ = read(paths)
    assert not rejected
    together = Counter((row["id"], row["text"], row["began"]) for row in found.values())
    assert together == Counter((row["id"], row["text"], row["began"]) for each in alone for row in each.values())
    merged, _, _ = read(paths, same_ids=True)
    assert len(merged) == 40


def test_each_desk_goes_on_in_its_own_files(tmp_path: Path) -> None:
    paths = []
    for desk in ("", "b"):
        said = messages(30, 5, desk=desk) if not desk else messages(30, 6, desk=desk)
        for part in range(3):
            some = [by_speaker(message) for message in said if message.number * 3 // (len(said) + 1) == part]
            paths.append(write(tmp_path / f"{part}{desk}.csv", SHAPES[by_speaker], some))
    expected = [read(files)[0] for files in (paths[:3], paths[3:])]
    assert all(len(found) == 30 for found in expected)
    found, _, _ = read(sorted(paths))
    told = [[row[name] for name in ("id", "customer", "text", "turns")] for row in found.values()]
    alone = [[row[name] for name in ("id", "customer", "text", "turns")] for each in expected for row in each.values()]
    assert sorted(told) == sorted(alone)


def test_files_that_number_their_conversations_anew_are_known_by_their_ids_alone(tmp_path: Path) -> None:
    head = ("dialog_id", "speaker", "message")
    paths = [
        write(
            tmp_path / f"{part}.csv",
            head,
            [
                row
                for dialog in range(12)
                for row in (
                    (str(dialog), "customer", f"It was late, says {part} in {dialog}"),
                    (str(dialog), "agent", f"Sorry, says {part}"),
                )
            ],
        )
        for part in ("x", "y", "z")
    ]
    found, _, _ = read(paths)
    assert Counter(row["id"] for row in found.values()) == {str(dialog): 3 for dialog in range(12)}
    assert all((row["customer_turns"], row["agent_turns"]) == (1, 1) for row in found.values())


def test_the_answers_of_a_later_file_are_no_messages_to_nobody(tmp_path: Path) -> None:
    said, head = messages(9, 8), SHAPES[by_speaker]
    last = [message for message in said if not message.by_customer][-5:]
    first = write(tmp_path / "first.csv", head, [by_speaker(message) for message in said if message not in last])
    later = write(tmp_path / "later.csv", head, [by_speaker(message) for message in last])
    found, rejected, _ = read([later, first])
    assert not rejected
    assert sum(row["agent_turns"] for row in found.values()) == sum(not message.by_customer for message in said)
    asked = ("X1", "agent", "2025-01-05 10:00", "", "Do you like us?")
    silent = write(tmp_path / "silent.csv", head, [asked])
    _, rejected, _ = read([later, first, silent])
    assert [(entry.source, entry.row, entry.reason) for entry in rejected] == [(str(silent), 1, SILENT)]


def test_files_without_times_follow_each_other_as_they_are_named(tmp_path: Path) -> None:
    head = ("conversation_id", "sender", "customer_email", "message")
    rows = [
        ("1", "customer", "ann@x.example", "It was late"),
        ("1", "agent", "ann@x.example", "Sorry for that"),
        ("1", "customer", "ann@x.example", "Nobody answers"),
        ("1", "agent", "ann@x.example", "We do now"),
    ]
    one, two = (write(tmp_path / f"{name}.csv", head, some) for name, some in (("b", rows[:2]), ("a", rows[2:])))
    for order, text in (((one, two), "It was late\n\nNobody answers"), ((two, one), "Nobody answers\n\nIt was late")):
        (only,) = read(order)[0].values()
        assert only["text"] == text
    (only,) = read((one, two))[0].values()
    assert (only["began"], only["turns"]) == ((str(one), 1), [(str(one), 1), (str(two), 1)])


def test_a_later_dump_tells_the_state_in_which_a_conversation_is(tmp_path: Path) -> None:
    head = ("conversation_id", "sender", "sent", "customer_email", "message", "status")
    said = [
        ("7", "customer", "2025-01-01 10:00", "ann@x.example", "It was late", "open"),
        ("7", "agent", "2025-01-01 11:00", "ann@x.example", "Sorry for that", "open"),
        ("8", "customer", "2025-01-02 11:00", "bo@x.example", "It was late", "open"),
    ]
    early = write(tmp_path / "early.csv", head, said)
    solved = [(*row[:-1], "solved") for row in said]
    later = ("9", "customer", "2025-01-09 11:00", "cy@x.example", "It was late", "open")
    late = write(tmp_path / "late.csv", head, [*solved, later])
    for order in ([early, late], [late, early]):
        found, rejected, _ = read(order)
        assert {name: row["status"] for name, row in found.items()} == {"7": "solved", "8": "solved", "9": "open"}
        assert [(entry.source, entry.kept) for entry in rejected] == [
            (str(early), KeptRow(str(late), row)) for row in (1, 2, 3)
        ]


def test_what_is_on_disk_is_what_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = messages(400, 11)
    home = [message.number % 3 for message in said]
    _, parts, _ = cut(tmp_path, by_speaker, said, home)
    expected = read(parts)
    monkeypatch.setattr(Spilled.__init__, "__defaults__", (20_000,))
    found = read(parts)
    assert found[0] == expected[0]
    assert found[1] == expected[1]
