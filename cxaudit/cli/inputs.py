"""Which files a command will read, told from what it was asked to read, before any of them is opened."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD_INPUT = "standard input"  # what a file is called that comes in there
_STANDARD_INPUT = "-"
_RULES = (".yaml", ".yml")
_OF_FOLDERS = (*_RULES, ".j2")  # what is read of a folder beside the parts of a log: rules, templates
_EXTENDS = re.compile(r"\bextends\s*:\s*\[?([^\]\n#}]+)")
_SERVED = "postgres"  # how addresses of databases begin that are no file


def files_read(inputs: Iterable[str | Path | None]) -> Iterator[tuple[Path, str]]:
    """Every file behind `inputs`, each with what it was asked for as; of one that is not there nothing is said.

    An input is a path, a glob, the address of a database, ``-`` for standard input, or None for an option not given;
    of a folder all is read that a log, a rulebook or templates may consist of, and with rules those they extend.
    """
    for entry in inputs:
        name = "" if entry is None else str(entry)
        if name == _STANDARD_INPUT:
            yield from _standard_input()
            continue
        pending = deque(_files(name))
        seen: set[Path] = set()
        while pending:
            file = pending.popleft()
            if file not in seen:
                seen.add(file)
                yield file, name
                pending.extend(_extended(file))


def _files(name: str) -> list[Path]:
    if "://" in name:
        return _database(name)
    path = Path(name)
    if not name or path.is_file():
        return [path] if name else []
    if path.is_dir():
        return _within(path)
    if not glob.has_magic(name):
        return []
    return sorted(path for found in glob.glob(name, recursive=True) if (path := Path(found)).is_file())  # noqa: PTH207 - patterns may be absolute


def _within(folder: Path) -> list[Path]:
    """What may be read of a folder; what is hidden is not."""
    from cxaudit.incidents.folders import parquet_files

    found = list(parquet_files(str(folder)))
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found.extend(Path(parent, name) for name in sorted(files) if name.endswith(_OF_FOLDERS))
    return [file for file in found if file.is_file()]


def _database(name: str) -> list[Path]:
    from cxaudit.incidents.databases import Address

    address = Address.of(name)
    path = Path(address.path)
    return [path] if not address.scheme.startswith(_SERVED) and path.is_file() else []


def _standard_input() -> Iterator[tuple[Path, str]]:
    """The file that standard input comes from, if it is one."""
    try:
        path = Path(f"/dev/fd/{sys.stdin.fileno()}")
        if path.is_file():
            yield path, STANDARD_INPUT
    except (OSError, ValueError, AttributeError):  # there is none, or it was closed
        return


def _extended(file: Path) -> list[Path]:
    """The files of the rulebooks that a rulebook file extends, as far as its text tells without being understood."""
    from cxaudit.rulebook.sources import SourceFile, find_base

    if file.suffix not in _RULES:
        return []
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:  # who reads it says why
        return []
    words = (word.strip(" \t'\"-") for match in _EXTENDS.findall(text) for word in match.split(","))
    bases = (find_base(word, SourceFile(file, file.name)) for word in words if word)
    return [inner for base in bases if base is not None for inner in _files(str(base[0]))]
