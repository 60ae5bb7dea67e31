"""The template for GitLab: its script run line by line, as the runner would, and the reports it names."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
import yaml
from scratch_repository import FAILED_EXAMPLE, ROOT, RULES, UNDEFINED_CAUSE, environment, repository

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = yaml.safe_load((ROOT / ".github/gitlab/cxaudit.gitlab-ci.yml").read_text(encoding="utf-8"))
JOB = TEMPLATE["cxaudit"]
REPORTS = JOB["artifacts"]["reports"]


def run_script(lines: list[str], own: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The lines in one shell that stops at the first that fails, as GitLab's runner has it."""
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(lines)],
        cwd=own,
        env=environment(**{**TEMPLATE["variables"], **variables}),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("rules", "code", "told"),
    [
        (RULES, 0, "0 errors"),
        (UNDEFINED_CAUSE, 1, "error[undefined-cause]"),
        (FAILED_EXAMPLE, 1, "error[example-failed]"),
    ],
    ids=["sound", "undefined-cause", "failed-example"],
)
def test_the_script_tells_checks_and_writes_every_report(tmp_path: Path, rules: str, code: int, told: str) -> None:
    own = repository(tmp_path, rules__own=rules)
    done = run_script(JOB["script"], own)
    assert done.returncode == code, done.stderr
    assert told in done.stdout
    quality = json.loads((own / REPORTS["codequality"]).read_text(encoding="utf-8"))
    assert ("undefined-cause" in {entry["check_name"] for entry in quality}) == (rules == UNDEFINED_CAUSE)
    suites = [ET.parse(own / name).getroot() for name in REPORTS["junit"]]  # noqa: S314 - our own
    assert (sum(int(suite.attrib["failures"]) for suite in suites) > 0) == (code > 0)


def test_what_fails_the_job_and_where_the_rules_are_can_be_chosen(tmp_path: Path) -> None:
    own = repository(tmp_path, more__own=FAILED_EXAMPLE)
    assert run_script(JOB["script"], own, CXAUDIT_PATHS="more", CXAUDIT_FAIL_ON="never").returncode == 0
    assert run_script(JOB["script"], own).returncode == 2, "the folder named by default is not there"


def test_the_job_installs_what_it_is_told_to(tmp_path: Path) -> None:
    own = repository(tmp_path, rules__own=RULES)
    done = run_script([*JOB["before_script"], "command -v cxaudit", *JOB["script"]], own, CXAUDIT_PACKAGE=str(ROOT))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(own / ".cxaudit"))
