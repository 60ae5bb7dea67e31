"""Looks for inputs that crash, hang or break a promise, guided by coverage: `make fuzz`.

    python tests/fuzz/fuzz.py TARGET [SECONDS]

Needs atheris (Linux, CPython), which `make fuzz` installs apart. What it finds lies in `build/fuzz/TARGET/`; move
it, once minimised, to `tests/fuzz/corpus/TARGET/`, where `make test` replays it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# What is looked at for new ways through the program; its libraries are not.
with atheris.instrument_imports(include=["cxaudit", "yaml"]):
    from fuzz_targets import TARGETS

_SECONDS = "200"
_LONGEST = "4096"  # bytes of an input
_HANG = "30"  # seconds, slowed down by being watched, after which an input counts as one that never ends
_MEMORY = "3000"  # megabytes


def main() -> None:
    """Fuzz one target for so many seconds; stops at the first fault."""
    target, seconds = sys.argv[1], (sys.argv[2:] or [_SECONDS])[0]
    found = ROOT / "build" / "fuzz" / target
    (found / "ways").mkdir(parents=True, exist_ok=True)
    dictionary = Path(__file__).parent / f"{target}.dict"
    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-timeout={_HANG}",
        f"-rss_limit_mb={_MEMORY}",
        f"-artifact_prefix={found}/fault-",
        *([f"-dict={dictionary}"] if dictionary.is_file() else []),
        str(found / "ways"),
        str(Path(__file__).parent / "corpus" / target),
    ]
    atheris.Setup(arguments, TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
