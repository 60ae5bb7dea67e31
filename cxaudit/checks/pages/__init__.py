"""The page of each check: the rule, the reason, and what is bad and good, for `rules explain` and for reports.

A check of the rulebook as a whole has its page in its own file. What is found while files are read has it in a text
file of the same form here, where the YAML is a file in full.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from cxaudit.checks import CHECKS, DATED_CHECKS, Check, DatedCheck
from cxaudit.checks.corpus import CORPUS_CHECKS, CorpusCheck

_FOLDER = Path(__file__).parent

# What is found while files are read, examples run and comments followed, in the order in which it can arise.
FOUND_ON_THE_WAY: tuple[str, ...] = (
    "syntax",
    "duplicate-key",
    "duplicate-id",
    "alias-expansion",
    "recursive-alias",
    "undefined-alias",
    "too-deep",
    "too-large",
    "encoding",
    "byte-order-mark",
    "ambiguous-scalar",
    "several-documents",
    "yaml-tag",
    "merge-key",
    "empty-file",
    "unreadable",
    "no-files",
    "no-rules",
    "unknown-key",
    "wrong-type",
    "missing-key",
    "not-one-of",
    "out-of-range",
    "undefined-symptom",
    "undefined-cause",
    "undefined-remedy",
    "undefined-standard",
    "undefined-lens",
    "undefined-group",
    "undefined-base",
    "cause-cycle",
    "remedy-cycle",
    "invalid-phrase",
    "invalid-expression",
    "non-linear-expression",
    "matches-empty",
    "too-many-expansions",
    "example-failed",
    "example-not-run",
    "fires-on-counter-example",
    "no-examples",
    "no-tests",
    "scenario-failed",
    "suppression-not-understood",
    "suppression-without-reason",
    "suppression-expired",
    "suppression-unused",
    "lock-out-of-date",
    "version-not-raised",
)

# What is found on the way and stops nothing, so that a comment may let it stand.
_MAY_STAND = frozenset({"byte-order-mark"})


@dataclass(frozen=True, slots=True)
class Page:
    """A check: its slug, the rule in one sentence, the reason, and YAML that breaks and that keeps the rule.

    `bad` and `good` are empty where a few lines of YAML cannot show it; they are files in full where `is_whole`. `log`
    tells the log they were held against, for checks that need one.
    """

    slug: str
    rule: str
    reason: str
    bad: str
    good: str
    is_whole: bool
    log: str = ""


def slugs() -> tuple[str, ...]:
    """All checks, in order of their names."""
    return tuple(sorted((*FOUND_ON_THE_WAY, *_documented())))


def is_suppressible(slug: str) -> bool:
    """Whether a comment can let a violation of this check stand; False as well for what is no check."""
    return slug in _documented() or slug in _MAY_STAND


def page_of(slug: str) -> Page | None:
    """The page of a check, or None when there is no such check."""
    if slug in FOUND_ON_THE_WAY:
        return _page(slug, (_FOLDER / f"{slug}.txt").read_text(encoding="utf-8"), is_whole=True)
    documented = _documented()
    return _page(slug, documented[slug], is_whole=False) if slug in documented else None


def rules_of(checks: frozenset[str]) -> dict[str, str]:
    """The rule of each of the checks, by slug."""
    found = (page_of(slug) for slug in sorted(checks))
    return {page.slug: page.rule for page in found if page}


def _documented() -> dict[str, str]:
    checks: tuple[Check | DatedCheck | CorpusCheck, ...] = (*CHECKS, *DATED_CHECKS, *CORPUS_CHECKS)
    return {check.__name__.replace("_", "-"): sys.modules[check.__module__].__doc__ or "" for check in checks}


def _page(slug: str, text: str, *, is_whole: bool) -> Page:
    words, _, examples = text.partition("\nBad:\n")
    words, _, log = words.partition("\nLog:\n")
    bad, _, good = examples.partition("\nGood:\n")
    rule, _, reason = words.strip().partition("\n\n")
    bad, good, log = (dedent(part).strip("\n") for part in (bad, good, log))
    return Page(slug, rule, reason.strip(), bad, good, is_whole, log)
