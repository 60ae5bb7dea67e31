"""A rate over answers that were read only in part is told as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import run, small_rules

if TYPE_CHECKING:
    from pathlib import Path


def report(folder: Path, unread: int, *, good: str = "Sehr zufrieden") -> str:
    answers = ["blöd gelaufen"] * unread + [good] * (100 - unread)
    rows = "".join(f"{number},2025-01-{number % 28 + 1:02d},{answer},late\n" for number, answer in enumerate(answers))
    (folder / "log.csv").write_text(f"id,opened_at,satisfaction,text\n{rows}", encoding="utf-8")
    done = run("analyze", "log.csv", "-q", "-f", "md", "--rules", small_rules(folder), folder=folder)
    assert done.code == 0, done.err
    return done.out


@pytest.mark.parametrize("unread", [6, 50])
def test_a_rate_over_a_part_of_the_answers_is_not_printed(tmp_path: Path, unread: int) -> None:
    shown = report(tmp_path, unread)
    assert "| Customer satisfaction (CSAT)" not in shown
    assert f"Customer satisfaction (CSAT)**: {unread} of 100 answers could not be read" in " ".join(
        line.replace("- Customer satisfaction (CSAT):", "- Customer satisfaction (CSAT)**:")
        for line in shown.splitlines()
    )


def test_few_unread_answers_are_told_beside_the_rate(tmp_path: Path) -> None:
    shown = report(tmp_path, 3)
    assert "| Customer satisfaction (CSAT)" in shown
    assert "**Customer satisfaction (CSAT)**: 3 of 100 answers could not be read" in shown


def test_answers_that_are_all_read_need_no_word(tmp_path: Path) -> None:
    shown = report(tmp_path, 0)
    assert "| Customer satisfaction (CSAT)" in shown
    assert "could not be read" not in shown
