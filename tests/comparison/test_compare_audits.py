"""`cxaudit compare`: what changed between two periods."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from comparison_samples import RULES, Outcome, changed, log_text, run, write

GOLDEN = Path(__file__).parent / "golden"


def rows(year: int, late: int) -> list[str]:
    """Four incidents a day over ten weeks, of which `late` in ten came late, one in ten met rude staff."""
    found = []
    for number in range(280):
        day, month = 1 + number // 4 % 28, 1 + number // 112
        said = "It came late" if number % 10 < late else "he was rude" if number % 10 == 9 else "Thanks"
        who = f"c{year}-{number}@example.com"
        found.append(f"{year}-{number},{year}-{month:02d}-{day:02d},{who},Ann Bell,{number % 5 == 0:d},,{said}")
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the audits of two years, the second by two rulebooks."""
    folder = tmp_path_factory.mktemp("desk")
    write(folder / "rules.yaml", RULES)
    write(folder / "other.yaml", changed(("[late, never arrived]", "[late, never arrived, thanks]")))
    for year, late, rules in ((2024, 2, "rules"), (2025, 6, "rules"), (2025, 6, "other")):
        log, audit = f"{year}.csv", f"{year}-{rules}.json"
        write(folder / log, log_text(rows(year, late)))
        done = run("analyze", log, "--rules", f"{rules}.yaml", "-o", audit, "-q", folder=folder)
        assert done.code == 0, done.err
    return folder


def compare(desk: Path, *options: str, old: str = "2024-rules.json", new: str = "2025-rules.json") -> Outcome:
    return run("compare", old, new, *options, folder=desk)


def as_json(desk: Path, old: str = "2024-rules.json", new: str = "2025-rules.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(compare(desk, "-f", "json", old=old, new=new).out)
    return found


def test_rates_are_of_incidents_and_their_ratio_is_that_of_the_rates(desk: Path) -> None:
    rates = {rate["symptom"]: rate for rate in as_json(desk)["rates"]}
    late = rates["late-delivery"]
    assert (late["old"], late["old_seen"], late["new"], late["new_seen"]) == (56, 280, 168, 280)
    assert late["ratio"] == pytest.approx(3.0)
    assert late["interval"]["low"] < 3 < late["interval"]["high"]
    assert late["clear"]
    assert not rates["rude-staff"]["clear"]
    assert rates["rude-staff"]["ratio"] == 1


def test_symptoms_in_markdown_are_as_agreed(desk: Path) -> None:
    done = compare(desk, "-f", "markdown")
    assert done.code == 0
    symptoms = done.out[done.out.index("#### Symptoms") : done.out.index("#### Causes")]
    assert symptoms == (GOLDEN / "compare.md").read_text(encoding="utf-8")


def test_text_begins_with_the_periods_and_the_verdict(desk: Path) -> None:
    lines = compare(desk).out.splitlines()
    assert lines[0] == "Audits compared: 2024-01-01 to 2024-03-14 → 2025-01-01 to 2025-03-14"
    assert lines[1].startswith("Of 3 symptoms seen, 1 clearly rose and 0 clearly fell. The leading cause is")
    assert not any(line.startswith("mind:") for line in lines)


def test_other_rules_are_told_before_any_figure(desk: Path) -> None:
    found = as_json(desk, new="2025-other.json")
    assert "different rulebooks" in found["cautions"][0]
    lines = compare(desk, new="2025-other.json").out.splitlines()
    assert lines[2].startswith("mind: the audits were made with different rulebooks")


def test_an_audit_does_not_differ_from_itself(desk: Path) -> None:
    done = compare(desk, old="2025-rules.json")
    assert done.code == 0
    assert done.out.splitlines()[1:3] == [
        "No difference: both audits hold the same figures.",
        "mind: both audits read the same bytes in 2025.csv, so they are not two samples",
    ]


def test_audits_in_the_wrong_order_are_told(desk: Path) -> None:
    cautions = as_json(desk, old="2025-rules.json", new="2024-rules.json")["cautions"]
    assert cautions == ["the audit named first covers the later period: what is called old is the newer one"]


def test_measures_causes_and_plan_are_those_of_the_audits(desk: Path) -> None:
    found = as_json(desk)
    audits = [json.loads((desk / f"{year}-rules.json").read_text()) for year in (2024, 2025)]
    for side, audit in zip(("old", "new"), audits, strict=True):
        measures = {entry["id"]: entry["value"] for entry in audit["measures"]["headline"]}
        assert all(entry[side] == measures[entry["id"]] for entry in found["measures"])
        failing = audit["diagnosis"]["failing"] / audit["diagnosis"]["incidents"]
        roots = {root["cause"]: failing * root["prevented"] for root in audit["diagnosis"]["roots"]}
        moves = [move for move in found["conclusions"]["causes"] if move[side]]
        assert moves
        assert all(move[side]["prevented"] == pytest.approx(roots[move["cause"]]) for move in moves)
    assert found["failing"] == [audit["diagnosis"]["failing"] for audit in audits]
    assert {entry["id"] for entry in found["measures"]} >= {"failing-share"}


@pytest.mark.parametrize(
    ("old", "code", "said"),
    [("missing.json", 3, "missing.json: cannot be read"), ("2024.csv", 3, "2024.csv: is not a whole audit")],
)
def test_what_is_no_audit_is_one_sentence(desk: Path, old: str, code: int, said: str) -> None:
    done = compare(desk, old=old)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_file_takes_the_place_of_standard_output(desk: Path) -> None:
    done = compare(desk, "-f", "markdown", "-o", "out.md")
    assert (done.code, done.out, done.err) == (0, "", "cxaudit: wrote out.md\n")
    assert (desk / "out.md").read_text(encoding="utf-8") == compare(desk, "-f", "markdown").out
