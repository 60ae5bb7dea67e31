"""Keeps what Java says while it starts from burying what we say; errors stay visible."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
