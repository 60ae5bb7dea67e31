"""Runs work in several processes; what comes out does not depend on how many."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from cxaudit.engines.exchange import Exchange, Message
from cxaudit.errors import CxauditError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Asked = TypeVar("Asked")
Done = TypeVar("Done")

_ALONE = 1  # batches worked without help: a small log is done before a process has started
_TOLD = (CxauditError, OSError)  # what a user can mend, such as a full disk


def worked_in_order(
    batches: Iterable[tuple[Asked, pa.RecordBatch]],
    work: Callable[[Asked, pa.RecordBatch], tuple[Done, pa.Table]],
    workers: int,
    alone: int = _ALONE,
) -> Iterator[tuple[Done, pa.Table]]:
    """What `work` makes of each batch and what is asked of it, in order.

    At most `workers` processes do it, 0 is one a core; the first `alone` batches this one does. Raises what `work`
    raises if a user can mend it, a full disk included, and UsageError when a process dies, as it does when memory runs
    out.
    """
    waiting = iter(batches)
    for _, (asked, batch) in zip(range(alone), waiting, strict=False):
        yield work(asked, batch)
    count = processes(workers)
    if count < 2:
        for asked, batch in waiting:
            yield work(asked, batch)
        return
    with _started(work, count) as exchanges:
        yield from _spread(waiting, exchanges)


def processes(workers: int) -> int:
    """How many processes are meant by `workers`, of which 0 is one a core."""
    # Only a forked process shares the compiled rules; elsewhere one process does all.
    return (workers or _cores()) if sys.platform == "linux" else 1


def _spread(waiting: Iterator[tuple[Asked, pa.RecordBatch]], workers: list[Exchange]) -> Iterator[tuple[Any, pa.Table]]:
    """Batches go to the workers in turn and come back in turn; one is only given work once it handed over the last."""
    busy: deque[Exchange] = deque()
    for number, (asked, batch) in enumerate(waiting):
        message = Message.of(asked, batch)
        done = _answer(busy.popleft()) if len(busy) == len(workers) else None
        worker = workers[number % len(workers)]
        try:
            worker.send(message)
        except OSError as error:
            raise _dead() from error
        busy.append(worker)
        if done is not None:
            yield done
    while busy:
        yield _answer(busy.popleft())


@contextmanager
def _started(work: Callable[[Any, pa.RecordBatch], tuple[Any, pa.Table]], count: int) -> Iterator[list[Exchange]]:
    context = multiprocessing.get_context("fork")
    workers: list[Exchange] = []
    processes = []
    # Nobody collects what is there already, or every worker would write to it and need a copy of its own.
    gc.freeze()
    # What was read before is not carried along by every worker.
    pa.default_memory_pool().release_unused()
    try:
        for _ in range(count):
            ours, theirs = Exchange.pair(*context.Pipe())
            process = context.Process(target=_serve, args=(work, theirs, [*workers, ours]), daemon=True)
            process.start()
            theirs.connection.close()
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
    work: Callable[[Any, pa.RecordBatch], tuple[Any, pa.Table]], exchange: Exchange, others: list[Exchange]
) -> None:
    """What a worker does until nobody asks any more."""
    for other in others:
        other.connection.close()
    pa.set_cpu_count(1)
    while True:
        try:
            asked, batches = exchange.receive()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            done, rows = work(asked, batches.read_next_batch())
        except _TOLD as error:
            # What a user can mend is told by the process that talks to users.
            done, rows = error, pa.table({})
        with suppress(BrokenPipeError):  # nobody hears it any more: the next question will not come
            exchange.send(Message.of(done, rows))


def _answer(worker: Exchange) -> tuple[Any, pa.Table]:
    try:
        done, batches = worker.receive()
    except (EOFError, OSError) as error:
        raise _dead() from error
    if isinstance(done, _TOLD):
        raise done
    return done, batches.read_all()


def _dead() -> UsageError:
    return UsageError("a worker process ended before its time, most likely for want of memory; give --workers 1")


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
