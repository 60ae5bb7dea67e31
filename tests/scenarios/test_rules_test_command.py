"""`cxaudit rules test` as a user runs it: what it prints, and the code it ends with."""

import json
import re
from pathlib import Path

import pytest
from scenario_trial import MOSTLY_LATE, RULES, rulebook, run

BROKEN = """\
examples:
  late-delivery:
    match: [It was late., It was punctual.]
scenarios:
  - name: Rude and nothing else
    incidents:
      - {text: He was rude., times: 30, not_shows: [rude-staff]}
      - {text: Fine., shows: [low-score]}
    causes: [no-alarm]
    first_remedy: set-alarm
"""
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")


def test_what_holds_passes_and_is_counted(tmp_path: Path) -> None:
    rulebook(tmp_path, "examples: {late-delivery: {match: [late again]}}\n" + MOSTLY_LATE)
    done = run("test", "rules", folder=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("— 5 symptoms, 3 causes, 2 remedies in 2 files, 5 examples, 1 scenario\n")


def test_what_fails_is_told_at_the_value_that_failed(tmp_path: Path) -> None:
    rulebook(tmp_path, BROKEN)
    done = run("test", "rules", "--format", "concise", folder=tmp_path)
    assert done.code == 1
    assert re.findall(r"a\.test\.yaml:(\d+:\d+): error\[([a-z-]+)\]", done.out) == [
        ("3:27", "example-failed"),
        ("7:53", "scenario-failed"),
        ("8:31", "scenario-failed"),
        ("9:14", "scenario-failed"),
        ("10:19", "scenario-failed"),
    ]


def test_every_format_ends_with_the_same_code_and_names_the_same_lines(tmp_path: Path) -> None:
    rulebook(tmp_path, BROKEN)
    shown = {name: run("test", "rules", "-f", name, "--coverage", folder=tmp_path) for name in FORMATS}
    assert {name: done.code for name, done in shown.items()} == dict.fromkeys(FORMATS, 1)
    lines = {
        "text": re.findall(r"a\.test\.yaml:(\d+):\d+: error", shown["text"].out),
        "json": [entry["line"] for entry in json.loads(shown["json"].out)["violations"]],
        "sarif": [
            result["locations"][0]["physicalLocation"]["region"]["startLine"]
            for result in json.loads(shown["sarif"].out)["runs"][0]["results"]
        ],
        "github": re.findall(r"::error file=[^,]*a\.test\.yaml,line=(\d+)", shown["github"].out),
        "gitlab": [entry["location"]["lines"]["begin"] for entry in json.loads(shown["gitlab"].out)],
        "junit": re.findall(r'file="[^"]*" line="(\d+)"', shown["junit"].out),
        "markdown": re.findall(r"a\.test\.yaml:(\d+):\d+ \|", shown["markdown"].out),
    }
    for name, found in lines.items():
        assert [int(line) for line in found] == [3, 7, 8, 9, 10], name


@pytest.mark.parametrize(
    ("scenarios", "code", "check"),
    [
        ("examples: {nobody-knows: {match: [x]}}", 1, "undefined-symptom"),
        ("scenarios: [{name: a, causes: [nobody-knows], incidents: [{text: x}]}]", 1, "undefined-cause"),
        ("scenarios: [{name: a, first_remedy: nobody-knows, incidents: [{text: x}]}]", 1, "undefined-remedy"),
        ("examples: {}", 3, "no-tests"),
        ("examples: [", 1, "syntax"),
    ],
)
def test_what_tests_nothing_is_never_a_pass(tmp_path: Path, scenarios: str, code: int, check: str) -> None:
    rulebook(tmp_path, scenarios)
    done = run("test", "rules", "-f", "concise", folder=tmp_path)
    assert done.code == code
    assert f"error[{check}]" in done.out
    assert "Traceback" not in done.err


def test_no_test_at_all_is_told_and_ends_with_3(tmp_path: Path) -> None:
    bare = re.sub(r"    examples: .*\n", "", RULES)
    (tmp_path / "small.yaml").write_text(bare)
    done = run("test", "small.yaml", folder=tmp_path)
    assert (done.code, "error[no-examples]" in done.out) == (3, True)


def test_a_file_that_cannot_be_read_ends_with_3_and_hides_nothing(tmp_path: Path) -> None:
    path = rulebook(tmp_path, BROKEN)
    (path / "z.test.yaml").symlink_to(path / "nowhere")
    done = run("test", "rules", "-f", "concise", folder=tmp_path)
    assert done.code == 3
    assert "rules/z.test.yaml:1:1: error[unreadable]" in done.out
    assert done.out.count("scenario-failed") == 4


def test_faults_of_the_rulebook_and_of_scenario_files_are_told_together(tmp_path: Path) -> None:
    path = rulebook(tmp_path, "examples: {late-delivary: {match: [x]}}")
    (path / "small.yaml").write_text(RULES.replace("severity: critical", "severity: high"))
    done = run("test", "rules", "-f", "concise", folder=tmp_path)
    assert (done.code, done.err) == (1, "cxaudit: mend these first; no test has been run\n")
    assert re.findall(r"error\[([a-z-]+)\]", done.out) == ["undefined-symptom", "not-one-of"]


def test_a_scenario_file_can_be_named_beside_a_rulebook_or_alone(tmp_path: Path) -> None:
    rulebook(tmp_path)
    (tmp_path / "apart.test.yaml").write_text(MOSTLY_LATE)
    beside = run("test", "rules/small.yaml", "apart.test.yaml", folder=tmp_path)
    assert (beside.code, beside.out.rsplit(", ", 1)[1]) == (0, "1 scenario\n")
    alone = run("test", "apart.test.yaml", "-k", "Mostly late", "-f", "concise", folder=tmp_path)
    assert alone.code != 0
    assert "error[undefined-symptom] symptom 'late-delivery' is not defined" in alone.out + alone.err


def test_standard_input_is_a_rulebook_as_before(tmp_path: Path) -> None:
    (tmp_path / "apart.test.yaml").write_text(MOSTLY_LATE)
    done = run("test", "-", "apart.test.yaml", folder=tmp_path, given=RULES.encode())
    assert (done.code, done.out.rsplit("files, ", 1)[1]) == (0, "4 examples, 1 scenario\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone.test.yaml",), "there is no scenario file at gone.test.yaml"),
        (("rules", "--only", "rudestaff"), "did you mean 'rude-staff'?"),
        (("rules", "--min-coverage", "101"), "'101' is neither a percentage nor KIND=PERCENTAGE"),
        (("rules", "--min-coverage", "rules=10"), "of alternatives, conditions, edges"),
    ],
)
def test_what_was_mistyped_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    rulebook(tmp_path)
    done = run("test", *arguments, folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_explanations_show_which_part_failed_in_the_text_format_alone(tmp_path: Path) -> None:
    rulebook(tmp_path, BROKEN)
    done = run("test", "rules", "--explain", folder=tmp_path)
    assert done.code == 1
    assert "rules/more/a.test.yaml:3:27: this example must show 'late-delivery'\n    \"It was punctual.\"\n" in done.out
    assert "  ✗ phrase: none of 2 alternatives matches  (rules/small.yaml:5:22)\n" in done.out
    assert '✓ phrase: "rude" is matched by rude  (rules/small.yaml:11:23)\n' in done.out
    assert "    1. nobody-hired-for-manners " in done.out
    assert "  the plan begins with hire-well" in done.out
    for name in ("concise", "json"):
        plain, explained = (run("test", "rules", "-f", name, *more, folder=tmp_path) for more in ((), ("--explain",)))
        assert plain == explained


def test_only_runs_what_is_named_and_explains_all_of_it(tmp_path: Path) -> None:
    rulebook(tmp_path, BROKEN)
    done = run("test", "rules", "--only", "rude-staff", "--explain", folder=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.count("this example must") == 2
    assert done.out.endswith(" 2 examples\n")
    part = run("test", "rules", "-k", "rude-staff", "--coverage", folder=tmp_path)
    assert re.findall(r"  (\w+) +(\d+) of +(\d+) ", part.out) == [("alternatives", "2", "2"), ("conditions", "3", "3")]
    story = run("test", "rules", "-k", "NOTHING ELSE", folder=tmp_path)
    assert (story.code, story.out.rsplit("files, ", 1)[1]) == (1, "0 examples, 1 scenario\n")


def test_coverage_is_shown_and_held_against_the_least(tmp_path: Path) -> None:
    rulebook(tmp_path, MOSTLY_LATE)
    done = run("test", "rules", "--coverage", folder=tmp_path)
    assert done.code == 0
    assert re.findall(r"  (\w+) +(\d+) of +(\d+) +(\d+) %", done.out) == [
        ("alternatives", "3", "6", "50"),
        ("conditions", "4", "7", "57"),
        ("edges", "3", "6", "50"),
    ]
    assert "rules/small.yaml:5:29  alternative  never arrived\n" in done.out
    assert run("test", "rules", "--min-coverage", "50", folder=tmp_path).code == 0
    missed = run("test", "rules", "--min-coverage", "50", "--min-coverage", "edges=51", "-f", "sarif", folder=tmp_path)
    assert (missed.code, missed.err) == (1, "cxaudit: coverage of edges is 50 %, below the 51 % asked for\n")


def test_coverage_is_in_the_json_in_full_and_in_the_markdown_as_tables(tmp_path: Path) -> None:
    rulebook(tmp_path, MOSTLY_LATE)
    told = json.loads(run("test", "rules", "--min-coverage", "edges=1", "-f", "json", folder=tmp_path).out)["coverage"]
    assert told["figures"]["edges"] == {"covered": 3, "total": 6, "percent": 50, "minimum": 1}
    assert told["figures"]["conditions"]["minimum"] is None
    counted = sum(figures["total"] - figures["covered"] for figures in told["figures"].values())
    assert len(told["uncovered"]) == counted
    assert {
        "kind": "alternative",
        "owner": "symptom late-delivery",
        "what": "never arrived",
        "path": "rules/small.yaml",
        "line": 5,
        "column": 29,
    } in told["uncovered"]
    tables = run("test", "rules", "--coverage", "-f", "markdown", folder=tmp_path).out
    assert "| edges | 3 | 6 | 50 % |" in tables
    assert "| alternative `never arrived` | symptom late-delivery | rules/small.yaml:5:29 |" in tables


@pytest.mark.parametrize("slug", ["scenario-failed", "no-tests"])
def test_every_new_violation_has_a_page(tmp_path: Path, slug: str) -> None:
    done = run("explain", slug, folder=tmp_path)
    assert done.code == 0
    assert done.out.startswith(f"{slug}\n\nA scenario")


def test_personal_data_is_found_in_scenario_files_too(tmp_path: Path) -> None:
    rulebook(tmp_path, "examples: {late-delivery: {match: ['late, mail ann.bell@gmail.com']}}\n")
    done = run("test", "rules", "--format", "concise", folder=tmp_path)
    assert done.code == 1
    assert "a.test.yaml:1:" in done.out
    assert "error[personal-data-in-example]" in done.out


def test_notes_on_a_base_are_left_to_whoever_owns_it(tmp_path: Path) -> None:
    rules = tmp_path / "base"
    rules.mkdir()
    (rules / "base.yaml").write_text(RULES.replace("no_match: [", "no_match: [He was rude but on time., ", 1))
    (tmp_path / "ours.yaml").write_text(
        "extends: base\nsymptoms:\n  - {id: lost, title: It was lost, severity: minor, detect: {phrase: [lost]},"
        " caused_by: {no-alarm: often}, examples: {match: [lost], no_match: [found]}}\n"
    )
    assert "fires-on-counter-example" in run("test", "base", folder=tmp_path).out
    done = run("test", "ours.yaml", folder=tmp_path)
    assert (done.code, "fires-on-counter-example" in done.out) == (0, False)
