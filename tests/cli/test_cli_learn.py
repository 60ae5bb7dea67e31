"""`cxaudit learn`: from labelled incidents to a rulebook that extends the one given, through the real command line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from command_line import Outcome, run, small_rules
from same_process import run_here

from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from pathlib import Path

LATE, RUDE = 0.9, 0.3  # in truth; the rulebook says "often", 0.65, of both


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rulebook, a log with a column of causes (as ids and as titles), and the same labels in a file."""
    small_rules(tmp_path)
    source = random.Random(1)  # noqa: S311 - a fixed sample, not a secret
    lines, labels = ["id,opened_at,reopens,Root cause,text"], ["id,cause"]
    for number in range(160):
        cause = source.choice(["no-alarm", "Nobody is warned", "nobody-hired-for-manners", ""])
        late = cause in ("no-alarm", "Nobody is warned") and source.random() < LATE
        rude = cause.startswith("nobody-") and source.random() < RUDE
        said = " and ".join(["It was late"] * late + ["he was rude"] * rude) or "Thanks"
        lines.append(f"{number},2025-01-{1 + number % 28:02d},0,{cause},{said}")
        labels += [f"{number},{cause}"] if cause else []
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "labels.csv").write_text("\n".join(labels) + "\n", encoding="utf-8")
    return tmp_path


def learn(folder: Path, *arguments: str) -> Outcome:
    return run_here("learn", "log.csv", "--rules", "small.yaml", *arguments, "-o", "learned.yaml", folder=folder)


def test_what_is_learned_is_said_written_with_its_reason_and_nearer_to_the_truth(folder: Path) -> None:
    done = learn(folder, "--cause-column", "Root cause")
    assert (done.code, done.err) == (0, "cxaudit: wrote learned.yaml\n")
    assert "no-alarm -> late-delivery: 0.65 -> 0." in done.out
    assert "The causes stand in 'Root cause' of log.csv." in done.out
    text = (folder / "learned.yaml").read_text(encoding="utf-8")
    assert 'extends: "small.yaml"' in text
    assert 'reason: "Learned, with 90 % intervals.' in text
    assert "labelled incidents of log.csv" in text
    book = load_rulebook([folder / "learned.yaml"])
    [late], [rude] = book.symptoms["late-delivery"].caused_by, book.symptoms["rude-staff"].caused_by
    assert abs(late.strength - LATE) < abs(0.65 - LATE) / 2
    assert abs(rude.strength - RUDE) < abs(0.65 - RUDE) / 2
    assert late.spread is not None
    assert 0.05 < late.spread < 0.4


def test_the_overlay_passes_the_checks_and_an_analysis_uses_it(folder: Path) -> None:
    learn(folder, "--cause-column", "Root cause", "--no-priors")
    checked = run_here("rules", "check", "learned.yaml", folder=folder)
    assert checked.code == 0, checked.out
    assert "0 errors" in checked.out
    done = run_here("analyze", "log.csv", "--rules", "learned.yaml", "-q", "-f", "md", folder=folder)
    assert done.code == 0, done.err
    assert "small, learned 1.0.0" in done.out


def test_labels_in_a_file_teach_the_same_as_a_column(folder: Path) -> None:
    done = run(
        "learn", "log.csv", "--rules", "small.yaml", "--cause-column", "Root cause", "-o", "learned.yaml", folder=folder
    )
    assert done.code == 0, done.err
    by_column = (folder / "learned.yaml").read_bytes()
    assert learn(folder, "--labels", "labels.csv").code == 0
    assert (folder / "learned.yaml").read_bytes() == by_column


def test_labels_of_a_part_of_the_failures_leave_the_priors_alone_and_say_so(folder: Path) -> None:
    lines = (folder / "labels.csv").read_text(encoding="utf-8").splitlines()
    (folder / "labels.csv").write_text("\n".join(lines[:41]) + "\n900,no-alarm\n", encoding="utf-8")
    done = learn(folder, "--labels", "labels.csv")
    assert "of the incidents that show a symptom have a label" in done.out
    assert "1 labels name an incident that the log does not have" in done.out
    assert "prior" not in (folder / "learned.yaml").read_text(encoding="utf-8")
    assert "prior of no-alarm" in learn(folder, "--labels", "labels.csv", "--priors").out


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ["1,no-alram"],
            "labels.csv: 1 label names no cause of the rulebook: 'no-alram' (line 2, did you mean 'no-alarm')",
        ),
        (
            ["1,no-alarm", "2,no-alarm"],
            "2 incidents have a label, and no cause has 5 with a symptom the rulebook knows",
        ),
    ],
)
def test_labels_that_teach_nothing_are_refused_in_one_sentence(folder: Path, rows: list[str], told: str) -> None:
    (folder / "labels.csv").write_text("\n".join(["id,cause", *rows]) + "\n", encoding="utf-8")
    done = learn(folder, "--labels", "labels.csv")
    assert (done.code, done.out) == (3, "")
    assert told in done.err
    assert done.err.count("\n") == 1
    assert not (folder / "learned.yaml").exists()


def test_without_labels_it_is_said_how_to_give_them(folder: Path) -> None:
    log = (folder / "log.csv").read_text(encoding="utf-8")
    (folder / "log.csv").write_text(log.replace("Root cause", "Remark", 1), encoding="utf-8")
    done = learn(folder)
    assert done.code == 2
    assert "no column holds causes; name it with --cause-column, or give --labels FILE" in done.err
    both = learn(folder, "--labels", "labels.csv", "--cause-column", "Remark")
    assert (both.code, "give one of them" in both.err) == (2, True)


def test_nothing_is_learned_on_top_of_what_was_learned_before(folder: Path) -> None:
    learn(folder, "--cause-column", "Root cause")
    done = run_here(
        "learn", "log.csv", "--rules", "learned.yaml", "--cause-column", "Root cause", "-o", "more.yaml", folder=folder
    )
    assert done.code == 2
    assert "is overridden twice); learn with its base" in done.err
    assert not (folder / "more.yaml").exists()
