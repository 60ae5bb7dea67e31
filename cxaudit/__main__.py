"""The entry point: answers `--version` at once, and turns every error into one sentence and its exit code."""

from __future__ import annotations

import gc
import sys

OBJECTS = 200_000  # new objects after which garbage in circles is looked for; Python's own number is hundreds


def main() -> None:
    """Run the command line and exit: 0 done, 1 a threshold was met, 2 usage or rulebook, 3 input, 70 a bug of ours."""
    if sys.argv[1:] == ["--version"]:
        from cxaudit import __version__  # noqa: PLC0415 - nothing else is needed

        sys.stdout.write(f"cxaudit {__version__}\n")
        sys.exit(0)
    # Nearly all that is made, modules or millions of events, lasts to the end, and every look goes through it.
    gc.set_threshold(OBJECTS)
    from cxaudit.cli import run  # noqa: PLC0415 - Typer costs start-up time

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
