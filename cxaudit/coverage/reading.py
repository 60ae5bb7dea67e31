"""What reports say of how a log was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import wilson
from cxaudit.render.coverage_report import ReadRows, Share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.model import Source


def read_rows(sources: Sequence[Source], rejections: Mapping[str, int]) -> ReadRows:
    """The rows of all sources together."""
    return ReadRows(
        tuple(source.path for source in sources),
        sum(source.read for source in sources),
        sum(source.used for source in sources),
        sum(source.rejected for source in sources),
        tuple(sorted(rejections.items())),
    )


def share_of(hits: int, n: int) -> Share:
    """A share with its interval."""
    return Share(hits, n, wilson(hits, n))
