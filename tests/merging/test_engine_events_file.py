"""Events that were kept are counted as their logs would be."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from merging_logs import RULES, awkward_rows, write_log

from cxaudit.engines import ENGINES, Counted, CountOptions, EventsFile, Keep, count_kept
from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.model import Rulebook

MISSING = ((), ("id",), ("customer", "channel"), ("opened_at", "closed_at"), ("resolution", "product"), ("reopens",))


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return load_rulebook((path,))


def counted(logs: list[Path], rulebook: Rulebook, options: CountOptions = CountOptions()) -> Counted:  # noqa: B008
    sources = open_sources([str(log) for log in logs], ReadingOptions())
    return ENGINES["local"].count(sources, rulebook, options)


def kept(logs: list[Path], rulebook: Rulebook, name: str) -> EventsFile:
    path = logs[0].with_name(f"{name}.events.parquet")
    with path.open("wb") as file:
        told = counted(logs, rulebook, CountOptions(keep=Keep(path.name, file))).kept
    assert told is not None
    assert told.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    return EventsFile.open(path)


@settings(max_examples=12)
@given(
    seed=st.integers(0, 10_000),
    missing=st.lists(st.sampled_from(MISSING), min_size=3, max_size=3),
    order=st.permutations(range(3)),
)
def test_kept_events_count_as_the_logs_do_in_any_order(
    seed: int,
    missing: list[tuple[str, ...]],
    order: list[int],
    rulebook: Rulebook,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("logs")
    logs = [
        write_log(folder / f"{month}.csv", awkward_rows(seed + month, month), without)
        for month, without in enumerate(missing, 1)
    ]
    files = [kept([logs[place]], rulebook, logs[place].stem) for place in order]
    assert count_kept(files, rulebook, CountOptions()) == counted([logs[place] for place in order], rulebook)


def test_events_of_events_count_as_the_logs_do(rulebook: Rulebook, tmp_path: Path) -> None:
    logs = [write_log(tmp_path / f"{month}.csv", awkward_rows(month, month, 400)) for month in (1, 2, 3)]
    early, late = kept(logs[:2], rulebook, "early"), kept(logs[2:], rulebook, "late")
    together = counted(logs, rulebook)
    assert together.superseded
    assert together.tally.customers.repeat_contacts
    assert any(margin.folded for margin in together.tally.margins)
    assert any(caution.grave for caution in together.cautions)
    assert {entry.symptom for entry in together.tally.evidence} >= {"late-delivery", "came-back", "workaround"}
    file = io.BytesIO()
    again = count_kept([early, late], rulebook, CountOptions(keep=Keep("all", file)))
    assert replace(again, kept=None) == together
    whole = tmp_path / "all"
    whole.write_bytes(file.getvalue())
    assert count_kept([EventsFile.open(whole)], rulebook, CountOptions()) == together


def test_the_same_log_gives_the_same_file_and_no_word_of_anyone(rulebook: Rulebook, tmp_path: Path) -> None:
    log = write_log(
        tmp_path / "log.csv",
        [*awkward_rows(1, 1), ["9", "2025-01-02", "", "", "ann@bell.com", "web", "p", "0", "", "late, says Ann Bell"]],
    )
    one, two = kept([log], rulebook, "one"), kept([log], rulebook, "two")
    assert one.path.read_bytes() == two.path.read_bytes()
    shown = str([events.to_pylist() for events in one.events()]) + str(pq.read_metadata(one.path).metadata)
    assert "says" in shown
    assert "ann@bell.com" not in shown
    assert "All well" not in shown


def test_what_is_no_file_of_events_is_told_in_a_sentence(rulebook: Rulebook, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.csv", awkward_rows(1, 1))
    with pytest.raises(InputError, match="holds no events"):
        EventsFile.open(log)
    file = kept([log], rulebook, "one")
    damaged = bytearray(file.path.read_bytes())
    damaged[4:200] = bytes(196)
    file.path.write_bytes(bytes(damaged))
    with pytest.raises(InputError, match="holds no events"):
        count_kept([EventsFile.open(file.path)], rulebook, CountOptions())


def test_rows_without_an_id_in_logs_of_one_name_are_different_incidents(rulebook: Rulebook, tmp_path: Path) -> None:
    files, rows = [], 0
    for month in (1, 2, 3):
        log = write_log(tmp_path / "export.csv", awkward_rows(month, month), ("id",))
        files.append(kept([log], rulebook, str(month)))
        rows += counted([log], rulebook).tally.incidents
    assert count_kept(files, rulebook, CountOptions()).tally.incidents == rows
