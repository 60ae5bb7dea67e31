"""Compares two rulebooks on a log as `cxaudit rules diff` was asked to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.cli.progress import watching
from cxaudit.cli.recognition import say_cautions, say_recognised
from cxaudit.cli.rules_versions import versions
from cxaudit.comparison import Budget, Comparing, compare_rulebooks, exceeded
from cxaudit.engines import CountOptions
from cxaudit.incidents import ReadingOptions

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.render.comparison_report import RulebookComparison


@dataclass(frozen=True, slots=True)
class Manner:
    """How the log is read, what may be rejected of it, and how much symptoms may gain and lose."""

    reading: ReadingOptions
    max_rejected: float
    budgets: tuple[Budget | None, Budget | None]
    diagnosing: bool
    redact: bool
    quiet: bool


def compared(old: str, new: Path, logs: tuple[str, ...], manner: Manner) -> RulebookComparison:
    """What differs between the rulebook `old` and `new`, and which budgets that exceeds.

    Raises UsageError when there is no such rulebook, RulebookError for one with errors, InputError for the logs.
    """
    before, after = versions(old, new)
    with watching(quiet=manner.quiet) as watcher:
        comparing = Comparing(
            logs=logs,
            reading=manner.reading,
            counting=CountOptions(redacted=manner.redact, progress=watcher.rows),
            max_rejected=manner.max_rejected,
            diagnosing=manner.diagnosing,
            opened=say_recognised(quiet=manner.quiet),
            step=watcher.step,
            warn=say_cautions(quiet=manner.quiet),
        )
        comparison = compare_rulebooks(before, after, comparing)
    return replace(comparison, exceeded=exceeded(comparison.symptoms, *manner.budgets))
