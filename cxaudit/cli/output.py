"""Writes outputs whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def refuse_unwritable(paths: list[Path]) -> None:
    """Raise UsageError if a path cannot be written, before any long work is done for it."""
    for path in paths:
        folder = path.parent
        if path.is_dir():
            raise UsageError(f"{path}: is a folder; give the name of a file to write")
        if not folder.is_dir():
            raise UsageError(f"{path}: cannot be written, because the folder {folder} does not exist; create it first")
        if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise UsageError(f"{path}: cannot be written, permission denied; choose another place")
    if len({path.resolve() for path in paths}) < len(paths):
        raise UsageError("two outputs have the same name; give each its own")


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its name only once everything is in it."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another place") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_files(contents: dict[Path, bytes]) -> None:
    """Write every file, each whole or not at all."""
    for path, content in contents.items():
        with whole_file(path) as file:
            file.write(content)


def write_stdout(content: bytes) -> None:
    """Write data to standard output, byte for byte."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
