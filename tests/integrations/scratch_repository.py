"""A scratch git repository with a rulebook, and an environment in which pip installs this checkout offline."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = """\
symptoms:
  - id: rude-staff
    title: Staff were rude
    severity: major
    detect: {phrase: [rude]}
    caused_by: {burnt-out-staff: often}
    examples:
      match: [She was rude]
      no_match: [She was kind]

causes:
  - id: burnt-out-staff
    title: Staff are burnt out
    family: culture
    area: managerial-practice
    prior: rare
    remedies: [cap-workload]

remedies:
  - id: cap-workload
    title: Cap the workload
    kind: people
    action: preventive
    strength: intermediate
    phase: system-shift
    owner: HR director
    effort: {days: [10, 20, 40]}
    effect: {reduces: burnt-out-staff, by: [0.2, 0.35, 0.5]}
    verify: {measure: rate, of: rude-staff, target: -30%, within: 90 days}
"""
UNDEFINED_CAUSE = RULES.replace("burnt-out-staff: often", "burnt-out: often")
FAILED_EXAMPLE = RULES.replace("She was rude", "She was curt")
PROGRAMS = Path(sys.executable).parent


def environment(**more: str) -> dict[str, str]:
    """The environment with this Python's programs first, and all that keeps pip from asking an index.

    What the package needs is taken from this Python's own libraries, cxaudit itself never: there it is only linked.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # for speed
    return {
        **kept,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # what pip reads as --no-build-isolation
        "PYTHONPATH": sysconfig.get_paths()["purelib"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **more,
    }


def git(folder: Path, *arguments: str) -> str:
    """What git says in `folder`."""
    who = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.org")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=environment(), check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def repository(folder: Path, **files: str) -> Path:
    """A git repository in `folder` with these files, committed; in the names two underscores stand for a slash."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")
    return folder
