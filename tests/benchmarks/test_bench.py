"""The benchmark program: it measures what it says, in the order it says, and tells goals that are missed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import bench
import pytest
from bench_measuring import Contender, Goal, Section, measure
from equal_rules import write_rulebook, write_sigma_rules

from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Contender("quick", (sys.executable, "-I", "-c", "pass"))
BUSY = Contender("busy", (sys.executable, "-I", "-c", "sum(i * i for i in range(2_000_000))"))


def test_cpu_time_is_measured_and_waiting_is_not() -> None:
    waiting = Contender("waiting", (sys.executable, "-I", "-c", "import time; time.sleep(0.3)"))
    times = measure((QUICK, BUSY, waiting), 1)
    assert list(times) == ["quick", "busy", "waiting"]
    assert 0 < times["quick"] < times["busy"]
    assert times["waiting"] < 0.25


def test_a_command_that_fails_stops_the_benchmark_and_is_named() -> None:
    broken = Contender("broken", (sys.executable, "-I", "-c", "raise SystemExit(4)"))
    with pytest.raises(RuntimeError, match="broken: exit code 4"):
        measure((broken,), 1)


def test_standard_input_is_given() -> None:
    program = "import sys; raise SystemExit(sys.stdin.read() != 'x')"
    assert measure((Contender("reading", (sys.executable, "-c", program), given=b"x"),), 1)["reading"] > 0


def test_goals_are_told_met_or_missed_and_missing_one_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = (
        "import sys; from bench_measuring import Contender, Goal, Section\n"
        "def section(scratch):\n"
        "    call = Contender('call', (sys.executable, '-I', '-c', 'pass'), scratch)\n"
        "    return Section('A section', (call,), (Goal('call', GOAL),), ('x is left out.',))\n"
    )
    monkeypatch.setattr(bench, "_HERE", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name, goal in (("generous", "9"), ("stingy", "0")):
        (tmp_path / f"section_{name}.py").write_text(written.replace("GOAL", goal), encoding="utf-8")
    assert bench.names() == ["generous", "stingy"]
    assert bench.main(["generous", "--runs", "1"]) == 0
    assert bench.main(["--runs", "1", "--output", str(tmp_path / "table.md")]) == 1
    shown = capsys.readouterr().out
    assert shown.count("goal 9 s: met.") == 2
    assert shown.count("goal 0 s: MISSED.") == 1
    assert "x is left out." in (tmp_path / "table.md").read_text(encoding="utf-8")


def test_the_ratio_is_to_the_first_and_a_goal_may_count_over_another() -> None:
    lines = list(bench.table(Section("S", (QUICK, BUSY)), {"quick": 0.1, "busy": 0.25}))
    assert lines[-2] == "| busy  |       0.250 |   2.5 |"
    assert bench.counted(Goal("busy", 1, above="quick"), {"quick": 0.1, "busy": 0.25}) == pytest.approx(0.15)


def test_the_rules_that_are_compared_are_sound_and_as_many_as_asked_for(tmp_path: Path) -> None:
    write_rulebook(tmp_path / "own", 30)
    write_sigma_rules(tmp_path / "sigma", 30)
    assert len(load_rulebook([tmp_path / "own"]).symptoms) == 30
    assert len(list((tmp_path / "sigma").iterdir())) == 30
