"""Runs the kernel in several processes; what comes out does not depend on how many."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection

    from cxaudit.engines.kernel import Kernel

_ALONE = 12  # batches worked without help: a small log is done before a process has started


def events_in_order(batches: Iterable[tuple[int, pa.RecordBatch]], kernel: Kernel, workers: int) -> Iterator[pa.Table]:
    """The events of each (source number, batch), in order, worked by at most `workers` processes; 0 is one a core.

    Raises UsageError when a process dies, as it does when memory runs out.
    """
    waiting = iter(batches)
    for _, (source, batch) in zip(range(_ALONE), waiting, strict=False):
        yield kernel.events(batch, source)
    count = workers or _cores()
    # Only a forked process shares the compiled rules; elsewhere one process does all.
    if count < 2 or sys.platform != "linux":
        for source, batch in waiting:
            yield kernel.events(batch, source)
        return
    with _started(kernel, count) as connections:
        yield from _spread(waiting, connections)


def _spread(waiting: Iterator[tuple[int, pa.RecordBatch]], workers: list[Connection]) -> Iterator[pa.Table]:
    """Batches go to the workers in turn and come back in turn.

    A worker is only given work once it has handed over the last, or both could wait for ever for the other to read.
    """
    busy: deque[Connection] = deque()
    for number, (source, batch) in enumerate(waiting):
        packed = source.to_bytes(8, "big") + _packed(batch)
        done = _answer(busy.popleft()) if len(busy) == len(workers) else None
        worker = workers[number % len(workers)]
        try:
            worker.send_bytes(packed)
        except OSError as error:
            raise _dead() from error
        busy.append(worker)
        if done is not None:
            yield done
    while busy:
        yield _answer(busy.popleft())


@contextmanager
def _started(kernel: Kernel, count: int) -> Iterator[list[Connection]]:
    context = multiprocessing.get_context("fork")
    workers: list[Connection] = []
    processes = []
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(kernel, theirs, [*workers, ours]), daemon=True)
            process.start()
            theirs.close()
            workers.append(ours)
            processes.append(process)
        yield workers
    finally:
        for worker in workers:
            worker.close()
        for process in processes:
            process.join(timeout=5)
            process.terminate()


def _serve(kernel: Kernel, connection: Connection, others: list[Connection]) -> None:
    """What a worker does until nobody asks any more."""
    for other in others:
        other.close()
    pa.set_cpu_count(1)
    while True:
        try:
            asked = connection.recv_bytes()
        except (EOFError, KeyboardInterrupt):
            return
        batch = pa.ipc.open_stream(pa.py_buffer(asked[8:])).read_next_batch()
        events = kernel.events(batch, int.from_bytes(asked[:8], "big"))
        connection.send_bytes(_packed(events))


def _packed(rows: pa.RecordBatch | pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write(rows)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _answer(worker: Connection) -> pa.Table:
    try:
        return pa.ipc.open_stream(pa.py_buffer(worker.recv_bytes())).read_all()
    except (EOFError, OSError) as error:
        raise _dead() from error


def _dead() -> UsageError:
    return UsageError("a worker process ended before its time, most likely for want of memory; give --workers 1")


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
