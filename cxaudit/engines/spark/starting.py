"""Before Spark starts: whether the address of a cluster is one and answers, and what Java says and uses meanwhile."""

from __future__ import annotations

import os
import re
import socket
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.engines.result import Cluster

_PATIENCE = 10.0  # seconds for a connection to be made
_PORTS = {"spark": "7077", "sc": "15002"}  # those that Spark takes where none is named
_MASTER = re.compile(r"local(\[[^\]]+\])?|local-cluster\[[^\]]+\]|yarn|(spark|k8s)://.+")
_ADDRESS = re.compile(r"(spark|sc)://([^/;]+)")
_PLACE = re.compile(r"(\[[^\]]+\]|[^:]+)(?::(\d+))?")
# With no appender Spark would take it for no configuration at all.
_QUIET_LOG = """
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
rootLogger.level = fatal
rootLogger.appenderRef.console.ref = console
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = fatal
"""
_JAVA_OPTIONS = "SPARK_SUBMIT_OPTS"
# Java has no option against it, and Spark's launcher always asks for that module.
_HARMLESS = b"WARNING: Using incubator modules: "
_ERRORS = 2  # the descriptor of standard error
_DRAINING = 2.0  # seconds that the last words of a Java that did not start are waited for
_PYTHON = "PYSPARK_PYTHON"
# Where no variable begins so, nothing tells Spark of a cluster: not spark-submit, nor settings in files.
_TELLING = ("SPARK_", "PYSPARK_", "DATABRICKS_", "MASTER")
_SETTINGS_OF_SPARK = "conf"  # the folder beside Spark that may tell it all the same


def refuse_unknown(cluster: Cluster) -> None:
    """Raise UsageError for an address of a form that Spark does not know; Java would bury it under its own words."""
    if cluster.master and not _MASTER.fullmatch(cluster.master):
        raise UsageError(
            f"--master {cluster.master} is no address of a cluster; give one such as spark://HOST:7077, yarn,"
            " k8s://https://HOST or local[4]"
        )
    if cluster.remote and not cluster.remote.startswith("sc://"):
        raise UsageError(
            f"--spark-remote {cluster.remote} is no address of a Spark Connect server; give one such as sc://HOST:15002"
        )


def refuse_unnamed(cluster: Cluster, spark: Path) -> None:
    """Raise UsageError where neither the user nor the environment names a cluster; `spark` is the folder of Spark."""
    named = cluster.master or cluster.remote or any(name.startswith(_TELLING) for name in os.environ)
    if not named and not (spark / _SETTINGS_OF_SPARK).is_dir():
        raise _unnamed()


def refuse_default(cluster: Cluster, master: str) -> None:
    """Raise UsageError where Spark runs on this machine alone, as it does when nobody names a cluster."""
    if not cluster.master and not cluster.remote and master.startswith("local"):
        raise _unnamed()


def refuse_unreachable(address: str) -> None:
    """Raise UsageError where none of the hosts of a master or a Connect server answers; other addresses pass.

    Spark would try for minutes, and then not say what failed.
    """
    found = _ADDRESS.match(address)
    # Behind a proxy the way to the server is another.
    if found is None or any(name.lower().endswith("_proxy") for name in os.environ):
        return
    reason = "it names no host"
    for place in found[2].split(","):
        named = _PLACE.fullmatch(place)
        if named is None:
            continue
        host, port = named[1].strip("[]"), named[2] or _PORTS[found[1]]
        try:
            socket.create_connection((host, int(port)), _PATIENCE).close()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return
    raise UsageError(f"Spark does not answer at {address} ({reason}); check the address and whether it runs")


@contextmanager
def quiet_java() -> Iterator[None]:
    """While Java starts, set its log to errors, and hold back its warning of incubator modules.

    Who wants to hear all sets SPARK_SUBMIT_OPTS; clusters keep their own logs.
    """
    if _JAVA_OPTIONS in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="cxaudit-") as folder, _without_harmless_lines():
        settings = Path(folder) / "log4j2.properties"
        settings.write_text(_QUIET_LOG, encoding="ascii")
        os.environ[_JAVA_OPTIONS] = f"-Dlog4j2.configurationFile={settings.as_uri()}"
        try:
            yield
        finally:
            del os.environ[_JAVA_OPTIONS]


@contextmanager
def own_python(master: str) -> Iterator[None]:
    """Executors on this machine use the Python that runs here, unless told otherwise; Spark takes any `python3`."""
    if _PYTHON in os.environ or not master.startswith("local"):
        yield
        return
    os.environ[_PYTHON] = sys.executable
    try:
        yield
    finally:
        del os.environ[_PYTHON]


def _unnamed() -> UsageError:
    return UsageError(
        "--engine spark needs the address of a cluster; add --master spark://HOST:7077, yarn or local[4], or"
        " --spark-remote sc://HOST:15002"
    )


@contextmanager
def _without_harmless_lines() -> Iterator[None]:
    """Processes that start meanwhile write their errors through us, as long as they and we live."""
    try:
        ours = os.dup(_ERRORS)
    except OSError:  # standard error is closed
        yield
        return
    reading, writing = os.pipe()
    os.dup2(writing, _ERRORS)
    os.close(writing)
    passing = threading.Thread(target=_pass_on, args=(reading, os.dup(ours)), daemon=True)
    passing.start()
    started = False
    try:
        yield
        started = True
    finally:
        os.dup2(ours, _ERRORS)
        os.close(ours)
        if not started:
            passing.join(_DRAINING)


def _pass_on(reading: int, errors: int) -> None:
    """Hand on every line but the harmless one, until nobody can write any more."""
    with os.fdopen(reading, "rb") as lines, os.fdopen(errors, "wb", buffering=0) as out:
        for line in lines:
            if not line.startswith(_HARMLESS):
                out.write(line)
