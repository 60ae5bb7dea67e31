"""The hooks for pre-commit, run by pre-commit itself in a scratch repository, and as their definition says."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from scratch_repository import FAILED_EXAMPLE, ROOT, RULES, UNDEFINED_CAUSE, environment, git, repository

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
# All that the package is built from; the hooks are read from a commit, so the checkout is copied and committed.
PACKAGE = ("cxaudit", "rules", "templates", "examples")
FILES = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


@dataclass(frozen=True, slots=True)
class Hooks:
    """A commit of this checkout, and where pre-commit keeps the environment it builds from it."""

    copy: Path
    revision: str
    home: Path


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    folder = tmp_path_factory.mktemp("hooks")
    copy = folder / "cxaudit"
    for name in PACKAGE:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    repository(copy)
    return Hooks(copy, git(copy, "rev-parse", "HEAD"), folder / "home")


def configured(folder: Path, hooks: Hooks, rules: str) -> Path:
    config = {
        "repos": [{"repo": str(hooks.copy), "rev": hooks.revision, "hooks": [{"id": hook["id"]} for hook in HOOKS]}]
    }
    repository(folder, rules__own=rules)
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(folder, "add", "--all")
    return folder


def run_hooks(folder: Path, hooks: Hooks) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["pre-commit", "run", "--all-files", "--color=never"],
        cwd=folder,
        env=environment(PRE_COMMIT_HOME=str(hooks.home), COLUMNS="80"),
        capture_output=True,
        text=True,
        check=False,
    )


def outcomes(told: str) -> dict[str, str]:
    names = {hook["name"] for hook in HOOKS}
    lines = [line for line in told.splitlines() if line.partition(".")[0] in names]
    return {line.partition(".")[0]: line.rpartition(".")[2] for line in lines}


def test_pre_commit_runs_every_hook_on_a_sound_rulebook(hooks: Hooks, tmp_path: Path) -> None:
    done = run_hooks(configured(tmp_path / "own", hooks, RULES), hooks)
    assert outcomes(done.stdout) == {hook["name"]: "Passed" for hook in HOOKS}, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("rules", "failing", "told"),
    [
        (UNDEFINED_CAUSE, {"cxaudit rules check", "cxaudit rules test"}, "rules/own.yaml:6:17: error[undefined-cause]"),
        (FAILED_EXAMPLE, {"cxaudit rules test"}, "rules/own.yaml:8:15: error[example-failed]"),
        (RULES.replace("\n\ncauses", "\n\n\ncauses"), {"cxaudit rules fmt --check"}, "rules/own.yaml"),
    ],
)
def test_pre_commit_fails_the_hooks_that_a_fault_concerns(
    hooks: Hooks, tmp_path: Path, rules: str, failing: set[str], told: str
) -> None:
    done = run_hooks(configured(tmp_path / "own", hooks, rules), hooks)
    assert {name for name, outcome in outcomes(done.stdout).items() if outcome == "Failed"} == failing, done.stdout
    assert told in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_a_hook_does_what_its_name_says(hook: dict[str, object], tmp_path: Path) -> None:
    own = repository(tmp_path / "own", rules__own=RULES)
    entry, arguments = hook["entry"], hook["args"]
    assert isinstance(entry, str)
    assert isinstance(arguments, list)
    assert hook["name"] == entry
    done = subprocess.run(
        [*shlex.split(entry), *arguments], cwd=own, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    missing = subprocess.run(
        [*shlex.split(entry), "elsewhere"], cwd=own, env=environment(), capture_output=True, text=True, check=False
    )
    assert missing.returncode == 2, "a rulebook that is not there must not pass"
