"""What is said to those who ask for a cluster in a way that cannot be, before anything is read or started."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cxaudit.engines import Cluster
from cxaudit.engines.spark.session import refuse_old
from cxaudit.engines.spark.starting import (
    own_python,
    refuse_default,
    refuse_unknown,
    refuse_unnamed,
    refuse_unreachable,
)
from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_SPARK = """
import sys
sys.modules["pyspark"] = None
from cxaudit.__main__ import main
sys.argv[0] = "cxaudit"
main()
"""
LOADED = """
import sys
from cxaudit.cli import run
sys.stderr.write(str(run(sys.argv[1:])))
sys.stderr.write(" with Spark" if "pyspark" in sys.modules else " without Spark")
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("id,text\n1,It was late\n2,Thanks\n", encoding="utf-8")
    return path


def said(code: str, *arguments: str | Path) -> tuple[int, str]:
    """The exit code of a run, and what it said."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False)
    return done.returncode, done.stderr.decode()


def test_without_the_extra_one_sentence_says_how_to_get_it(log: Path) -> None:
    code, err = said(WITHOUT_SPARK, "analyze", log, "-q", "--engine", "spark", "--master", "local")
    sentence = "which is not installed here; install it with pip install 'cxaudit[spark]'"
    assert code == 2
    assert err.splitlines() == [f"cxaudit: --engine spark needs pyspark, {sentence}"]


def test_a_local_run_does_not_load_spark(log: Path) -> None:
    assert said(LOADED, "inspect", log)[1].endswith("0 without Spark")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--engine", "dask"), "--engine 'dask': the engines are local, spark"),
        (("--master", "local"), "--master is for a cluster; add --engine spark"),
        (("--spark-remote", "sc://a"), "--spark-remote is for a cluster; add --engine spark"),
        (
            ("--engine", "spark", "--master", "local", "--spark-remote", "sc://a"),
            "--master and --spark-remote name two ways to one cluster; give one of them",
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused(log: Path, options: tuple[str, ...], sentence: str) -> None:
    code, err = said(WITHOUT_SPARK, "analyze", log, *options)
    assert (code, err.splitlines()) == (2, [f"cxaudit: {sentence}"])


@pytest.mark.parametrize("scheme", ["sc", "spark"])
def test_an_address_where_nobody_listens_is_refused_at_once(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listened to, so that nobody else can answer
        address = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(UsageError, match=rf"^Spark does not answer at {address} \(.+\); check the address"):
            refuse_unreachable(address)


def test_one_of_several_masters_is_enough() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        refuse_unreachable(f"spark://127.0.0.1:{taken.getsockname()[1]},127.0.0.1:{server.getsockname()[1]}")


@pytest.mark.parametrize(
    ("cluster", "sentence"),
    [
        (Cluster(master="foo"), "--master foo is no address of a cluster; give one such as spark://HOST:7077"),
        (Cluster(master="sc://host"), "--master sc://host is no address of a cluster"),
        (Cluster(master="local[2"), "--master local[2 is no address of a cluster"),
        (
            Cluster(remote="spark://host:7077"),
            "--spark-remote spark://host:7077 is no address of a Spark Connect",
        ),
    ],
)
def test_an_address_of_a_form_that_spark_does_not_know_is_refused(cluster: Cluster, sentence: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(sentence)}"):
        refuse_unknown(cluster)


@pytest.mark.parametrize("master", ["local", "local[2]", "local[*]", "yarn", "spark://a:1,b:2", "k8s://https://host"])
def test_masters_that_spark_knows_pass(master: str) -> None:
    refuse_unknown(Cluster(master))


NO_ADDRESS = "--engine spark needs the address of a cluster; add --master spark://HOST:7077, yarn or local[4], or"


def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("SPARK_", "PYSPARK_", "DATABRICKS_", "MASTER"))]:
        monkeypatch.delenv(name)


def test_without_an_address_nothing_is_started_and_one_is_asked_for(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _unset(monkeypatch)
    monkeypatch.setenv("JAVA_HOME", str(log.parent / "none"))  # whoever started Java would not get far
    _, err = said(LOADED, "analyze", log, "-q", "--engine", "spark")
    assert err.startswith(f"cxaudit: {NO_ADDRESS}")
    assert err.endswith("2 with Spark")


def test_a_cluster_that_the_environment_names_is_asked_for_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _unset(monkeypatch)
    refuse_unnamed(Cluster("yarn"), tmp_path)
    refuse_unnamed(Cluster(remote="sc://a"), tmp_path)
    with pytest.raises(UsageError, match=f"^{re.escape(NO_ADDRESS)}"):
        refuse_unnamed(Cluster(), tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", "/etc/spark/conf")
        refuse_unnamed(Cluster(), tmp_path)
    (tmp_path / "conf").mkdir()
    refuse_unnamed(Cluster(), tmp_path)


@pytest.mark.parametrize("master", ["local", "local[*]", "local-cluster[1,1,1]"])
def test_spark_on_this_machine_is_taken_for_a_cluster_only_by_who_names_it(master: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(NO_ADDRESS)}"):
        refuse_default(Cluster(), master)
    refuse_default(Cluster(master), master)


@pytest.mark.parametrize("master", ["yarn", "spark://host:7077", "k8s://https://host", ""])
def test_a_cluster_that_the_environment_names_is_used(master: str) -> None:
    refuse_default(Cluster(), master)


@pytest.mark.parametrize(("told", "master"), [("", "local[2]"), ("/usr/bin/other", "local[2]"), ("", "yarn")])
def test_executors_on_this_machine_use_the_python_that_runs_here(
    told: str, master: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", told)
    if not told:
        monkeypatch.delenv("PYSPARK_PYTHON")
    with own_python(master):
        expected = told or (sys.executable if master.startswith("local") else None)
        assert os.environ.get("PYSPARK_PYTHON") == expected
    assert os.environ.get("PYSPARK_PYTHON", "") == told


@pytest.mark.parametrize("address", ["", "local[2]", "yarn", "k8s://https://host"])
def test_addresses_that_are_no_place_to_connect_to_are_left_to_spark(address: str) -> None:
    refuse_unreachable(address)


@pytest.mark.parametrize("version", ["3.5.4", "4.0.1-amzn-0"])
def test_a_spark_that_is_too_old_is_refused(version: str) -> None:
    told = f"Spark at yarn is version {version}; --engine spark needs 4.1 or later"
    with pytest.raises(UsageError, match=f"^{re.escape(told)}$"):
        refuse_old(version, "yarn")


@pytest.mark.parametrize("version", ["4.1.0", "4.10.2-SNAPSHOT", "5.0.0", "unknown"])
def test_a_spark_that_is_new_enough_passes(version: str) -> None:
    refuse_old(version, "yarn")
