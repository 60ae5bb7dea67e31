"""The session on a Spark cluster that the user names, and what goes wrong there in one sentence."""

from __future__ import annotations

import os
import re
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.engines.spark.starting import (
    own_python,
    quiet_java,
    refuse_default,
    refuse_unknown,
    refuse_unnamed,
    refuse_unreachable,
)
from cxaudit.errors import CxauditError, InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

    from cxaudit.engines.result import Cluster

# What these do is part of the result, so it must not depend on the cluster.
_SETTINGS = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # else Spark refuses times in nanoseconds, as pandas writes them
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
_PARTS = "spark.sql.files.minPartitionNum"
_LEAST_PARTS = "64"  # else Spark splits files by the cores it has at the moment, and each pass otherwise
_OURS = re.compile(r"cxaudit\.errors\.(InputError|UsageError): ([^\n]+)")
_MISSING = re.compile(r"No module named '([\w.]+)'|Can't get attribute '\w+' on <module '(cxaudit)")
_VERSION = re.compile(r"(\d+)\.(\d+)")
_OLDEST = (4, 1)  # that has `repartitionById`
_NO_JAVA = "JAVA_GATEWAY_EXITED"
_REMOTE = "SPARK_REMOTE"
_CRASHED = "Traceback (most recent call last)"


@contextmanager
def connected(cluster: Cluster) -> Iterator[SparkSession]:
    """A session on the cluster; one that was there before is used as it is, and left open.

    Raises UsageError or InputError for what goes wrong while it is used.
    """
    with warnings.catch_warnings(), _unmarked():
        warnings.simplefilter("ignore")  # of pyspark, about the versions of what it uses
        raised = _raised()
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and slow to load

        before = session = SparkSession.getActiveSession()
        try:
            if session is None:
                session = _begun(cluster)
                # What a server runs on is its own affair.
                master = "" if _REMOTE in os.environ else session.conf.get("spark.master", "")
                refuse_default(cluster, master or "")
            refuse_old(session.version, _place(cluster))
            _settle(session)
            yield session
        except raised as error:
            told = _told(str(error), cluster)
            if told is None:
                raise  # a bug of ours, on an executor
            raise told from error
        finally:
            if before is None and session is not None:
                session.stop()


def packed(value: object) -> bytes:
    """A value as executors unpack it; it may hold views of mappings, which Python alone does not pack."""
    from pyspark import cloudpickle  # noqa: PLC0415 - an extra

    data: bytes = cloudpickle.dumps(value)
    return data


def refuse_old(version: str, where: str) -> None:
    """Raise UsageError for a Spark that cannot put rows where it is told to; others would say so in their own words."""
    found = _VERSION.match(version)
    if found is not None and (int(found[1]), int(found[2])) < _OLDEST:
        needed = ".".join(map(str, _OLDEST))
        raise UsageError(f"Spark at {where} is version {version}; --engine spark needs {needed} or later")


@contextmanager
def _unmarked() -> Iterator[None]:
    """With Spark Connect pyspark marks the environment, and every later session of this process would be one."""
    known = set(os.environ)
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("SPARK_") and name not in known]:
            del os.environ[name]


def _raised() -> tuple[type[Exception], ...]:
    """What Spark raises. Raises UsageError where it is not installed."""
    try:
        import pandas  # noqa: ICN001, F401, PLC0415 - pyspark wants it for every function on Arrow
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            f"--engine spark needs {(error.name or 'pyspark').partition('.')[0]}, which is not installed here;"
            " install it with pip install 'cxaudit[spark]'"
        ) from error
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415 - not there with Spark Connect alone
    except ImportError:
        return (PySparkException,)
    return (PySparkException, Py4JError)


def _begun(cluster: Cluster) -> SparkSession:
    import pyspark  # noqa: PLC0415 - an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow to load

    refuse_unknown(cluster)
    refuse_unnamed(cluster, Path(pyspark.__file__).parent)
    refuse_unreachable(cluster.remote or cluster.master)
    builder = SparkSession.builder.appName("cxaudit")
    if cluster.remote:
        return builder.remote(cluster.remote).getOrCreate()
    if cluster.master:
        builder = builder.master(cluster.master)
    with quiet_java(), own_python(cluster.master):
        return builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()


def _place(cluster: Cluster) -> str:
    return cluster.remote or cluster.master or "the session of the environment"


def _settle(session: SparkSession) -> None:
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    if session.conf.get(_PARTS, None) is None:
        session.conf.set(_PARTS, _LEAST_PARTS)


def _told(text: str, cluster: Cluster) -> CxauditError | None:
    """What the user can mend of what Spark says; None for what is our fault."""
    ours = _OURS.search(text)
    if ours:
        return (InputError if ours[1] == "InputError" else UsageError)(ours[2])
    missing = _MISSING.search(text)
    if missing:
        return UsageError(
            f"the executors lack {missing[1] or missing[2]} as it is here; install the same cxaudit on the cluster"
        )
    if _NO_JAVA in text:
        return UsageError(
            "--engine spark needs Java, which did not start; install Java 17 or later and set JAVA_HOME to its folder"
        )
    if _CRASHED in text:
        return None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # Java's errors come after a line that says which call failed.
    said = next(
        (line.lstrip(": ") for line in lines if not line.startswith("An error occurred while")), "no reason given"
    )
    return InputError(f"Spark at {_place(cluster)}: {said}")
