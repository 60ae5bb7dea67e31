"""All that is wrong with a rulebook, and what of it counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.checks import run_checks, run_local_checks
from cxaudit.checks.corpus import CORPUS_SLUGS, Corpus, run_corpus_checks
from cxaudit.checks.judging.baseline import Baseline
from cxaudit.checks.judging.earlier import Earlier
from cxaudit.checks.judging.selection import Selection
from cxaudit.checks.judging.suppression import suppress
from cxaudit.model import Violation
from cxaudit.render.violations_report import fingerprints
from cxaudit.rulebook import in_order

if TYPE_CHECKING:
    from cxaudit.rulebook import Examination


@dataclass(frozen=True, slots=True)
class Terms:
    """What to judge by: the day that dates are held against, and the log to hold the rulebook against, if any."""

    today: date
    selection: Selection = field(default_factory=Selection)
    baseline: Baseline = field(default_factory=Baseline)
    earlier: Earlier | None = None
    corpus: Corpus | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The violations that count, in order of place, and how many a comment or the baseline hides.

    `all` are the violations whatever is selected or known; what a comment suppresses is not among them. `mended` counts
    what the baseline knows and is no longer found.
    """

    violations: tuple[Violation, ...]
    suppressed: int
    all: tuple[Violation, ...]
    mended: int = 0


def judge(examination: Examination, terms: Terms) -> Judgement:
    """Run every check and judge what was found.

    What keeps a rulebook from being loaded always counts: nothing suppresses it, and no selection leaves it out. Then
    the checks run that look at one definition alone, on those that are sound, so that no fault hides those of others.
    """
    blocking = examination.violations if examination.rulebook is None else ()
    standing = suppress(_found(examination, terms), examination, terms.today, _that_ran(terms))
    everything = in_order((*blocking, *standing.violations))
    names = fingerprints(everything)
    always = frozenset(blocking)
    counted: list[Violation] = []
    known = 0
    for violation, fingerprint in zip(everything, names, strict=True):
        if violation in always:
            counted.append(violation)
        elif not terms.selection.holds(violation.check) or _is_old(violation, fingerprint, examination, terms):
            continue
        elif fingerprint in terms.baseline.known:
            known += 1
        else:
            counted.append(violation)
    unasked = frozenset[str]() if terms.corpus else CORPUS_SLUGS
    mended = 0 if blocking else len(terms.baseline.without(unasked).difference(names))
    return Judgement(tuple(counted), standing.hidden + known, everything, mended)


def _found(examination: Examination, terms: Terms) -> tuple[Violation, ...]:
    """What the checks find, with what was found on the way where that did not end it."""
    rulebook = examination.rulebook
    if rulebook is not None:
        on_log = run_corpus_checks(rulebook, terms.corpus) if terms.corpus else ()
        return in_order((*examination.violations, *run_checks(rulebook, terms.today), *on_log))
    return () if examination.sound is None else in_order(run_local_checks(examination.sound, terms.today))


def _that_ran(terms: Terms) -> Selection:
    """The selection without the checks that had no log to run on: nobody knows what of them a comment suppresses."""
    if terms.corpus:
        return terms.selection
    return replace(terms.selection, ignore=terms.selection.ignore | CORPUS_SLUGS)


def _is_old(violation: Violation, fingerprint: str, examination: Examination, terms: Terms) -> bool:
    return terms.earlier is not None and not terms.earlier.concerns(violation, fingerprint, examination.definitions)
