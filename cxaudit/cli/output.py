"""Writes outputs whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cxaudit.cli.inputs import STANDARD_INPUT, files_read
from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def refuse_unwritable(outputs: Sequence[Path | None], inputs: Iterable[str | Path | None] = ()) -> None:
    """Raise UsageError if an output cannot be written or is an input as well, before any long work is done for it.

    `inputs` are what the command will read, as it was asked for: paths, folders, globs, addresses, ``-``; None is an
    option that was not given.
    """
    paths = [path for path in outputs if path is not None]
    for path in paths:
        folder = path.resolve().parent
        if path.is_dir():
            raise UsageError(f"{path}: is a folder; give the name of a file to write")
        if not folder.is_dir():
            missing = path.parent
            raise UsageError(f"{path}: cannot be written, because the folder {missing} does not exist; create it first")
        writable = os.access(path, os.W_OK) if path.exists() else os.access(folder, os.W_OK)
        if not writable or not (_is_stream(path) or os.access(folder, os.W_OK)):
            raise UsageError(f"{path}: cannot be written, permission denied; choose another place")
    if len({path.resolve() for path in paths}) < len(paths):
        raise UsageError("two outputs have the same name; give each its own")
    _refuse_same([path for path in paths if path.exists() and not _is_stream(path)], inputs)


def _refuse_same(there: Sequence[Path], inputs: Iterable[str | Path | None]) -> None:
    """Raise UsageError if one of the outputs that are `there` is an input, or another output, by whatever name."""
    if not there:
        return
    by_file: dict[tuple[int, int], Path] = {}
    for path in there:
        other = by_file.setdefault(_identity(path), path)
        if other is not path:
            raise UsageError(f"{other} and {path} are one file; give each output its own")
    for file, name in files_read(inputs):
        output = by_file.get(_identity(file))
        if output is not None:
            whole = name in {str(file), STANDARD_INPUT}
            which = "" if name == str(output) else f" as {name}" if whole else f" as part of {name}"
            raise UsageError(f"{output}: is read here{which}, and would be overwritten; give the output another name")


def _identity(path: Path) -> tuple[int, int]:
    """What all names of one file have in common, links included."""
    found = path.stat()
    return found.st_dev, found.st_ino


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its name only once everything is in it.

    A link stays a link, to what it leads to; a device or a pipe is written to as it stands, as it cannot be replaced.
    """
    try:
        if _is_stream(path):
            with path.open("ab") as file:
                yield file
        else:
            with _replaced(path.resolve()) as file:
                yield file
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _is_stream(path: Path) -> bool:
    """Whether it is a device or a pipe; ``/dev/stdout`` is one even where it leads to a file."""
    return path.parent == Path(os.devnull).parent or (path.exists() and not path.is_file() and not path.is_dir())


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
