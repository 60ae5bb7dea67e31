"""Which inputs of messages tell of the same conversations, and are to be read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.incidents.names import plain_name
from cxaudit.incidents.shapes import GENERIC
from cxaudit.incidents.source import Desk
from cxaudit.incidents.systems import System, by_system
from cxaudit.incidents.turns.planning import Model
from cxaudit.model import MESSAGE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.source import OpenSource

_ONE_WAY = frozenset({"id", "text", *MESSAGE_COLUMNS})  # the columns that make a message of a row


def models(sources: Sequence[OpenSource]) -> Iterator[tuple[int, Model]]:
    """The sources that are to be read as another one like them is, of which more can be told; and how that is.

    A few messages of one day may not show that they are messages, nor who speaks.
    """
    if not any(source.of_messages for source in sources):
        return
    for group in by_system([_system(source) for source in sources]):
        known = [sources[number] for number in group if sources[number].of_messages]
        if not known or known[0].shape != GENERIC:
            continue
        # The one that tells most, whichever was named first.
        best = min(known, key=lambda source: (-len(_message_columns(source)), source.path))
        wanted = {name for plan in best.planned for name in plan.originals}
        for number in group:
            source = sources[number]
            if _way(source) != _way(best) and wanted <= set(source.reader.columns):
                yield number, Model(best.path, best.planned, best.by_replies)


def settle_desks(sources: Sequence[OpenSource], *, same_ids: bool | None) -> None:
    """Let the sources know with which others they share their conversations.

    Those are exports of one system that are read in one way, unless `same_ids` says that all of them do, or none.
    """
    talking = [source for source in sources if source.of_messages]
    if same_ids is None:
        for group in by_system([_system(source) for source in talking]):
            desks: dict[object, Desk] = {}
            for source in (talking[number] for number in group):
                source.desk = desks.setdefault((_names(source, "id"), source.by_replies), Desk())
    elif same_ids:
        desk = Desk(same_ids=True)
        for source in talking:
            source.desk = desk


def _system(source: OpenSource) -> System:
    return System.of(source.shape, source.recognised)


def _message_columns(source: OpenSource) -> list[str]:
    return [plan.column for plan in source.planned if plan.column in MESSAGE_COLUMNS]


def _way(source: OpenSource) -> tuple[object, ...]:
    """How messages are read."""
    planned = tuple((plan.column, plan.originals) for plan in source.planned if plan.column in _ONE_WAY)
    return source.of_messages, source.by_replies, planned


def _names(source: OpenSource, column: str) -> frozenset[str]:
    return frozenset(plain_name(name) for plan in source.planned if plan.column == column for name in plan.originals)
