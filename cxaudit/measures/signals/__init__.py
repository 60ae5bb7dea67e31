"""Structural symptoms of the log as a whole: what each kind of series condition looks for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.measures.signals.backlog import backlog
from cxaudit.measures.signals.slow_decline import slow_decline
from cxaudit.measures.signals.unit_outlier import unit_outlier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxaudit.model import Rulebook, Signal, Tally

# Kind of series condition -> who looks for it. A relapse needs to know when something was fixed, which no log says.
SIGNALS: MappingProxyType[str, Callable[[str, Rulebook, Tally], Iterator[Signal]]] = MappingProxyType(
    {"slow-decline": slow_decline, "outlier": unit_outlier, "backlog": backlog}
)
