"""Several processes count what one counts."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from cxaudit.detection import compile_detector
from cxaudit.engines import ENGINES, CountOptions
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.workers import worked_in_order
from cxaudit.errors import InputError, UsageError
from cxaudit.incidents import open_sources
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook
from cxaudit.tally import Shuffle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.engines import Counted
    from cxaudit.model import Rejection, Rulebook

_SMALL = Path(__file__).parent.parent / "rulebook" / "sound.yaml"
_ROWS = 40_000  # more than are worked before helpers start


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A long log in which every kind of thing happens that depends on what came before."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    said = ("There was no reply", "Thanks", "No reply at all", "I had no reply again")
    with path.open("w", encoding="utf-8") as file:
        file.write("id,opened_at,channel,customer,text\n")
        for number in range(_ROWS):
            day = f"2025-{1 + number // 4000:02d}-{1 + number % 28:02d}"
            row = (number - number % 50 // 49, day, "phone" if number % 3 else "web", number % 900, said[number % 4])
            file.write(",".join(map(str, row)) + "\n")
    return str(path)


def _count(log: str, rulebook: Rulebook, workers: int) -> Counted:
    return ENGINES["local"].count(open_sources([log]), rulebook, CountOptions(workers=workers))


def test_several_logs_give_the_same_in_any_number_of_processes(log: str, tmp_path: Path) -> None:
    lines = Path(log).read_text(encoding="utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    parts = [tmp_path / "first.csv", tmp_path / "second.csv"]
    parts[0].write_text("".join(lines[:half]), encoding="utf-8")
    parts[1].write_text("".join((lines[0], *lines[half:])), encoding="utf-8")
    rulebook = load_rulebook((_SMALL,))
    found = [
        ENGINES["local"].count(open_sources(list(map(str, parts))), rulebook, CountOptions(workers=workers))
        for workers in (1, 2, 3)
    ]
    assert [source.read for source in found[0].sources] == [half - 1, len(lines) - half]
    assert {entry.source for entry in found[0].tally.evidence} == set(map(str, parts))
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_any_number_of_processes_gives_the_same_tally_with_the_same_quotes(log: str) -> None:
    rulebook = load_rulebook((_SMALL,))
    alone = _count(log, rulebook, 1)
    assert alone.tally.evidence
    assert alone.superseded
    for workers in (2, 3):
        assert _count(log, rulebook, workers) == alone


def _history(path: Path) -> str:
    """A log with states, times that cannot be meant, customers who come back and resolutions that are shared."""
    chosen = random.Random(3)  # noqa: S311 - nothing secret
    said = ("There was no reply", "Thanks", "No reply at all, I was overcharged", "I had no reply again")
    lines = ["id,opened_at,closed_at,updated_at,channel,product,customer,resolution,text"]
    for number in range(30_000):
        day = "1903-01-01" if number % 5_000 == 17 else f"2025-{1 + number // 3000:02d}-{1 + number % 28:02d}"
        closed = day if number % 3 else ""
        resolution = ("", "", "we sent a new one", f"called back about case {number % 700} today")[number % 4]
        row = (chosen.randrange(28_000), day, closed, day, chosen.choice(("phone", "web")), f"P{number % 40}")
        lines.append(",".join(map(str, (*row, chosen.randrange(9_000), resolution, said[number % 4]))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_what_lies_on_disk_is_counted_alike_by_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, rulebook = _history(tmp_path / "log.csv"), load_rulebook((resource("rules/core"),))
    told: list[list[Rejection]] = []

    def counted(workers: int) -> Counted:
        told.append([])
        options = CountOptions(workers=workers, rejected=told[-1].extend)
        return ENGINES["local"].count(open_sources([log]), rulebook, options)

    in_memory = counted(1)
    assert in_memory.superseded
    assert in_memory.tally.customers.repeat_contacts
    shown = {entry.symptom for entry in in_memory.tally.evidence}
    assert {"repeat-contact", "cross-channel-repeat", "shared-workaround"} <= shown
    monkeypatch.setattr(Shuffle.__init__, "__kwdefaults__", {"in_memory": 400_000})
    for workers in (1, 2, 3):
        assert counted(workers) == in_memory
    first, *others = ([(entry.row, entry.reason, entry.kept) for entry in one] for one in told)
    assert all(rows == first for rows in others)


def test_what_a_user_can_mend_is_told_as_it_was_found() -> None:
    def work(number: int, batch: pa.RecordBatch) -> tuple[int, pa.Table]:
        if number == 5:
            raise InputError(f"log.csv: batch {number} of {batch.num_rows} row is damaged")
        return number, pa.table({})

    one = pa.record_batch({"row": [1]})
    done = worked_in_order(((number, one) for number in range(9)), work, 2)
    assert [next(done)[0] for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(InputError, match=r"^log\.csv: batch 5 of 1 row is damaged$"):
        next(done)
    assert not multiprocessing.active_children()


def test_a_disk_that_is_full_is_told_as_it_was_found() -> None:
    def work(number: int, batch: pa.RecordBatch) -> tuple[int, pa.Table]:
        if number == 5:
            raise OSError(errno.ENOSPC, "No space left on device", "part")
        return number, pa.Table.from_batches([batch])

    one = pa.record_batch({"row": [1]})
    with pytest.raises(OSError, match="No space left") as raised:
        list(worked_in_order(((number, one) for number in range(9)), work, 2))
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, "part")


def test_processes_that_nobody_listens_to_any_more_end_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    def work(number: int, batch: pa.RecordBatch) -> tuple[int, pa.Table]:
        time.sleep(0.2)
        return number, pa.Table.from_batches([batch])

    one = pa.record_batch({"row": [1]})
    done = worked_in_order(((number, one) for number in range(9)), work, 2)
    assert [next(done)[0] for _ in range(3)] == [0, 1, 2]
    del done
    assert not multiprocessing.active_children()
    assert not capfd.readouterr().err


def test_a_process_that_dies_is_told_in_a_sentence(log: str) -> None:
    (source,) = open_sources([log])
    rulebook = load_rulebook((_SMALL,))
    kernel = Kernel(compile_detector(rulebook), Quotes.of(((),) * len(rulebook.symptoms), redacted=True))

    def batches() -> Iterator[tuple[int, pa.RecordBatch]]:
        for number, chunk in enumerate(source.chunks()):
            if number == 4:
                os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
            yield 0, chunk.batch

    with pytest.raises(UsageError, match="a worker process ended before its time"):
        list(worked_in_order(batches(), lambda number, batch: (None, kernel.events(batch, number)), 2))
    assert not multiprocessing.active_children()
