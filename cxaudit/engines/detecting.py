"""Events from logs: rows stream by and go through the kernel, in several processes where that is faster."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cxaudit.engines.cautions import shown_value
from cxaudit.engines.inputs import Account, Inputs
from cxaudit.engines.workers import events_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from cxaudit.engines.kernel import Kernel
    from cxaudit.engines.result import CountOptions
    from cxaudit.incidents import OpenSource


class Detecting:
    """Feeds the events of opened sources."""

    def __init__(self, sources: Sequence[OpenSource], kernel: Kernel, options: CountOptions) -> None:
        self._sources = sources
        self._kernel = kernel
        self._options = options
        self._reasons: Counter[str] = Counter()
        self._excluded = 0

    def events(self) -> Iterator[pa.Table]:
        """The events of all sources in turn; rejected rows are counted by reason and passed on.

        Raises InputError when a source cannot be read to its end.
        """
        return events_in_order(self._batches(), self._kernel, self._options.workers)

    def inputs(self) -> Inputs:
        """The accounts of the sources, once their events have been exhausted."""
        shown = shown_value(redacted=self._options.redacted)
        accounts = tuple(Account(source.finished(shown), source.losses()) for source in self._sources)
        return Inputs(accounts, dict(self._reasons), self._excluded)

    def _batches(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        options = self._options
        for number, source in enumerate(self._sources):
            for chunk in source.chunks(self._kernel.detector.columns):
                self._reasons.update(entry.reason for entry in chunk.rejected)
                self._excluded += sum(entry.excluded for entry in chunk.rejected)
                options.progress(source.path, chunk.rows)
                options.rejected(chunk.rejected)
                if chunk.batch.num_rows:
                    yield number, chunk.batch
