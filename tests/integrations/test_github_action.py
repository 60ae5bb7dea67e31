"""The GitHub action: its steps run for real, as the runner would, in a scratch repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from scratch_repository import FAILED_EXAMPLE, PROGRAMS, ROOT, RULES, UNDEFINED_CAUSE, environment, repository

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = [step for step in ACTION["runs"]["steps"] if "run" in step]
_INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the job left behind."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str] = field(default_factory=dict)


def run_step(step: dict[str, object], own: Path, runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """A step as the runner does it: inputs put in, its environment files given."""
    given = {name: about.get("default", "") for name, about in ACTION["inputs"].items()} | inputs
    runner.mkdir(exist_ok=True)
    settings = step["env"]
    assert isinstance(settings, dict)
    files = {name: str(runner / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH")}
    added = runner / "GITHUB_PATH"
    paths = added.read_text().split() if added.exists() else []
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(step["run"])],
        cwd=own,
        env={
            **environment(GITHUB_ACTION_PATH=str(ROOT), RUNNER_TEMP=str(runner), **files),
            "PATH": os.pathsep.join([*paths, str(PROGRAMS), os.environ["PATH"]]),
            **{name: _INPUT.sub(lambda found: given[found[1]], value) for name, value in settings.items()},
        },
        capture_output=True,
        text=True,
        check=False,
    )


def check(folder: Path, rules: str, **inputs: str) -> Outcome:
    own, runner = repository(folder / "own", rules__own=rules), folder / "runner"
    [step] = [step for step in STEPS if step.get("id") == "check"]
    done = run_step(step, own, runner, **inputs)
    summary, outputs = runner / "GITHUB_STEP_SUMMARY", runner / "GITHUB_OUTPUT"
    return Outcome(
        done.returncode,
        done.stdout + done.stderr,
        summary.read_text(encoding="utf-8") if summary.exists() else "",
        dict(line.split("=", 1) for line in outputs.read_text().splitlines()) if outputs.exists() else {},
    )


def test_a_sound_rulebook_passes_with_a_summary_and_sarif(tmp_path: Path) -> None:
    outcome = check(tmp_path, RULES)
    assert outcome.code == 0, outcome.log
    assert "::error" not in outcome.log
    assert outcome.summary.startswith("### Rulebook: 0 errors, ")
    assert "\n### Examples: 0 errors, " in outcome.summary
    assert json.loads(Path(outcome.outputs["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_a_broken_rulebook_fails_and_each_fault_is_annotated_once(tmp_path: Path) -> None:
    outcome = check(tmp_path, UNDEFINED_CAUSE)
    assert outcome.code == 1
    assert outcome.log.count("::error file=rules/own.yaml,line=6,col=17,") == 1
    assert "| error | rules/own.yaml:6:17 | `undefined-cause` |" in outcome.summary
    assert "Examples" not in outcome.summary
    [result] = json.loads(Path(outcome.outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "undefined-cause"


def test_a_failed_example_fails_the_job_and_stands_in_the_summary(tmp_path: Path) -> None:
    outcome = check(tmp_path, FAILED_EXAMPLE)
    assert outcome.code == 1
    assert "::error file=rules/own.yaml,line=8,col=15," in outcome.log
    assert "| error | rules/own.yaml:8:15 | `example-failed` |" in outcome.summary


def test_what_fails_the_job_can_be_chosen(tmp_path: Path) -> None:
    assert check(tmp_path / "a", RULES, **{"fail-on": "warning"}).code == 1
    assert check(tmp_path / "b", FAILED_EXAMPLE, **{"fail-on": "never"}).code == 0
    assert check(tmp_path / "c", RULES, **{"fail-on": "sometimes"}).code == 2


@pytest.mark.parametrize("paths", ["nowhere", " ", "rules/own.yaml; touch x", "--help", "$(touch x)"])
def test_paths_that_are_none_fail_the_job_and_are_never_run(tmp_path: Path, paths: str) -> None:
    outcome = check(tmp_path, RULES, paths=paths)
    assert outcome.code == 2, outcome.log
    assert not (tmp_path / "own" / "x").exists()


def test_several_paths_stand_on_a_line_each_and_may_hold_blanks(tmp_path: Path) -> None:
    head, _, causes = RULES.partition("\ncauses:")
    own = tmp_path / "own" / "more rules"
    own.mkdir(parents=True)
    (own / "causes.yaml").write_text(f"causes:{causes}", encoding="utf-8")
    outcome = check(tmp_path, head, paths="\n  rules\n  more rules\n")
    assert outcome.code == 0, outcome.log
    assert "in 2 files" in outcome.summary


def test_the_rulebook_is_held_against_a_log_if_one_is_named(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    rows = "\n".join(f"{number},The parcel was late again" for number in range(300))
    (own / "a log.csv").write_text(f"id,text\n{rows}\n", encoding="utf-8")
    outcome = check(tmp_path, RULES, log="a log.csv")
    assert outcome.code == 0, outcome.log
    assert "no-hits" in outcome.log + outcome.summary or "blind" in outcome.log + outcome.summary


def test_the_action_installs_the_program_it_comes_with(tmp_path: Path) -> None:
    own, runner = repository(tmp_path / "own", rules__own=RULES), tmp_path / "runner"
    for step in STEPS:
        done = run_step(step, own, runner)
        assert done.returncode == 0, done.stderr
    [programs] = (runner / "GITHUB_PATH").read_text().split()
    told = subprocess.run(
        [f"{programs}/python", "-c", "import cxaudit; print(cxaudit.__file__)"],
        cwd=own,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith(str(runner))


def test_every_input_is_used_and_never_put_into_a_command() -> None:
    whole = json.dumps(ACTION["runs"])
    assert {name for name in ACTION["inputs"] if f"inputs.{name} " in whole} == set(ACTION["inputs"])
    assert [step["run"] for step in STEPS if "${{" in step["run"]] == []
    assert ACTION["outputs"]["sarif"]["value"] == "${{ steps.check.outputs.sarif }}"
