"""Every check has its page, and what a page calls bad is found."""

import re
from datetime import date
from pathlib import Path

import pytest

import cxaudit
import cxaudit.checks.pages
from cxaudit.checks.judging import Terms, judge
from cxaudit.checks.pages import FOUND_ON_THE_WAY, is_suppressible, page_of, rules_of, slugs
from cxaudit.rulebook import examine_rulebook

# What no few lines of YAML can show: what is wrong with whole files, with examples that are run, and with locks.
NOT_SHOWN = {
    "alias-expansion",
    "byte-order-mark",
    "empty-file",
    "encoding",
    "example-failed",
    "example-not-run",
    "fires-on-counter-example",
    "lock-out-of-date",
    "no-examples",
    "no-files",
    "no-tests",
    "scenario-failed",
    "too-deep",
    "too-large",
    "unreadable",
    "version-not-raised",
}
SHOWN = [slug for slug in FOUND_ON_THE_WAY if slug not in NOT_SHOWN]


def found(folder: Path, text: str) -> set[str]:
    path = folder / "rules.yaml"
    path.write_text(text + "\n")
    judgement = judge(examine_rulebook([path]), Terms(date(2026, 3, 1)))
    return {violation.check for violation in judgement.violations}


@pytest.mark.parametrize("slug", SHOWN)
def test_what_a_page_calls_bad_is_found_and_what_it_calls_good_is_not(slug: str, tmp_path: Path) -> None:
    page = page_of(slug)
    assert page is not None
    assert slug in found(tmp_path, page.bad)
    assert slug not in found(tmp_path, page.good)


@pytest.mark.parametrize("slug", slugs())
def test_every_check_says_its_rule_in_one_sentence_and_why(slug: str) -> None:
    page = page_of(slug)
    assert page is not None
    assert re.fullmatch(r"[A-Z][^\n]+\.", page.rule)
    assert page.reason.endswith(".")
    assert bool(page.bad) == bool(page.good) == (slug not in NOT_SHOWN)


def test_every_text_file_of_a_page_is_listed() -> None:
    folder = Path(cxaudit.checks.pages.__file__).parent
    assert {path.stem for path in folder.glob("*.txt")} == set(FOUND_ON_THE_WAY)


def test_every_check_that_the_program_can_report_has_a_page() -> None:
    package = Path(cxaudit.__file__).parent
    rooms = ("configuration", "rulebook", "matchers", "checks/judging", "scenarios")
    sources = [path.read_text() for room in rooms for path in (package / room).glob("*.py")]
    reported = {slug for text in sources for slug in re.findall(r"(?:\.error|_violation)\(\s*\"([a-z-]+)\"", text)}
    assert len(reported) > 30
    assert reported - set(slugs()) == set()


def test_there_is_no_page_for_what_is_no_check() -> None:
    assert page_of("no-such-check") is None
    assert rules_of(frozenset({"hub-cause", "no-such-check"})).keys() == {"hub-cause"}


@pytest.mark.parametrize("slug", [slug for slug in SHOWN if not slug.startswith("suppression-")])
def test_what_no_comment_can_suppress_still_counts_beneath_one(slug: str, tmp_path: Path) -> None:
    page = page_of(slug)
    assert page is not None
    comment = f'  # cxaudit: ignore[{slug}] reason="x"\n'
    told = found(tmp_path, re.sub(r"^", comment, page.bad, flags=re.MULTILINE))
    assert slug in told
    assert not is_suppressible(slug)


@pytest.mark.parametrize("slug", ["bare-word", "blind", "review-date-passed", "byte-order-mark"])
def test_what_stops_nothing_can_be_suppressed(slug: str) -> None:
    assert is_suppressible(slug)


def test_a_byte_order_mark_is_suppressed_by_a_comment_behind_the_first_line(tmp_path: Path) -> None:
    text = "\ufeffsymptoms:\n  - {id: a, title: A, severity: minor, detect: {phrase: [no reply]}}"
    assert "byte-order-mark" in found(tmp_path, text)
    commented = text.replace("symptoms:", 'symptoms: # cxaudit: ignore[byte-order-mark] reason="our editor"')
    assert "byte-order-mark" not in found(tmp_path, commented)
