"""How long it takes to check five hundred rules in as many files, beside other tools that check rules in YAML."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from bench_measuring import Contender, Goal, Section
from equal_rules import write_rulebook, write_sigma_rules

_RULES = 500
_GOAL = 0.5  # seconds
_OURS = "cxaudit rules check"
_TOOLS = Path(sys.prefix) / "bench"  # kept, because it takes a while; `make clean` removes it
_SIGMA_FINDS = (0, 1)  # it has opinions on titles and tags, which do not matter here


def section(scratch: Path) -> Section:
    """`rules check`, yamllint on the same files, and `sigma check` on the same rules in its own language."""
    write_rulebook(scratch / "own", _RULES)
    write_sigma_rules(scratch / "sigma", _RULES)
    program = Path(sys.executable).with_name("cxaudit")
    contenders = [Contender(_OURS, (str(program), "rules", "check", "own"), scratch)]
    skipped = []
    others = (
        ("yamllint", "yamllint", ("-d", "relaxed", "own"), (0,)),
        ("sigma-cli", "sigma", ("check", "sigma"), _SIGMA_FINDS),
    )
    for package, name, arguments, accepted in others:
        tool = _installed(package, name)
        if tool is None:
            skipped.append(f"{package} could not be installed and is left out.")
        else:
            called = " ".join((name, *(word for word in arguments if word == "check")))
            contenders.append(Contender(called, (str(tool), *arguments), scratch, accepted))
    title = f"Checking {_RULES} rules in {_RULES} files"
    return Section(title, tuple(contenders), (Goal(_OURS, _GOAL),), tuple(skipped))


def _installed(package: str, name: str) -> Path | None:
    """The program `name` of a package, installed apart; None when that is not possible."""
    tool = _TOOLS / "bin" / name
    if tool.exists():
        return tool
    if not (_TOOLS / "bin" / "python").exists():
        venv.create(_TOOLS, with_pip=True)
    command = [
        str(_TOOLS / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        package,
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    return tool if done.returncode == 0 and tool.exists() else None
