"""What the options of `cxaudit rules` ask for, as the rooms below understand it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from cxaudit.checks.judging import Baseline, Earlier, Selection, Terms, earlier_of, judge, read_baseline
from cxaudit.errors import UsageError
from cxaudit.resources import resource
from cxaudit.rulebook import STANDARD_INPUT, Examination, Given, examine_rulebook
from cxaudit.rulebook.sources import is_folder, leads_somewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from cxaudit.checks.corpus import Corpus
    from cxaudit.model import Rulebook
    from cxaudit.rulebook.lock import Lock

_ROUNDS = 3  # of mending: what is mended may uncover more, such as an id that could not be read before


def examined(paths: Sequence[Path] | None) -> Examination:
    """The rulebook at the paths, of which ``-`` is standard input; the default one when none is given."""
    named = _named(paths)
    content = sys.stdin.buffer.read() if STANDARD_INPUT in named else None
    return examine_rulebook(named, Given(standard_input=content))


def refuse_default(paths: Sequence[Path] | None, what: str) -> None:
    """Raise UsageError when no path is given: the rulebook that comes with the program is not changed by chance."""
    if not paths:
        raise UsageError(f"{what} changes files: name the rulebook to change")


def terms_of(
    selection: Selection,
    today: datetime | None,
    baseline: Path | None,
    revision: str | None,
    paths: list[Path] | None,
    corpus: Callable[[Rulebook], Corpus] | None = None,
) -> Terms:
    """What to judge by; `corpus` counts a log for a rulebook, and an earlier state is held against it too.

    Raises UsageError when the baseline or the revision cannot be read.
    """
    day = today.date() if today else datetime.now(UTC).astimezone().date()
    known = Baseline() if baseline is None else read_baseline(_known(baseline), baseline.as_posix())
    return Terms(day, selection, known, None if revision is None else _earlier(_named(paths), revision, day, corpus))


def refuse_unfixable(paths: Sequence[Path] | None) -> None:
    """Raise UsageError for standard input, which cannot be written back, and for the default rulebook."""
    refuse_default(paths, "--fix")
    if STANDARD_INPUT in _named(paths):
        raise UsageError("--fix: standard input cannot be mended in place; give the file")


def mended(examination: Examination, paths: Sequence[Path] | None) -> Examination:
    """The rulebook once all that can be mended for certain is mended in its files."""
    from cxaudit.cli.output import write_files
    from cxaudit.rulebook.fixing import fixes_of

    total = 0
    for _ in range(_ROUNDS):
        fixes = fixes_of(examination.violations, examination.own)
        if not fixes.count:
            break
        write_files({path.resolve(): content for path, content in fixes.contents.items()})
        total += fixes.count
        examination = examined(paths)
    if total:
        typer.echo(f"cxaudit: mended {total} {'fault' if total == 1 else 'faults'}", err=True)
    return examination


def place_of_lock(paths: Sequence[Path] | None) -> Path:
    """Where the lock of the rulebook at the first path lies unless said otherwise."""
    first = _named(paths)[0]
    return (first if is_folder(first) else first.parent) / "rulebook.lock"


def locked(place: Path) -> Lock:
    """The lock in the file at `place`. Raises UsageError when there is none."""
    from cxaudit.rulebook.lock import read_lock

    return read_lock(
        _bytes_of(place, "the lock cannot be read", "make one with `cxaudit rules lock`"), place.as_posix()
    )


def _named(paths: Sequence[Path] | None) -> list[Path]:
    return list(paths or [resource("rules/core")])


def _known(baseline: Path) -> bytes:
    return _bytes_of(baseline, "the baseline cannot be read", "make one with --write-baseline")


def _bytes_of(path: Path, fault: str, advice: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"{path}: {fault}: {reason}; {advice}") from error


def _earlier(paths: Sequence[Path], revision: str, day: date, corpus: Callable[[Rulebook], Corpus] | None) -> Earlier:
    from cxaudit.cli.rules_revision import at_revision

    # A link that leads nowhere, or back to itself, leads to nothing that a revision could hold either.
    named = [path for path in paths if path != STANDARD_INPUT and leads_somewhere(path)]
    with at_revision(named, revision) as copies:
        if not copies:
            return Earlier({}, frozenset())
        examination = examine_rulebook(list(copies), Given(names=copies))
        counted = corpus(examination.rulebook) if corpus and examination.rulebook else None
        return earlier_of(examination, judge(examination, Terms(day, corpus=counted)).all)
