"""`cxaudit plan` through the real command line, on an audit of a small log."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from command_line import run

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
rulebook: {name: small, version: 1.0.0}
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late]}
    caused_by: {no-alarm: often}
    examples: {match: ["It was late."], no_match: ["It was on time."]}
  - id: rude-staff
    title: Staff were rude
    severity: critical
    detect: {phrase: [rude]}
    caused_by: {wrong-people: often}
    examples: {match: ["He was rude."], no_match: ["She was kind."]}
causes:
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common, remedies: [set-alarm]}
  - id: wrong-people
    title: Nobody is hired for manners
    family: culture
    area: customer-engagement-skills
    prior: common
    remedies: [hire-well]
remedies:
  - id: set-alarm
    title: "=Set an alarm"
    kind: process
    action: preventive
    strength: stronger
    phase: system-shift
    owner: Operations manager
    effort: {days: [1, 2, 4]}
    effect: {reduces: no-alarm, by: [0.3, 0.5, 0.7]}
    verify: {measure: rate, of: late-delivery, target: -30%, within: 90 days}
  - id: hire-well
    title: Hire for manners
    kind: people
    action: containment
    strength: intermediate
    phase: disturb-the-norm
    owner: HR director
    effort: {days: [5, 10, 20]}
    effect: {reduces: wrong-people, by: [0.2, 0.3, 0.5]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("plan")
    (found / "small.yaml").write_text(RULES, encoding="utf-8")
    lines = ["id,opened_at,text"]
    for number in range(120):
        said = " ".join(["It came late."] * (number % 3 == 0) + ["He was rude."] * (number % 5 == 0)) or "Thanks"
        lines.append(f"{number},2025-{1 + number // 28:02d}-{1 + number % 28:02d},{said}")
    (found / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("analyze", "log.csv", "--rules", "small.yaml", "-o", "audit.json", "-q", folder=found)
    assert done.code == 0, done.err
    (found / "log.csv").unlink()  # replanning needs no log
    return found


def test_without_limits_it_is_the_plan_of_the_audit(folder: Path) -> None:
    done = run("plan", "audit.json", "--rules", "small.yaml", "-f", "json", folder=folder)
    assert done.code == 0, done.err
    plan = json.loads(done.out)["plan"]
    assert plan == json.loads((folder / "audit.json").read_bytes())["plan"]
    assert sorted(action["remedy"] for action in plan["actions"]) == ["hire-well", "set-alarm"]


def test_the_summary_says_what_who_when_how_much_and_what_is_left_out(folder: Path) -> None:
    done = run("plan", "audit.json", "--rules", "small.yaml", "--max-days", "5", folder=folder)
    assert done.code == 0, done.err
    assert "Plan: 1 action for 2 (1–4) person-days" in done.out
    assert "90% interval" in done.out
    assert "(Operations manager)" in done.out
    assert "day 30" in done.out
    assert "Hire for manners" in done.out
    assert "a likely effort of at most 5 person-days" in done.out
    assert "this plan" in done.out
    assert "\x1b" not in done.out


def test_money_appears_only_with_the_assumption_that_makes_it(folder: Path) -> None:
    plain = run("plan", "audit.json", "--rules", "small.yaml", "-f", "markdown", folder=folder)
    assert "cost of" not in plain.out.replace("cost of not deciding", "").replace("Cost of not deciding", "")
    done = run("plan", "audit.json", "--rules", "small.yaml", "--day-rate", "500", "-f", "markdown", folder=folder)
    assert "a person-day costs 500 (assumed on the command line, not measured)" in done.out
    assert "6,000 (3,000–12,000)" in done.out


def test_the_markdown_tells_of_missing_kinds_of_action_phases_and_the_first_ninety_days(folder: Path) -> None:
    done = run("plan", "audit.json", "--rules", "small.yaml", "-f", "md", folder=folder)
    for said in (
        "no containment and no corrective action in the rulebook",
        "1. Disturb the norm",
        "Days 1–30",
        "HR director",
        "this plan",
    ):
        assert said in done.out


def test_a_new_audit_holds_the_new_plan_and_can_be_planned_again(folder: Path) -> None:
    arguments = ("--rules", "small.yaml", "--max-days", "5")
    done = run(
        "plan", "audit.json", *arguments, "-o", "new.audit.json", "-o", "plan.md", "-o", "plan.csv", folder=folder
    )
    assert done.code == 0, done.err
    old, new = (json.loads((folder / name).read_bytes()) for name in ("audit.json", "new.audit.json"))
    assert {key for key in old if old[key] != new[key]} == {"plan"}
    again = run("plan", "new.audit.json", "--rules", "small.yaml", "-f", "json", folder=folder)
    assert json.loads(again.out)["plan"] == old["plan"]
    report = run("render", "new.audit.json", "-f", "md", folder=folder)
    assert "a likely effort of at most 5 person-days" in report.out


def test_a_spreadsheet_takes_no_title_for_a_formula(folder: Path) -> None:
    done = run("plan", "audit.json", "--rules", "small.yaml", "-f", "csv", folder=folder)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["title"] for row in rows} == {"'=Set an alarm", "Hire for manners"}
    alarm = next(row for row in rows if row["remedy"] == "set-alarm")
    assert float(alarm["prevents_low"]) < float(alarm["prevents"]) < float(alarm["prevents_high"])
    assert alarm["target"] == "" or float(alarm["target"]) < 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "was made with rulebook 'small'"),
        (("--rules", "small.yaml", "--include", "set-alarn"), "did you mean 'set-alarm'?"),
        (("--rules", "small.yaml", "--budget", "100"), "--day-rate"),
        (("--rules", "small.yaml", "--capacity", "HR director"), "is not a number"),
        (("--rules", "small.yaml", "--capacity", "3", "--capacity", "4"), "twice"),
        (("--rules", "small.yaml", "--max-days", "1", "--include", "hire-well"), "no plan keeps these limits"),
        (("--rules", "small.yaml", "-f", "pdf"), "format 'pdf' is not known"),
        (("--rules", "small.yaml", "-o", "plan.xlsx"), "must end in"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("plan", "audit.json", *arguments, folder=folder)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert done.out == ""


def test_an_audit_of_an_earlier_version_is_refused(folder: Path) -> None:
    audit = json.loads((folder / "audit.json").read_bytes())
    del audit["diagnosis"]["paths"]
    (folder / "early.audit.json").write_text(json.dumps(audit), encoding="utf-8")
    done = run("plan", "early.audit.json", "--rules", "small.yaml", folder=folder)
    assert done.code == 2
    assert "analyze the log again" in done.err


def test_a_damaged_audit_is_refused(folder: Path) -> None:
    audit = json.loads((folder / "audit.json").read_bytes())
    audit["diagnosis"]["paths"]["worlds"][0][0][0] = 10_000
    (folder / "damaged.audit.json").write_text(json.dumps(audit), encoding="utf-8")
    done = run("plan", "damaged.audit.json", "--rules", "small.yaml", folder=folder)
    assert done.code == 3
    assert "is damaged" in done.err


def test_the_same_limits_give_the_same_bytes(folder: Path) -> None:
    first, second = (
        run("plan", "audit.json", "--rules", "small.yaml", "--max-days", "11", "-f", "json", folder=folder)
        for _ in range(2)
    )
    assert first.out == second.out
