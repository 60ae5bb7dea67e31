"""What was found on site: read strictly, shown, and believed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from inference_clinic import clinic_book, clinic_log
from inference_worlds import HERE

from cxaudit.errors import UsageError
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.judging.site_check_file import ConfirmationsError, read_site_checks
from cxaudit.inference.judging.site_checks import rechecked
from cxaudit.model import CauseStatus, SiteCheck
from cxaudit.planning import make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.model import Diagnosis

QUICK = DiagnosisOptions(draws=200)
BOOK = clinic_book()
LOG = clinic_log(BOOK)


def check(cause: str, verdict: str, date: str = "2026-03-01") -> SiteCheck:
    return SiteCheck(cause, verdict, "quality lead", date, HERE)


def found(*checks: SiteCheck) -> Diagnosis:
    return diagnose(BOOK, LOG, options=replace(QUICK, site_checks=checks))


@pytest.fixture(scope="module")
def plain() -> Diagnosis:
    return found()


def shares(diagnosis: Diagnosis) -> dict[str, float]:
    return {entry.cause: entry.attributed for entry in (*diagnosis.roots, *diagnosis.proximate)}


def test_a_confirmed_cause_keeps_its_figures_and_changes_its_status(plain: Diagnosis) -> None:
    known = found(check("no-roster", "confirmed"))
    entry, before = known.hypothesis("no-roster"), plain.hypothesis("no-roster")
    assert entry is not None
    assert before is not None
    assert (before.status, entry.status) == (CauseStatus.INDICATED, CauseStatus.CONFIRMED)
    assert (entry.prevented, entry.grade) == (before.prevented, before.grade)
    assert entry.site == (check("no-roster", "confirmed"),)


def test_a_refuted_cause_is_switched_off_and_its_share_goes_to_what_else_explains_it(plain: Diagnosis) -> None:
    known = found(check("no-owner", "refuted"))
    entry = known.hypothesis("no-owner")
    assert entry is not None
    assert (entry.status, entry.grade) == (CauseStatus.REFUTED, "D")
    assert entry.prevented == pytest.approx(0.0, abs=1e-6)
    assert entry.rank == len(known.roots)
    before, after = shares(plain), shares(known)
    assert before["no-owner"] > 0.04
    assert after["no-owner"] < 1e-4
    assert after["no-standard"] == pytest.approx(before["no-standard"] + before["no-owner"], abs=0.02)
    assert sum(root.attributed for root in known.roots) + known.unexplained == pytest.approx(1.0, abs=1e-6)


def test_what_only_a_refuted_cause_explained_is_left_unexplained(plain: Diagnosis) -> None:
    known = found(check("no-roster", "refuted"))
    assert plain.unexplained < 0.1
    assert known.unexplained > 0.2


def test_a_cause_in_between_can_be_refuted() -> None:
    known = found(check("dropped-case", "refuted"))
    entry, behind = known.hypothesis("dropped-case"), known.hypothesis("no-owner")
    assert entry is not None
    assert behind is not None
    assert entry.active == pytest.approx(0.0, abs=1e-6)
    assert behind.prevented == pytest.approx(0.0, abs=1e-6)  # it works through that cause alone


def test_a_plan_leaves_refuted_causes_alone() -> None:
    plan = make_plan(BOOK, LOG, found(check("no-roster", "refuted")))
    assert all("no-roster" not in action.causes for action in plan.actions)


def test_the_latest_check_decides_and_all_are_kept() -> None:
    later, earlier = check("no-roster", "confirmed", "2026-05-01"), check("no-roster", "refuted", "2026-04-01")
    entry = found(earlier, later).hypothesis("no-roster")
    assert entry is not None
    assert entry.status is CauseStatus.CONFIRMED
    assert entry.site == (later, earlier)


def test_a_finished_diagnosis_takes_checks_without_new_figures(plain: Diagnosis) -> None:
    known = rechecked(plain, (check("no-roster", "refuted"),))
    entry, before = known.hypothesis("no-roster"), plain.hypothesis("no-roster")
    assert entry is not None
    assert before is not None
    assert (entry.status, entry.prevented) == (CauseStatus.REFUTED, before.prevented)
    assert "figures are those from before" in entry.note


SOUND = """
confirmations:
  - cause: no-roster
    verdict: confirmed
    by: workforce manager
    date: 2026-03-01
    check: Does waiting follow the volume?
    note: "Yes; ask Ann at ann.bell@example.com or +44 20 7946 0958."
"""


def read(folder: Path, text: str, *, redacted: bool = True) -> tuple[SiteCheck, ...]:
    path = folder / "confirmations.yaml"
    path.write_text(text, encoding="utf-8")
    return read_site_checks(path, BOOK, redacted=redacted)


def test_a_file_is_read_and_personal_data_in_it_hidden(tmp_path: Path) -> None:
    [entry] = read(tmp_path, SOUND)
    assert (entry.cause, entry.verdict, entry.by, entry.date) == (
        "no-roster",
        "confirmed",
        "workforce manager",
        "2026-03-01",
    )
    assert entry.location.line == 3
    assert "example.com" not in entry.note
    assert "7946" not in entry.note
    [plain_entry] = read(tmp_path, SOUND, redacted=False)
    assert "ann.bell@example.com" in plain_entry.note


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("no-roster", "no-rooster", r"3:12.*cause 'no-rooster' is not defined.*did you mean 'no-roster'"),
        ("confirmed", "proven", r"4:14.*not one of: confirmed, refuted"),
        ("2026-03-01", "2026-02-30", r"6:11.*must be a day"),
        ("    by: workforce manager\n", "", r"3:5.*must have the key 'by'"),
        ("verdict", "verdikt", r"4:5.*has no key 'verdikt'.*did you mean 'verdict'"),
        ("confirmations:", "checks:", r"2:1.*has no key 'checks'"),
    ],
)
def test_every_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ConfirmationsError) as caught:
        read(tmp_path, SOUND.replace(old, new, 1))
    told = [f"{v.location.line}:{v.location.column} {v.message} {v.help}" for v in caught.value.violations]

    assert any(re.search(fault, line) for line in told), told


def test_two_verdicts_on_one_day_contradict_each_other(tmp_path: Path) -> None:
    twice = SOUND + "  - {cause: no-roster, verdict: refuted, by: auditor, date: 2026-03-01}\n"
    with pytest.raises(ConfirmationsError) as caught:
        read(tmp_path, twice)
    assert "'no-roster' is confirmed and refuted on 2026-03-01" in caught.value.violations[0].message


def test_a_missing_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file of confirmations"):
        read_site_checks(tmp_path / "none.yaml", BOOK)
