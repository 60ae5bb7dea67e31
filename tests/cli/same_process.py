"""Runs the command line within this process: the same entry and exit code, without the start of another Python."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from command_line import Outcome

from cxaudit.cli.application import run as run_application

if TYPE_CHECKING:
    from pathlib import Path


def run_here(*arguments: object, folder: Path) -> Outcome:
    """Run `cxaudit` with `arguments` in `folder`."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_application([str(argument) for argument in arguments])
    return Outcome(code, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()
