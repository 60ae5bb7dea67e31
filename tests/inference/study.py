"""The seeded study behind the choice of method.

    python tests/inference/study.py [--worlds 6] [--incidents 10000] [--write]

Worlds of forty causes and eighty symptoms with known truth. Per scenario, as means over worlds: Kendall's τ between
the true and the found order of roots by prevented incidents and how many of the true first three are found, for four
simpler methods, the rulebook's numbers in one pass, and the fit; for the fit also the relative error of the shares, the
coverage of the 90 % intervals, their width, and how often each alarm was raised. `--write` puts the table into
STUDY.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from inference_worlds import kendall, tally_of_flags, true_prevention
from study_rivals import RIVALS
from study_scenarios import SCENARIOS, Scenario, observed, world_of

from cxaudit.inference import diagnose

TWINS = 100_000  # incidents behind each true share
WORTH = 0.005  # true share from which a relative error is taken
METHODS = (*RIVALS, "one pass", "fitted")
TABLE = Path(__file__).with_name("STUDY.md")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well one world was diagnosed: τ and top-3 precision by method, and what only the fit has."""

    agreement: dict[str, float]
    top_three: dict[str, float]
    error: float
    coverage: float
    width: float
    alarms: tuple[str, ...]


def run(scenario: Scenario, seed: int, incidents: int) -> Outcome:
    """One world under `scenario`, diagnosed and held against its truth."""
    world = world_of(scenario, seed)
    tally = tally_of_flags(list(world.truth.symptoms), observed(scenario, world, seed, incidents))
    diagnosis = diagnose(world.written, tally)
    found = {root.cause: root for root in diagnosis.roots}
    names = sorted(found)
    prevented = true_prevention(world.truth, names, TWINS, 500 + seed, scenario.hearing)
    truth = np.array([prevented[name] for name in names])
    scores = {method: rank(world.written, tally) for method, rank in RIVALS.items()}
    scores["one pass"] = {name: -float(found[name].rank_one_pass) for name in names}
    scores["fitted"] = {name: found[name].prevented for name in names}
    intervals = [found[name].prevented_interval for name in names]
    said = np.array([found[name].prevented for name in names])
    worth = truth >= WORTH
    return Outcome(
        {method: kendall([score[name] for name in names], truth.tolist()) for method, score in scores.items()},
        {method: _top_three([score[name] for name in names], truth) for method, score in scores.items()},
        float(np.median(np.abs(said - truth)[worth] / truth[worth])),
        float(np.mean([band.low <= share <= band.high for band, share in zip(intervals, truth, strict=True)])),
        float(np.mean([band.high - band.low for band in intervals]) / np.mean(truth)),
        tuple(alarm.id for alarm in diagnosis.alarms),
    )


def main(arguments: list[str]) -> None:
    """Print the table as it grows, and write it if asked to."""
    parser = argparse.ArgumentParser(description="Diagnose simulated worlds whose causes are known.")
    parser.add_argument("--worlds", type=int, default=6, help="worlds a scenario")
    parser.add_argument("--incidents", type=int, default=10_000, help="incidents a world")
    parser.add_argument("--write", action="store_true", help="put the table into STUDY.md")
    chosen = parser.parse_args(arguments)
    lines = list(_head(chosen.worlds, chosen.incidents))
    sys.stdout.write("\n".join(lines) + "\n")
    for scenario in SCENARIOS:
        outcomes = [run(scenario, seed, chosen.incidents) for seed in range(1, chosen.worlds + 1)]
        lines.append(_line(scenario.name, outcomes))
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    if chosen.write:
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _head(worlds: int, incidents: int) -> tuple[str, ...]:
    columns = ("", *METHODS, "error", "coverage", "width", "alarms")
    return (
        "# The cause model against simpler methods",
        "",
        _explanation(worlds, incidents),
        "",
        "| " + " | ".join(columns) + " |",
        "|" + "---|" * len(columns),
    )


def _explanation(worlds: int, incidents: int) -> str:
    return (
        f"Made by `python tests/inference/study.py --worlds {worlds} --incidents {incidents} --write`. Forty causes "
        "(ten of them roots) and eighty symptoms, with known truth. Methods: Kendall's τ between the true and the "
        "found order of roots by prevented incidents / how many of the true first three are among the first three "
        f"found. Error: median relative error of the fitted shares where the true one is at least {WORTH:.1%}. "
        "Coverage: of the 90 % intervals; width: theirs, as a multiple of the mean share. Alarms: worlds in which each "
        "was raised."
    )


def _line(name: str, outcomes: list[Outcome]) -> str:
    cells = [name]
    for method in METHODS:
        agreement = np.mean([outcome.agreement[method] for outcome in outcomes])
        top_three = np.mean([outcome.top_three[method] for outcome in outcomes])
        cells.append(f"{agreement:.2f} / {top_three:.2f}")
    cells.append(f"{np.mean([outcome.error for outcome in outcomes]):.0%}")
    cells.append(f"{np.mean([outcome.coverage for outcome in outcomes]):.2f}")
    cells.append(f"{np.mean([outcome.width for outcome in outcomes]):.2f}")
    alarms = Counter(alarm for outcome in outcomes for alarm in outcome.alarms)
    cells.append(", ".join(f"{alarm} {count}" for alarm, count in sorted(alarms.items())) or "none")
    return "| " + " | ".join(cells) + " |"


def _top_three(scores: list[float], truth: np.ndarray) -> float:
    """Share of the three truly largest among the three found largest."""
    said = np.argsort(-np.array(scores), kind="stable")[:3]
    return len(set(said.tolist()) & set(np.argsort(-truth, kind="stable")[:3].tolist())) / 3.0


if __name__ == "__main__":
    main(sys.argv[1:])
