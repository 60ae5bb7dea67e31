"""Which files make up a rulebook, and what reports call them."""

from __future__ import annotations

import errno
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
_NOTHING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})  # faults that say that nothing has this name


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
    if not is_there(path):
        raise UsageError(f"there is no rulebook at {path}: give a YAML file or a folder of them")
    below = _walk(path, shown, report) if is_folder(path) else [""]
    files = (SourceFile(path / entry, _below(shown, entry), is_base) for entry in below)
    return tuple(sorted((file for file in files if not is_scenario_file(file.path)), key=lambda file: file.name))


def find_scenario_files(path: Path, report: Report) -> tuple[SourceFile, ...]:
    """The scenario files at `path`, in order of name: the file itself, or all below the folder."""
    shown = _shown(path)
    below = _walk(path, shown, report) if is_folder(path) else [""]
    files = (SourceFile(path / entry, _below(shown, entry)) for entry in below)
    return tuple(sorted((file for file in files if is_scenario_file(file.path)), key=lambda file: file.name))


def is_scenario_file(path: Path) -> bool:
    """Whether a file of this name holds tests of a rulebook, and is no part of it."""
    return path.name.endswith(_SCENARIO_SUFFIXES)


def is_there(path: Path) -> bool:
    """Whether something has this name, be it a link that leads nowhere, or a file that may not be looked at."""
    try:
        path.lstat()
    except OSError as fault:
        return fault.errno not in _NOTHING
    return True


def is_folder(path: Path) -> bool:
    """Whether it is known to be a folder; of what may not be looked at, reading it says why."""
    try:
        return path.is_dir()
    except OSError:
        return False


def identity(path: Path) -> Path:
    """What two names of one file have in common; a link that leads back to itself leads to nothing else."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # what the standard library raises for such a link is up to its version
        return path.absolute()


def leads_somewhere(path: Path) -> bool:
    """Whether there is something at the end of all links."""
    try:
        return path.exists()
    except OSError:  # a name longer than the file system allows
        return False


def find_base(value: str, beside: SourceFile) -> tuple[Path, str] | None:
    """The path and name of the rulebook that the file `beside` extends, or None: `core`, a path, a shipped pack."""
    local = beside.path.parent / value
    if value != CORE and leads_somewhere(local):
        return local, posixpath.normpath(posixpath.join(posixpath.dirname(beside.name), value))
    shipped = resource("rules") / value
    if leads_somewhere(shipped) and shipped.resolve().is_relative_to(resource("rules").resolve()):
        return shipped, f"rules/{value}"
    return None


def _walk(folder: Path, shown: str, report: Report) -> list[str]:
    def refuse(fault: OSError) -> None:
        reason = (fault.strerror or "unknown reason").lower()
        inner = Path(fault.filename).relative_to(folder).as_posix()
        report.error("unreadable", Location(_below(shown, inner), 1, 1), f"the folder cannot be read: {reason}")

    found: list[str] = []
    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(parent).relative_to(folder)
        found.extend(
            (relative / name).as_posix() for name in files if name.endswith(_SUFFIXES) and not name.startswith(".")
        )
    return found


def _below(shown: str, entry: str) -> str:
    """What reports call an entry of a folder; that of the working folder needs no folder before it."""
    if entry in ("", "."):
        return shown
    return entry if shown == "." else posixpath.join(shown, entry)


def _shown(path: Path) -> str:
    """The path as it was given; what is shipped is named alike wherever the program is installed."""
    shipped = resource("rules").resolve()
    resolved = identity(path)
    if resolved == shipped or shipped in resolved.parents:
        return f"rules/{resolved.relative_to(shipped).as_posix()}".removesuffix("/.")
    return path.as_posix()
