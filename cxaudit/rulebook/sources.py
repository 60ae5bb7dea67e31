"""Which files make up a rulebook, and what reports call them."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from pathlib import Path

from cxaudit.errors import UsageError
from cxaudit.model import Location, Report
from cxaudit.resources import resource

CORE = "core"  # the name under which a rulebook extends the shipped one
_SCENARIO_SUFFIXES = (".test.yaml", ".test.yml")
_SUFFIXES = (".yaml", ".yml")
STANDARD_INPUT = Path("-")  # the path that stands for it


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and its name in reports; `is_base` when another rulebook extends it.

    `content` is what it holds where that is known already, as of standard input.
    """

    path: Path
    name: str
    is_base: bool = False
    content: bytes | None = None


def find_files(path: Path, report: Report, *, is_base: bool = False, name: str = "") -> tuple[SourceFile, ...]:
    """The rulebook files at `path`, in order of name: the file itself, or all YAML files below the folder.

    Scenario files and what is hidden are left out; `name` is what reports call `path`, the path itself unless given.
    Raises UsageError when there is nothing at `path`.
    """
    shown = name or _shown(path)
    if path.is_dir():
        below = _walk(path, shown, report)
    elif path.exists():
        below = [""]
    else:
        raise UsageError(f"there is no rulebook at {path}: give a YAML file or a folder of them")
    files = (
        SourceFile(path / entry if entry else path, f"{shown}/{entry}" if entry else shown, is_base) for entry in below
    )
    return tuple(sorted((file for file in files if not is_scenario_file(file.path)), key=lambda file: file.name))


def find_scenario_files(path: Path, report: Report) -> tuple[SourceFile, ...]:
    """The scenario files at `path`, in order of name: the file itself, or all below the folder."""
    shown = _shown(path)
    below = _walk(path, shown, report) if path.is_dir() else [""]
    files = (SourceFile(path / entry if entry else path, f"{shown}/{entry}" if entry else shown) for entry in below)
    return tuple(sorted((file for file in files if is_scenario_file(file.path)), key=lambda file: file.name))


def is_scenario_file(path: Path) -> bool:
    """Whether a file of this name holds tests of a rulebook, and is no part of it."""
    return path.name.endswith(_SCENARIO_SUFFIXES)


def find_base(value: str, beside: SourceFile) -> tuple[Path, str] | None:
    """The path and name of the rulebook that the file `beside` extends, or None: `core`, a path, a shipped pack."""
    local = beside.path.parent / value
    if value != CORE and _exists(local):
        return local, posixpath.normpath(posixpath.join(posixpath.dirname(beside.name), value))
    shipped = resource("rules") / value
    if _exists(shipped) and shipped.resolve().is_relative_to(resource("rules").resolve()):
        return shipped, f"rules/{value}"
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than the file system allows
        return False


def _walk(folder: Path, shown: str, report: Report) -> list[str]:
    def refuse(fault: OSError) -> None:
        reason = (fault.strerror or "unknown reason").lower()
        report.error("unreadable", Location(shown, 1, 1), f"the folder {fault.filename} cannot be read: {reason}")

    found: list[str] = []
    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(parent).relative_to(folder)
        found.extend(
            (relative / name).as_posix() for name in files if name.endswith(_SUFFIXES) and not name.startswith(".")
        )
    return found


def _shown(path: Path) -> str:
    """The path as it was given; what is shipped is named alike wherever the program is installed."""
    shipped = resource("rules").resolve()
    resolved = path.resolve()
    if resolved == shipped or shipped in resolved.parents:
        return f"rules/{resolved.relative_to(shipped).as_posix()}".removesuffix("/.")
    return path.as_posix()
