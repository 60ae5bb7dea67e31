"""Other tools to compare with, installed apart from the program."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

_TOOLS = Path(sys.prefix) / "bench"  # kept, because it takes a while; `make clean` removes it


def program(package: str, name: str) -> Path | None:
    """The program `name` of a package; None when it cannot be installed."""
    tool = _TOOLS / "bin" / name
    return tool if tool.exists() or (_installs(package) and tool.exists()) else None


def library(package: str) -> Path | None:
    """The folder in which the library lies, to be put on Python's path; None when it cannot be installed."""
    folders = sorted(_TOOLS.glob("lib/python*/site-packages"))
    if not any((folder / package).exists() for folder in folders) and not _installs(package):
        return None
    return next((folder for folder in _TOOLS.glob("lib/python*/site-packages") if (folder / package).exists()), None)


def _installs(package: str) -> bool:
    if not (_TOOLS / "bin" / "python").exists():
        venv.create(_TOOLS, with_pip=True)
    pip = (str(_TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    return subprocess.run((*pip, package), capture_output=True, check=False).returncode == 0
