"""Runs work in several processes; what comes out does not depend on how many."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from cxaudit.errors import CxauditError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

Asked = TypeVar("Asked")
Done = TypeVar("Done")

_ALONE = 3  # batches worked without help: a small log is done before a process has started


def worked_in_order(
    batches: Iterable[tuple[Asked, pa.RecordBatch]],
    work: Callable[[Asked, pa.RecordBatch], tuple[Done, pa.Table]],
    workers: int,
    alone: int = _ALONE,
) -> Iterator[tuple[Done, pa.Table]]:
    """What `work` makes of each batch and what is asked of it, in order.

    At most `workers` processes do it, 0 is one a core; the first `alone` batches this one does. Raises what `work`
    raises if a user can mend it, and UsageError when a process dies, as it does when memory runs out.
    """
    waiting = iter(batches)
    for _, (asked, batch) in zip(range(alone), waiting, strict=False):
        yield work(asked, batch)
    count = processes(workers)
    if count < 2:
        for asked, batch in waiting:
            yield work(asked, batch)
        return
    with _started(work, count) as connections:
        yield from _spread(waiting, connections)


def processes(workers: int) -> int:
    """How many processes are meant by `workers`, of which 0 is one a core."""
    # Only a forked process shares the compiled rules; elsewhere one process does all.
    return (workers or _cores()) if sys.platform == "linux" else 1


def _spread(
    waiting: Iterator[tuple[Asked, pa.RecordBatch]], workers: list[Connection]
) -> Iterator[tuple[Any, pa.Table]]:
    """Batches go to the workers in turn and come back in turn.

    A worker is only given work once it has handed over the last, or both could wait for ever for the other to read.
    """
    busy: deque[Connection] = deque()
    for number, (asked, batch) in enumerate(waiting):
        packed = _packed(batch)
        done = _answer(busy.popleft()) if len(busy) == len(workers) else None
        worker = workers[number % len(workers)]
        try:
            worker.send(asked)
            worker.send_bytes(packed)
        except OSError as error:
            raise _dead() from error
        busy.append(worker)
        if done is not None:
            yield done
    while busy:
        yield _answer(busy.popleft())


@contextmanager
def _started(work: Callable[[Any, pa.RecordBatch], tuple[Any, pa.Table]], count: int) -> Iterator[list[Connection]]:
    context = multiprocessing.get_context("fork")
    workers: list[Connection] = []
    processes = []
    # Nobody collects what is there already, or every worker would write to it and need a copy of its own.
    gc.freeze()
    # What was read before is not carried along by every worker.
    pa.default_memory_pool().release_unused()
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(work, theirs, [*workers, ours]), daemon=True)
            process.start()
            theirs.close()
            workers.append(ours)
            processes.append(process)
        yield workers
    finally:
        gc.unfreeze()
        for worker in workers:
            worker.close()
        for process in processes:
            process.join(timeout=5)
            process.terminate()


def _serve(
    work: Callable[[Any, pa.RecordBatch], tuple[Any, pa.Table]], connection: Connection, others: list[Connection]
) -> None:
    """What a worker does until nobody asks any more."""
    for other in others:
        other.close()
    pa.set_cpu_count(1)
    while True:
        try:
            asked = connection.recv()
            packed = connection.recv_bytes()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            done, rows = work(asked, pa.ipc.open_stream(pa.py_buffer(packed)).read_next_batch())
        except CxauditError as error:
            # What a user can mend is told by the process that talks to users.
            done, rows = error, pa.table({})
        connection.send(done)
        connection.send_bytes(_packed(rows))


def _packed(rows: pa.RecordBatch | pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write(rows)
    return sink.getvalue()


def _answer(worker: Connection) -> tuple[Any, pa.Table]:
    try:
        done, rows = worker.recv(), pa.ipc.open_stream(pa.py_buffer(worker.recv_bytes())).read_all()
    except (EOFError, OSError) as error:
        raise _dead() from error
    if isinstance(done, CxauditError):
        raise done
    return done, rows


def _dead() -> UsageError:
    return UsageError("a worker process ended before its time, most likely for want of memory; give --workers 1")


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
