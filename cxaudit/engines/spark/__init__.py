"""Counts on a Spark cluster: its readers read, its executors run the kernel, and the driver gets events alone.

What leaves the cluster is what a tally is made of, some 60 bytes a row: no text, but for redacted quotes of a few
incidents a symptom. The result is that of the local engine, byte for byte, whatever the cluster, its splits and the
executors it loses meanwhile. Only here pyspark is imported, and only when it is asked for.

- `starting`, `session`: a session on the cluster that the user names, and what goes wrong there in one sentence.
- `driver`: which files Spark can read (`asking`), the frames it is asked for (`reading`), those of logs whose rows are
  messages (`conversing`), and what comes back in order (`feed`), which the local engine counts like its own events.
- `executors`: text comes in `lines`, of which `pieces` knows where records begin in each split, and Parquet as
  `stored`, both read by our own readers (`elsewhere`); rows that are `messages` go on to the rest of their
  `conversations`; the kernel makes `shares` of all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit import __version__
from cxaudit.detection import compile_detector
from cxaudit.engines.local import count_fed
from cxaudit.engines.spark.driver.feed import SparkFeed
from cxaudit.engines.spark.executors.shares import SLOT_ROWS, Sharing
from cxaudit.engines.spark.session import connected, packed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.engines.result import Counted, CountOptions
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook


class SparkEngine:
    """Counts on the cluster that the options name."""

    def count(self, sources: Sequence[OpenSource], rulebook: Rulebook, options: CountOptions) -> Counted:
        """Let the cluster read `sources` to their end, and count what the rulebook's symptoms find.

        Raises UsageError when there is no such cluster, InputError when it cannot read a source.
        """
        with connected(options.cluster) as session:
            detector = compile_detector(rulebook)
            sharing = Sharing(
                __version__, packed(rulebook), options.redacted, detector.columns, options.join, SLOT_ROWS
            )
            # No process is split off from one that talks to a cluster in threads of its own.
            alone = replace(options, workers=1)
            return count_fed(SparkFeed(session, sources, sharing, options), detector, rulebook, alone)
