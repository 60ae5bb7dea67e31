"""The benchmark program: it measures what it says, in the order it says, and tells goals that are missed."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import bench
import pytest
from bench_measuring import Contender, Goal, Section, measure, ratios
from equal_rules import write_rulebook, write_sigma_rules
from generated_log import WRITERS
from generated_log import write_rulebook as write_large_rulebook
from phrase_patterns import phrase_patterns

from cxaudit.engines import ENGINES, CountOptions
from cxaudit.incidents import open_sources
from cxaudit.rulebook import load_rulebook

ROOT = Path(__file__).parents[2]
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
    assert shown.count("goal 9 CPU seconds: met.") == 2
    assert shown.count("goal 0 CPU seconds: MISSED.") == 1
    assert "x is left out." in (tmp_path / "table.md").read_text(encoding="utf-8")


def test_the_ratio_is_to_the_first_and_a_goal_may_count_over_another() -> None:
    lines = list(bench.table(Section("S", (QUICK, BUSY)), {"quick": 0.1, "busy": 0.25}))
    assert lines[-2] == "| busy  |       0.250 |   2.5 |"
    assert bench.counted(Goal("busy", 1, above="quick"), {"quick": 0.1, "busy": 0.25}) == pytest.approx(0.15)


def test_ratios_may_be_to_another_and_rows_and_bytes_are_told_by_the_second() -> None:
    reading = Contender("reading", QUICK.command, rows=1_000, size=5_000_000)
    alone = Contender("alone", QUICK.command, against="reading", rows=1_000, size=5_000_000)
    section = Section("S", (QUICK, reading, alone))
    times = {"quick": 0.1, "reading": 0.2, "alone": 0.05}
    assert ratios(section.contenders, times) == {"quick": 1.0, "reading": 2.0, "alone": 0.25}
    lines = list(bench.table(section, times))
    assert lines[-2] == "| alone   |       0.050 |  0.25 |    20,000 |  100.0 |"


def test_a_work_tells_its_own_time_which_stands_for_more_of_the_same() -> None:
    telling = Contender("telling", (sys.executable, "-I", "-c", "print('so'); print(0.5)"), tells=True, times=4)
    assert measure((telling,), 1) == {"telling": 2.0}


def test_a_section_may_measure_something_else_than_time() -> None:
    section = Section("S", (QUICK,), unit="MB")
    assert (
        next(line for line in bench.table(section, {"quick": 120.0}) if "ratio" in line).split("|")[2].strip() == "MB"
    )


def test_a_ratio_below_its_floor_fails_the_run_and_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = (
        "import sys; from bench_measuring import Contender, Section\n"
        "FLOORS = {'busy': FLOOR}\n"
        "def section(scratch):\n"
        "    ours = Contender('ours', (sys.executable, '-I', '-c', 'pass'))\n"
        "    busy = Contender('busy', (sys.executable, '-I', '-c', 'sum(i * i for i in range(2_000_000))'))\n"
        "    return Section('A section', (ours, busy))\n"
    )
    monkeypatch.setattr(bench, "_HERE", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name, floor in (("low", "1.1"), ("high", "1000")):
        (tmp_path / f"section_{name}.py").write_text(written.replace("FLOOR}", f"{floor}}}"), encoding="utf-8")
    assert bench.main(["low", "--runs", "1"]) == 0
    assert "FELL" not in capsys.readouterr().out
    assert bench.main(["high", "--runs", "1"]) == 1
    (told,) = (line for line in capsys.readouterr().out.splitlines() if "FELL" in line)
    assert told.startswith("busy: takes ")
    assert told.endswith("times as much as ours, and must take at least 1000.0 times: FELL BELOW ITS FLOOR.")


def test_a_floor_of_no_row_is_told_unless_tools_are_missing() -> None:
    times = {"quick": 0.1, "busy": 0.25}
    (told,) = bench.below(Section("S", (QUICK, BUSY)), times, {"bsy": 1.0})
    assert "NOT MEASURED" in told
    assert list(bench.below(Section("S", (QUICK, BUSY), skipped=("x is left out.",)), times, {"bsy": 1.0})) == []


def test_the_generated_log_is_the_same_in_every_format_and_found_in(tmp_path: Path) -> None:
    write_large_rulebook(tmp_path / "rules", 1_000)
    rulebook = load_rulebook([tmp_path / "rules"])
    tallies = []
    for kind, write in WRITERS.items():
        write(tmp_path / f"log.{kind}", 300)
        counted = ENGINES["local"].count(
            open_sources([str(tmp_path / f"log.{kind}")]), rulebook, CountOptions(workers=1)
        )
        assert (counted.faulty, counted.superseded) == (0, 6)
        tallies.append(replace(counted.tally, evidence=()))
    assert tallies[0].incidents == 294
    assert sum(entry.count for entry in tallies[0].profiles if entry.profile.asserted) > 100
    assert all(tally == tallies[0] for tally in tallies)


def test_the_expressions_that_others_look_for_find_what_the_rules_do() -> None:
    found = phrase_patterns(ROOT / "rules" / "core")
    assert len(found) > 50
    assert any(re.search(pattern, "I was on hold, for an hour wait") for pattern in found)
    assert all(re.search(pattern, "") is None for pattern in found)


def test_the_rules_that_are_compared_are_sound_and_as_many_as_asked_for(tmp_path: Path) -> None:
    write_rulebook(tmp_path / "own", 30)
    write_sigma_rules(tmp_path / "sigma", 30)
    assert len(load_rulebook([tmp_path / "own"]).symptoms) == 30
    assert len(list((tmp_path / "sigma").iterdir())) == 30
