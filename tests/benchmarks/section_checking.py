"""How long it takes to check five hundred rules in as many files, beside other tools that check rules in YAML."""

from __future__ import annotations

import sys
from pathlib import Path

import bench_tools
from bench_measuring import Contender, Goal, Section
from equal_rules import write_rulebook, write_sigma_rules

_RULES = 500
_GOAL = 0.5  # seconds
_OURS = "cxaudit rules check"
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
        tool = bench_tools.program(package, name)
        if tool is None:
            skipped.append(f"{package} could not be installed and is left out.")
        else:
            called = " ".join((name, *(word for word in arguments if word == "check")))
            contenders.append(Contender(called, (str(tool), *arguments), scratch, accepted))
    title = f"Checking {_RULES} rules in {_RULES} files"
    return Section(title, tuple(contenders), (Goal(_OURS, _GOAL),), tuple(skipped))
