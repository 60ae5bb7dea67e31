"""`cxaudit rules mutate` as a maintainer runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from mutation_rules import RULES, written_rules

if TYPE_CHECKING:
    from pathlib import Path

DETECT = "any: [{phrase: [late, rude]}, {field: {satisfaction: '<= 2'}}]"
EXAMPLES = "match: [late, {text: x, satisfaction: '2'}]\nno_match: [lately, {text: x, satisfaction: '3'}]"
SCENARIO = """\
scenarios:
  - name: Parcels that came late
    incidents:
      - {text: It came late, times: 20}
      - {text: Thank you, times: 20}
    causes: [no-alarm]
"""


def run(folder: Path, *arguments: object, scenarios: bool = True) -> tuple[int, str, str]:
    judges = ["--scenarios"] if scenarios else []
    command = [sys.executable, "-m", "cxaudit", "rules", "mutate", *judges, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    return done.returncode, done.stdout, done.stderr


def test_the_text_names_each_survivor_its_place_and_the_example_to_add(tmp_path: Path) -> None:
    written_rules(tmp_path, DETECT, EXAMPLES)
    code, out, err = run(tmp_path, "rules.yaml")
    assert (code, err) == (0, "")
    assert out == (
        "operator          mutants  killed  survived  redundant  share\n"
        "drop-alternative        2       1         1          0   50 %\n"
        "drop-condition          2       2         0          0  100 %\n"
        "drop-boundary           1       1         0          0  100 %\n"
        "shift-threshold         2       2         0          0  100 %\n"
        "swap-any-all            1       1         0          0  100 %\n"
        "repoint-cause           1       0         1          0    0 %\n"
        "all                     9       7         2          0   77 %\n"
        "\n"
        "77 % of 9 mutants killed, 0 redundant — 1 symptom, 4 examples, 0 scenarios\n"
        "\n"
        "2 survivors. To kill them, add these examples, as sentences:\n"
        "\n"
        "examples:\n"
        "  seen:\n"
        "    match:\n"
        "      # rules.yaml:7:29: dropped 'rude'\n"
        '      - "rude"\n'
        "    # rules.yaml:8:17: caused_by 'no-alarm' became 'no-time';"
        " add a scenario that shows 'seen' and expects the cause 'no-alarm' to lead\n"
    )


def test_scenarios_and_what_only_they_notice_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    written_rules(tmp_path, DETECT, EXAMPLES)
    (tmp_path / "late.test.yaml").write_text(SCENARIO)
    code, out, _ = run(tmp_path, ".", "--format", "json", scenarios=False)
    assert code == 0
    assert json.loads(out)["tested"]["scenarios"] == 0
    assert "repoint-cause" not in out


def test_a_scenario_kills_the_mutant_that_points_to_another_cause(tmp_path: Path) -> None:
    written_rules(tmp_path, DETECT, EXAMPLES)
    (tmp_path / "late.test.yaml").write_text(SCENARIO)
    code, out, _ = run(tmp_path, ".", "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert report["tested"] == {"symptoms": 1, "examples": 4, "scenarios": 1, "failing": 0}
    assert [entry["done"] for entry in report["survivors"]] == ["dropped 'rude'"]


def test_a_scenario_that_fails_on_the_rulebook_judges_nothing(tmp_path: Path) -> None:
    written_rules(tmp_path, DETECT, EXAMPLES)
    (tmp_path / "late.test.yaml").write_text(SCENARIO.replace("[no-alarm]", "[no-time]"))
    _, out, _ = run(tmp_path, ".")
    assert "0 scenarios; 1 failing test left out" in out
    assert "repoint-cause           1       0         1" in out


def test_the_examples_written_are_a_scenario_file_after_which_all_are_killed(tmp_path: Path) -> None:
    detect = "any: [{phrase: [late, 'no', '*n''t say', café]}, {field: {satisfaction: '<= 2', channel: web}}]"
    written_rules(tmp_path, detect, "match: [late]\nno_match: [on time]")
    code, _, err = run(tmp_path, ".", "--write-examples", "new.test.yaml", "--format", "json")
    assert code == 0
    assert err == "cxaudit: written to new.test.yaml, for 7 survivors\n"
    content = (tmp_path / "new.test.yaml").read_text()
    assert "# rules.yaml:7:29: dropped 'no'" in content
    assert "no" in yaml.safe_load(content)["examples"]["seen"]["match"]
    code, out, _ = run(tmp_path, ".", "--format", "json", "--min-killed", "90")
    assert [entry["operator"] for entry in json.loads(out)["survivors"]] == ["repoint-cause"]
    assert code == 0


def test_nothing_is_written_when_there_is_no_example_to_add(tmp_path: Path) -> None:
    written_rules(tmp_path, "phrase: late", "match: [late]\nno_match: [lately]")
    code, _, err = run(tmp_path, ".", "--write-examples", "new.test.yaml")
    assert (code, err) == (0, "cxaudit: there are no examples to add; new.test.yaml is not written\n")
    assert not (tmp_path / "new.test.yaml").exists()


@pytest.mark.parametrize(("least", "code"), [(77, 0), (78, 1)])
def test_the_share_killed_is_held_against_the_least_rounded_down(least: int, code: int, tmp_path: Path) -> None:
    written_rules(tmp_path, DETECT, EXAMPLES)
    assert run(tmp_path, "rules.yaml", "--min-killed", least)[0] == code


def test_only_the_symptoms_asked_for_are_broken(tmp_path: Path) -> None:
    text = RULES.format(detect="      phrase: [late, rude]", examples="      match: [late]")
    other = text[text.index("  - id: seen") : text.index("causes:\n")].replace("id: seen", "id: other")
    (tmp_path / "rules.yaml").write_text(text.replace("causes:\n", f"{other}causes:\n", 1))
    _, out, _ = run(tmp_path, "rules.yaml", "--only", "other", "--format", "json")
    assert {entry["symptom"] for entry in json.loads(out)["survivors"]} == {"other"}
    code, _, err = run(tmp_path, "rules.yaml", "--only", "othre")
    assert code == 2
    assert "--only: there is no symptom 'othre'; did you mean 'other'?" in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--format", "xml"], 2, "--format: 'xml' is none of text, json, markdown; choose one"),
        (["--write-examples", "new.yaml"], 2, "must end in .test.yaml"),
        (["--output", "nowhere/out.txt"], 2, "the folder nowhere does not exist"),
        (["--min-killed", "101"], 2, "101"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(arguments: list[str], code: int, told: str, tmp_path: Path) -> None:
    written_rules(tmp_path, DETECT, EXAMPLES)
    result = run(tmp_path, "rules.yaml", *arguments)
    assert result[0] == code
    assert told in result[2]
    assert "Traceback" not in result[2]


def test_a_rulebook_without_any_test_is_not_checked(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        RULES.format(detect="      phrase: late", examples="").replace("    examples:\n", "")
    )
    code, out, err = run(tmp_path, "rules.yaml")
    assert (code, out) == (3, "")
    assert "no symptom has an example and there is no scenario" in err


def test_the_formats_agree_on_every_number(tmp_path: Path) -> None:
    written_rules(tmp_path, "phrase: [late, very late, rude]", "match: [late]\nno_match: [lately]")
    text, markdown = run(tmp_path, "rules.yaml")[1], run(tmp_path, "rules.yaml", "--format", "markdown")[1]
    report = json.loads(run(tmp_path, "rules.yaml", "--format", "json")[1])
    summary = report["summary"]
    numbers = [summary[name] for name in ("mutants", "killed", "survived", "redundant")]
    row = next(line for line in text.splitlines() if line.startswith("all"))
    assert row.split()[1:5] == [str(number) for number in numbers]
    assert f"| all | {' | '.join(map(str, numbers))} | {summary['percent']} % |" in markdown
    assert len(report["survivors"]) == summary["survived"] == sum(entry["survived"] for entry in report["operators"])
    assert "| `rules.yaml:7:22` | `dropped 'very late'` | `rules.yaml:7:16` |" in markdown
