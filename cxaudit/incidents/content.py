"""The bytes of one input, unpacked: from a file or standard input, plain, gzip, zstandard or zip."""

from __future__ import annotations

import gzip
import hashlib
import os
import select
import shutil
import sys
import tempfile
import weakref
import zipfile
import zlib
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from cxaudit.errors import InputError
from cxaudit.incidents import zipped
from cxaudit.incidents.databases import Address, database_at, is_database, write_answer
from cxaudit.incidents.locating import STANDARD_INPUT
from cxaudit.incidents.unpacking import bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 512 * 1024  # bytes read at once: what is made of them stays in the processor's cache

_PATIENCE = 60  # seconds that a pipe may stay silent before its first byte
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


class Readable(Protocol):
    """Anything bytes can be read from in order."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Content:
    """One input that can be read again and again; standard input and pipes are copied to a temporary file first.

    The answer of a database is copied likewise, as Parquet. `name` is how messages call it, `packing` is ``gzip``,
    ``zstandard``, ``zip`` or empty, told by the first bytes; `inner` is the name of the file within a ZIP archive, and
    `title` the kind of database, empty for a file.
    """

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == STANDARD_INPUT else path
        self.path = path
        self.title = self.inner = ""
        self._digest = ""
        if path == STANDARD_INPUT:
            self._file = self._copied_standard_input()
        elif is_database(path):
            self._file = self._copied_answer(Address.of(path))
        else:
            self._file = self._copied_pipe(path) if Path(path).is_fifo() else Path(path)
        with self.reading(), self._file.open("rb") as file:
            start = file.read(4)
        if not start:
            raise InputError(f"{self.name}: is empty; export the log again")
        self.packing = "gzip" if start[:2] == _GZIP else "zstandard" if start == _ZSTANDARD else ""
        if start in zipped.SIGNATURES:
            self.inner = zipped.name_within(self._file, self.name)
            self.packing = zipped.NAME if self.inner else ""

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """The unpacked bytes, in pieces of at most `size`."""
        with self.reading(), self._file.open("rb") as file:
            stream, digest = self._unpacked(file), hashlib.sha256()
            # What is read to its end need not be read once more to be named.
            named = bool(self.packing or self._digest)
            while piece := stream.read(size):
                if not named:
                    digest.update(piece)
                yield piece
        if not named:
            self._digest = digest.hexdigest()

    def head(self, size: int) -> bytes:
        """The first `size` unpacked bytes, or all there are."""
        found = bytearray()
        for piece in self.chunks(min(size, CHUNK)):
            found += piece
            if len(found) >= size:
                break
        return bytes(found[:size])

    @cached_property
    def unpacked_file(self) -> Path:
        """A file that holds the unpacked bytes, for formats that need random access."""
        if not self.packing:
            return self._file
        path = self._temporary()
        with path.open("wb") as file:
            for piece in bounded(self.chunks(), self.size, self.name):
                file.write(piece)
        return path

    @property
    def size(self) -> int:
        """Bytes as stored."""
        return self._file.stat().st_size

    def sha256(self) -> str:
        """The SHA-256 of the bytes as stored, in hexadecimal."""
        if not self._digest:
            with self.reading(), self._file.open("rb") as file:
                self._digest = hashlib.file_digest(file, "sha256").hexdigest()
        return self._digest

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turns what goes wrong while bytes are read into a sentence the user can act on."""
        try:
            yield
        except PermissionError as error:
            raise InputError(f"{self.name}: may not be read; check its permissions") from error
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            if self.inner:
                raise InputError(zipped.damaged(self.name, error)) from error
            raise InputError(f"{self.name}: the gzip data is cut short or damaged; copy it again") from error
        except OSError as error:
            # Arrow tells of damaged zstandard data with an OSError of its own, without a number.
            reason = error.strerror or str(error)
            raise InputError(f"{self.name}: could not be read to its end ({reason}); copy it again") from error

    def _unpacked(self, file: BinaryIO) -> Readable:
        if self.packing == "gzip":
            return gzip.GzipFile(fileobj=file)
        if self.packing == "zstandard":
            import pyarrow as pa  # noqa: PLC0415 - only this packing needs it

            stream: Readable = pa.CompressedInputStream(file, "zstd")
            return stream
        if self.inner:
            return zipped.opened_within(file, self.inner)
        return file

    def _copied_standard_input(self) -> Path:
        path = self._temporary()
        with self.reading(), path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        return path

    def _copied_pipe(self, name: str) -> Path:
        """What comes out of a pipe, such as that of ``<(zcat log.gz)``, which can be read once only."""
        path = self._temporary()
        with self.reading(), os.fdopen(os.open(name, os.O_RDONLY | os.O_NONBLOCK), "rb") as pipe:
            # Where nobody writes, opening would wait for ever, and reading too.
            if not select.select([pipe], [], [], _PATIENCE)[0]:
                raise InputError(
                    f"{self.name}: is a pipe, and nothing came out of it for {_PATIENCE} seconds; give the log itself,"
                    " or - for standard input"
                )
            os.set_blocking(pipe.fileno(), True)
            with path.open("wb") as file:
                shutil.copyfileobj(pipe, file)
        return path

    def _copied_answer(self, address: Address) -> Path:
        database = database_at(address)
        self.name = self.path = address.shown
        self.title = database.title
        place = self._temporary()
        with self.reading():
            write_answer(database.answer(address), place, address.shown)
        return place

    def _temporary(self) -> Path:
        handle, name = tempfile.mkstemp(prefix="cxaudit-")
        os.close(handle)
        path = Path(name)
        weakref.finalize(self, path.unlink, missing_ok=True)
        return path
