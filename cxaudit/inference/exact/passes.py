"""One pass over all profiles, piece by piece in a fixed order, on as many threads as there are cores."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cxaudit.inference.arrays import Integers
from cxaudit.inference.exact.compiled_sweep import Speaker
from cxaudit.inference.exact.expectation import Expected, expect, mixed
from cxaudit.inference.exact.likelihood import Block
from cxaudit.inference.exact.posteriors import Posterior

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cxaudit.inference.exact.expectation import Listener

Given = TypeVar("Given")
Made = TypeVar("Made")

TOGETHER = 512  # profiles worked on at a time at most: their scores take 2 MB
AHEAD = 2  # pieces per thread that may wait to be taken
MOST_THREADS = 8  # each holds a piece of its own


def passed(listener: Listener, work: Callable[[Expected], Made]) -> Iterator[Made]:
    """What `work` makes of each piece of the profiles; the pieces and their order never depend on the machine."""
    if listener.batches.shape is None:
        yield from map(work, _together(listener))
    else:
        yield from in_turn(partial(_worked, listener, work), list(_pieces(listener)))


def as_it_is(expected: Expected) -> Expected:
    """No work."""
    return expected


@dataclass(frozen=True, slots=True)
class _Piece:
    rows: Integers
    speakers: tuple[Speaker, ...]
    capped: bool


def _together(listener: Listener) -> Iterator[Expected]:
    """Blocks of the plain way, joined to pieces of some size."""
    waiting: list[Expected] = []
    for batch in listener.batches.batches:
        for found in expect(listener, batch):
            waiting.append(found)
            if sum(len(part.rows) for part in waiting) >= TOGETHER:
                yield _joined(waiting)
                waiting.clear()
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[Expected]) -> Expected:
    return Expected(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.log for part in parts]),
        np.concatenate([part.values for part in parts], axis=1),
    )


def _pieces(listener: Listener) -> Iterator[_Piece]:
    """Rows of one background, capped and uncapped profiles apart."""
    batches, world = listener.batches, listener.world
    setting = batches.setting(world, listener.statistic)
    for capped in (False, True):
        rows = [
            np.flatnonzero((batches.background == background) & (listener.capped == capped)).astype(np.int64)
            for background in range(len(batches.backgrounds))
        ]
        heard = [background for background, found in enumerate(rows) if len(found)]
        layers = (world.thinned if capped else world.plain) if heard else ()
        hidden = batches.backgrounds[heard]
        spoken = [Speaker.each_of(world, layer, hidden, setting) for layer in layers]
        for place, background in enumerate(heard):
            speakers = tuple(found[place] for found in spoken)
            yield from (_Piece(part, speakers, capped) for part in _shared_out(rows[background]))


def _shared_out(rows: Integers) -> list[Integers]:
    """`rows` in an even number of equal parts, which suit any even number of threads.

    Neighbours, which are alike, go to different parts, so that all parts take about as long.
    """
    parts = 2 * -(-len(rows) // (2 * TOGETHER))
    return [part for part in (rows[start::parts] for start in range(parts)) if len(part)]


def _worked(listener: Listener, work: Callable[[Expected], Made], piece: _Piece) -> Made:
    evidence, rows = listener.evidence, piece.rows
    asserted, denied, hidden = evidence.asserted[rows], evidence.denied[rows], evidence.hidden[rows]
    block = Block(asserted, denied, ~(asserted | denied | hidden), piece.capped)
    logs, values = [], []
    orders = listener.batches.orders[rows]
    for speaker in piece.speakers:
        swept, layer = speaker.sweep(block, orders), speaker.layer
        logs.append(swept.log_evidence + layer.log_weight)
        if speaker.scored:
            values.append(swept.means)
        else:
            posterior = Posterior(listener.world, layer, block, speaker.touch(block), swept)
            values.append(listener.statistic.finish(posterior))
    listener.batches.orders[rows] = orders
    return work(Expected(rows, *mixed(logs, values)))


def in_turn(work: Callable[[Given], Made], pieces: Iterable[Given]) -> Iterator[Made]:
    """What `work` makes of each of `pieces`, in their order, on as many threads as there are cores."""
    with _at_hand() as pool:
        waiting: deque[Future[Made]] = deque()
        try:
            for piece in pieces:
                waiting.append(pool.submit(work, piece))
                if len(waiting) >= AHEAD * _threads():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def shared_threads() -> Iterator[None]:
    """All passes in this context share their threads, which take longer to start than a small pass takes."""
    with ThreadPoolExecutor(_threads()) as pool:
        token = _shared.set(pool)
        try:
            yield
        finally:
            _shared.reset(token)


_shared: ContextVar[ThreadPoolExecutor | None] = ContextVar("_shared", default=None)


@contextmanager
def _at_hand() -> Iterator[ThreadPoolExecutor]:
    """Those that are shared, or else threads for one pass."""
    shared = _shared.get()
    if shared is not None:
        yield shared
        return
    with ThreadPoolExecutor(_threads()) as pool:
        yield pool


def _threads() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_THREADS, cores)
