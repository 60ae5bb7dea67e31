"""Turns the names and globs a user gives into input files, in a fixed order."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.databases import is_database
from cxaudit.incidents.folders import parquet_files

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_INPUT = "-"


def locate(patterns: Sequence[str]) -> tuple[str, ...]:
    """The inputs named by `patterns`, each once, in the order given (the files of one glob by name).

    ``-`` is standard input; the address of a database and a folder of Parquet files are one input each. Raises
    InputError for a name that does not exist, any other directory, and a glob that matches nothing.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        found.update(dict.fromkeys(map(_readable, _paths(pattern))))
    if not found:
        raise InputError("no input was named: give at least one file, or - for standard input")
    return tuple(found)


def _paths(pattern: str) -> list[str]:
    if pattern == STANDARD_INPUT or is_database(pattern):
        return [pattern]
    if not pattern:
        raise InputError("an input has an empty name: give the path of a file, or - for standard input")
    # A file whose very name holds a bracket is meant as that file.
    if not glob.has_magic(pattern) or Path(pattern).exists():
        return [_checked(pattern)]
    matches = sorted(name for name in glob.glob(pattern, recursive=True) if Path(name).is_file())  # noqa: PTH207 - patterns may be absolute
    if not matches:
        raise InputError(f"{pattern}: no file matches this pattern; check the folder and the spelling")
    return matches


def _readable(name: str) -> str:
    """The name, which has to be text to be written anywhere."""
    try:
        name.encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(name).decode("utf-8", "backslashreplace")
        raise InputError(f"{shown}: its name holds bytes that are no text in UTF-8; rename it") from error
    return name


def _checked(name: str) -> str:
    path = Path(name)
    if path.is_dir() and next(parquet_files(name), None) is None:
        raise InputError(f"{name}: is a directory; name the files in it, for example {path / '*.csv'}")
    if not path.exists():
        raise InputError(f"{name}: no such file; check the path, here relative to the current directory")
    return name
