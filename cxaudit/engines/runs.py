"""Works the partitions of a spill in several processes, each a run of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from cxaudit.engines.workers import processes, worked_in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxaudit.spilling import Spill, Written

Done = TypeVar("Done")

_NOTHING = pa.RecordBatch.from_arrays([], names=[])


def worked_in_runs(
    spill: Spill, work: Callable[[Iterator[pa.Table]], Done], into: Sequence[Spill], workers: int
) -> Iterator[Done]:
    """What `work` makes of the partitions of `spill`, for each run of them in turn; one run where all is in memory.

    Rows that `work` adds to the spills `into` are there in the same order, whoever did it; else nothing that it
    changes is seen, but only what it gives back. At most `workers` processes do it; 0 is one a core.
    """
    runs = spill.runs(processes(workers))
    if len(runs) == 1:
        yield work(spill.partitions())
        return
    for one in into:
        one.begin()

    def worked(run: range, nothing: pa.RecordBatch) -> tuple[tuple[Done, list[Written]], pa.Table]:
        del nothing
        done = work(spill.partitions(run))
        return (done, [one.written() for one in into]), pa.table({})

    asked = ((run, _NOTHING) for run in runs)
    for (done, written), _ in worked_in_order(asked, worked, workers, alone=0):
        for one, rows in zip(into, written, strict=True):
            one.take_in(rows)
        yield done
