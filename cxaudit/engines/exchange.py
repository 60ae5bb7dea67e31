"""Hands objects and rows over to another process, through memory that both see: a pipe moves them in small pieces."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Self

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Message:
    """An object and rows, packed, so that nothing but handing them over is left to do when the other is ready."""

    said: memoryview
    rows: memoryview

    @classmethod
    def of(cls, said: object, rows: pa.RecordBatch | pa.Table) -> Self:
        """The object, which must be one that can be pickled, with rows."""
        return cls(memoryview(pickle.dumps(said, pickle.HIGHEST_PROTOCOL)), memoryview(_packed(rows)))


@dataclass(frozen=True, slots=True)
class Exchange:
    """One end of a connection between two processes that speak in turn.

    What is said lies in `memory`, a file that is nowhere on disk and that a forked process inherits; `connection` only
    tells how long it is. The next thing that either of them says is written over it, so an answer must be awaited.
    """

    connection: Connection
    memory: int

    @classmethod
    def pair(cls, ours: Connection, theirs: Connection) -> tuple[Self, Self]:
        """Both ends of a new exchange over a connection."""
        memory = os.memfd_create("cxaudit")
        return cls(ours, memory), cls(theirs, memory)

    def send(self, message: Message) -> None:
        """Say something; OSError if nobody hears it."""
        _write(self.memory, message.said, 0)
        _write(self.memory, message.rows, len(message.said))
        self.connection.send((len(message.said), len(message.rows)))

    def receive(self) -> tuple[Any, pa.RecordBatchReader]:
        """What was said, and its rows; EOFError or OSError if the other has gone."""
        said, rows = self.connection.recv()
        packed = _read(self.memory, said, 0), _read(self.memory, rows, said)
        return pickle.loads(packed[0]), pa.ipc.open_stream(packed[1])  # noqa: S301 - of the same run

    def close(self) -> None:
        """End it, on this side."""
        self.connection.close()
        os.close(self.memory)


def _packed(rows: pa.RecordBatch | pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write(rows)
    return sink.getvalue()


def _write(memory: int, data: memoryview, place: int) -> None:
    while data:
        written = os.pwrite(memory, data, place)
        data, place = data[written:], place + written


def _read(memory: int, size: int, place: int) -> pa.Buffer:
    found = pa.allocate_buffer(size)
    left = memoryview(found)
    while left:
        read = os.preadv(memory, [left], place)
        left, place = left[read:], place + read
    return found
