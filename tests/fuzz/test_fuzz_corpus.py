"""Every input that fuzzing ever broke something with, and the seeds it began from, once more."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fuzz_targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
LIMIT = 5.0  # seconds of computing; inputs have a few kilobytes
INPUTS = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*"))


def test_every_target_has_inputs_and_every_input_a_target() -> None:
    assert {Path(name).parts[0] for name in INPUTS} == set(TARGETS)


@pytest.mark.parametrize("name", INPUTS)
def test_an_input_that_once_broke_something_breaks_nothing(name: str) -> None:
    started = time.process_time()
    TARGETS[name.partition("/")[0]]((CORPUS / name).read_bytes())
    assert time.process_time() - started < LIMIT
