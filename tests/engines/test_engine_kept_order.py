"""Kept events are one and the same file, however their rows came and wherever they lay meanwhile."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import small_log, small_rules
from message_logs import as_table, messages

from cxaudit.detection import compile_detector
from cxaudit.engines import ENGINES, Counted, CountOptions, Keep, arranging
from cxaudit.engines.inputs import Account, Inputs
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.local import count_fed
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.rules import fields_looked_at
from cxaudit.incidents import OpenSource, open_sources
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.model import Rejection
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


COLUMNS = ("conversation_id", "sender", "sent", "message", "satisfaction", "channel")
ROWS = 900


@pytest.fixture
def logs(tmp_path: Path) -> list[Path]:
    """The last named begins first; conversations and messages are in several of them, and one is no log of messages."""
    every, third = messages(ROWS, seed=6), ROWS // 3
    parts = {"b": every[third : 2 * third], "c": every[2 * third - 20 :], "a": every[: third + 20]}
    paths = []
    for name, rows in parts.items():
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(as_table(rows, COLUMNS), encoding="utf-8", newline="")
    return [paths[0], small_log(tmp_path, "plain.csv"), *paths[1:]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was counted, the bytes of its events, and the rows that were rejected, in their order."""

    counted: Counted
    events: bytes
    rejected: list[Rejection]


def kept(logs: Sequence[Path], rules: Path, workers: int = 1) -> Kept:
    file, rejected = io.BytesIO(), list[Rejection]()
    options = CountOptions(rejected=rejected.extend, workers=workers, keep=Keep("events", file))
    counted = ENGINES["local"].count(open_sources([str(log) for log in logs]), load_rulebook((rules,)), options)
    return Kept(counted, file.getvalue(), rejected)


@pytest.mark.parametrize("number", [1, 4])
def test_conversations_that_lay_on_disk_are_kept_as_those_in_memory(
    logs: list[Path], number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = small_rules(tmp_path)
    expected = kept(logs[:number], rules)
    order = pq.read_table(io.BytesIO(expected.events))["order"].to_numpy()
    assert len(order) == expected.counted.tally.incidents
    assert (np.diff(order) > 0).sum() >= len(order) - 2
    monkeypatch.setattr(Spilled.__init__, "__defaults__", (10_000,))
    assert kept(logs[:number], rules) == expected
    monkeypatch.setattr(arranging, "_IN_MEMORY", 1_000)
    assert kept(logs[:number], rules) == expected
    assert {entry.reason for entry in expected.rejected} >= {"message of a conversation in which no customer speaks"}


@dataclass(frozen=True, slots=True)
class Cut:
    """Feeds the events of one source in batches of so many rows."""

    source: OpenSource
    kernel: Kernel
    rows: int

    def events(self) -> Iterator[pa.Table]:
        for chunk in self.source.chunks(self.kernel.detector.columns):
            for first in range(0, chunk.batch.num_rows, self.rows):
                yield self.kernel.events(chunk.batch.slice(first, self.rows), 0)

    def inputs(self) -> Inputs:
        return Inputs((Account(self.source.finished()),), {})


def test_kept_quotes_do_not_depend_on_the_batches_in_which_rows_came(tmp_path: Path) -> None:
    log, rulebook = tmp_path / "log.csv", load_rulebook((small_rules(tmp_path),))
    lines = [f"{number},{'It came late' if number % 3 else 'She was rude'} no {number}" for number in range(2_000)]
    log.write_text("id,text\n" + "\n".join(lines), encoding="utf-8")
    found = []
    for rows in (2_000, 700, 40, 1):
        quotes = Quotes.of(fields_looked_at(rulebook), redacted=True)
        kernel, file = Kernel(compile_detector(rulebook), quotes), io.BytesIO()
        (source,) = open_sources([str(log)])
        feed, options = Cut(source, kernel, rows), CountOptions(workers=1, keep=Keep("events", file))
        counted = count_fed(feed, kernel.detector, rulebook, options)
        assert counted.kept is not None
        found.append((replace(counted, kept=None), counted.kept.sha256))
    assert found[1:] == found[:-1]
    assert found[0][0].tally.evidence
