"""While Java starts, its one harmless warning is held back, and everything else it says is seen."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cxaudit.engines.spark.starting import quiet_java

WARNING = "WARNING: Using incubator modules: jdk.incubator.vector"


def started(text: str, then: int = 0) -> None:
    """A program that says `text` on standard error."""
    program = f"import sys; sys.stderr.write({text!r}); sys.exit({then})"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_warning_of_incubator_modules_is_not_shown_and_errors_are(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(subprocess.CalledProcessError), quiet_java():
        started(f"{WARNING}\nError: Could not reserve enough space\nlast words", then=1)
    sys.stderr.write("after\n")
    assert capfd.readouterr().err == "Error: Could not reserve enough space\nlast wordsafter\n"


def test_who_sets_options_of_java_hears_all(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_SUBMIT_OPTS", "-Dwhatever=1")
    with quiet_java():
        started(f"{WARNING}\n")
    assert capfd.readouterr().err == f"{WARNING}\n"
    assert os.environ["SPARK_SUBMIT_OPTS"] == "-Dwhatever=1"


def test_the_options_of_java_are_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARK_SUBMIT_OPTS", raising=False)
    with quiet_java():
        assert "log4j2" in os.environ["SPARK_SUBMIT_OPTS"]
    assert "SPARK_SUBMIT_OPTS" not in os.environ
