"""What an engine is asked for, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Protocol

from cxaudit.engines.cautions import Caution
from cxaudit.engines.joining.options import Join
from cxaudit.errors import UsageError
from cxaudit.model import Joining, KeptEvents, Rejection, Rulebook, Source, Tally
from cxaudit.tally import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents import OpenSource


def _ignore_progress(path: str, rows: int) -> None:
    """Nobody watches."""


def _ignore_rejections(rejections: tuple[Rejection, ...]) -> None:
    """Nobody keeps the rejected rows."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Where to keep the events: a file open for writing, and the name it will have."""

    name: str
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster is: the address of its `master`, or of a Spark Connect server (`remote`).

    With neither it is the session of the environment, such as that of spark-submit, a notebook or SPARK_REMOTE.
    """

    master: str = ""
    remote: str = ""


@dataclass(frozen=True, slots=True)
class CountOptions:
    """`dimensions` to split by (all canonical ones if empty); `redacted` quotes; who is told of rows as they pass.

    `progress` is called with a path and the rows just read from it, `rejected` with the rows just rejected. `workers`
    is the number of processes that look for symptoms, 0 for one a core; it changes nothing but the time it takes.
    `keep` says where to keep the events, if they are wanted for later; `join` asks for customers to be joined,
    `cluster` says where engines count that count on one. With `ask_same_ids` users are asked for --same-ids where it
    would matter: not if they have said it, nor where they cannot.
    """

    dimensions: tuple[str, ...] = ()
    redacted: bool = True
    progress: Callable[[str, int], None] = _ignore_progress
    rejected: Callable[[tuple[Rejection, ...]], None] = _ignore_rejections
    workers: int = 0
    keep: Keep | None = None
    join: Join | None = None
    cluster: Cluster = field(default_factory=Cluster)
    ask_same_ids: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """The tally, and how it came about.

    `sources` say how their rows were used; `rejections` counts rows by reason, of which `superseded` were sound but
    replaced by a later state of the same incident, and `excluded` are no incidents; `cutoff` is the day the log ends;
    `too_many_values` names the dimensions that could not be split by; `cautions` must be told; `kept` names the file
    that holds the events; `joining` tells of customers that were joined.
    """

    tally: Tally
    sources: tuple[Source, ...]
    rejections: Mapping[str, int]
    superseded: int = 0
    excluded: int = 0
    cutoff: str = ""
    too_many_values: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    kept: KeptEvents | None = None
    joining: Joining | None = None

    @property
    def faulty(self) -> int:
        """Rows that should have been used and could not."""
        return sum(self.rejections.values()) - self.superseded - self.excluded


def refuse_unknown_dimensions(names: Sequence[str]) -> tuple[str, ...]:
    """`names` as dimensions; raises UsageError for one that incidents cannot be split by."""
    for name in names:
        if name not in DIMENSIONS:
            raise UsageError(f"--by '{name}': incidents can be split by {', '.join(DIMENSIONS)}")
    return tuple(dict.fromkeys(names))


class Engine(Protocol):
    """Counts a log; every engine gives the same tally for the same log."""

    def count(self, sources: Sequence[OpenSource], rulebook: Rulebook, options: CountOptions) -> Counted:
        """Read `sources` to their end and count what the rulebook's symptoms find."""
        ...
