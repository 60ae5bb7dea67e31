"""Examines and judges a rulebook as `cxaudit rules check` was asked to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.checks.judging import Judgement, Selection, judge
from cxaudit.cli.collecting import uncollected
from cxaudit.cli.rules_terms import examined, mended, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.checks.corpus import Corpus
    from cxaudit.model import Rulebook
    from cxaudit.rulebook import Examination


@dataclass(frozen=True, slots=True)
class Check:
    """Which rulebook is checked (the default one if none), against what that was known, and whether it is mended."""

    paths: list[Path] | None
    today: datetime | None
    baseline: Path | None
    changed_since: str | None
    fix: bool


def judged(
    check: Check, selection: Selection, corpus: Callable[[Rulebook], Corpus] | None
) -> tuple[Examination, Judgement]:
    """The rulebook, mended if asked for, and what is wrong with it; `corpus` counts a log for it.

    Raises UsageError when the baseline or the revision cannot be read.
    """
    with uncollected():
        examination = examined(check.paths)
        if check.fix:
            examination = mended(examination, check.paths)
        terms = terms_of(selection, check.today, check.baseline, check.changed_since, check.paths, corpus)
        if corpus is not None and examination.rulebook is not None:
            terms = replace(terms, corpus=corpus(examination.rulebook))
        return examination, judge(examination, terms)
