"""Makes the example logs, what is true of them, and their reports, with the command line that users have.

    python examples/make.py

The logs follow from the seeds below, the reports from the logs and the rulebook; they change only with these.
"""  # noqa: INP001 - a script beside what it makes

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class ExampleLog:
    """A log to make: of which business, in which format, with about how many incidents."""

    business: str
    suffix: str
    incidents: int
    seed: int


EXAMPLES = (ExampleLog("telecom", "csv", 1_500, 1), ExampleLog("airline", "jsonl", 1_350, 1))


def main() -> None:
    """Make every example anew; a command that fails stops it with that command's message and exit code."""
    for example in EXAMPLES:
        log, name = f"examples/{example.business}.{example.suffix}", example.business
        size = ("--incidents", str(example.incidents), "--seed", str(example.seed))
        _cxaudit("simulate", name, "-o", log, *size, "--truth", f"examples/{name}.truth.json")
        _cxaudit("analyze", log, "-o", f"examples/{name}.report.md", "--quiet")


def _cxaudit(*arguments: str) -> None:
    done = subprocess.run((sys.executable, "-m", "cxaudit", *arguments), cwd=HERE.parent, check=False)  # noqa: S603 - our own program
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
