"""A comparison as a few blocks of lines and tables, from which the text and the Markdown are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Evidence
from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Interval, RulebookStamp
    from cxaudit.render.comparison_report import LogStamp

HASH_SHOWN = 12  # hexadecimal digits of a hash that are enough to tell two apart; JSON has all
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Fold:
    """What is shown on demand where that can be done: quotes, a table or lines, below one line that sums them up."""

    summary: str
    quotes: tuple[Evidence, ...] = ()
    lines: tuple[str, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, and below it lines, a table whose first column are ids, and what is folded away."""

    title: str
    lines: tuple[str, ...] = ()
    grid: Grid | None = None
    folds: tuple[Fold, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything below the heading."""
        return bool(self.lines or self.grid or self.folds)


@dataclass(frozen=True, slots=True)
class View:
    """The whole comparison: what it is, the verdict in a line, sentences to mind (each with its kind), and blocks."""

    title: str
    verdict: str
    notices: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]


def place(old: int | None, new: int | None) -> str:
    """A move from rank to rank: ``2 → 1``, ``new → 3``, ``2 → gone``, or ``2`` where it stays."""
    if old == new:
        return f"{new}"
    return f"{'new' if old is None else old} → {'gone' if new is None else new}"


def share_move(old: tuple[float, Interval] | None, new: tuple[float, Interval] | None) -> str:
    """Two shares with their intervals: ``12% (9–15%) → 20% (17–24%)``."""
    shown = [NOTHING if side is None else figures.share_with_span(*side) for side in (old, new)]
    return " → ".join(shown)


def signed(number: float) -> str:
    """A change of a count: ``+120``, ``−14``, ``0``."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{figures.count(abs(number))}"


def log_lines(log: LogStamp, word: str = "Log") -> tuple[str, ...]:
    """Which files were read, and how their rows were used."""
    read, used, rejected = (figures.count(number) for number in log.rows)
    names = ", ".join(f"{source.path} (SHA-256 {source.sha256[:HASH_SHOWN]}…)" for source in log.sources)
    reasons = [f"{reason}: {figures.count(number)}" for reason, number in log.rejections.items() if number]
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return (f"{word}: {names}", f"Rows: {read} read = {used} used + {rejected} rejected{why}")


def rulebook_line(word: str, name: str, stamp: RulebookStamp) -> str:
    """One rulebook: what it was called, and exactly which it is."""
    size = (
        f"{figures.plural(stamp.symptoms, 'symptom')}, {figures.plural(stamp.causes, 'cause')},"
        f" {figures.plural(stamp.remedies, 'remedy', 'remedies')}"
    )
    called = f"{name}: " if name else ""
    return f"{word}: {called}{stamp.name} {stamp.version}, hash {stamp.content_hash[:HASH_SHOWN]}…, {size}"


def listed(items: Sequence[str]) -> str:
    """``one``, ``one and two``, ``one, two and three``."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
