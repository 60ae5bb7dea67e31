"""The commands of the README with what they print; run as a program it writes what they print today into the README."""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from command_line import run

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n\$ cxaudit (.*)\n((?:.*\n)*?)```")


@dataclass(frozen=True, slots=True)
class Block:
    """A command, and the standard output that the README shows for it."""

    command: str
    shown: str


def blocks() -> tuple[Block, ...]:
    """Every console block of the README, in order."""
    return tuple(Block(found[1], found[2]) for found in _BLOCK.finditer(README.read_text(encoding="utf-8")))


def printed(folder: Path) -> tuple[str, ...]:
    """What each command prints, run one after the other in `folder`."""
    for name in ("examples", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    return tuple(_printed(block.command, folder) for block in blocks())


def _printed(command: str, folder: Path) -> str:
    arguments = shlex.split(command)
    kept = arguments[: arguments.index(">")] if ">" in arguments else arguments
    done = run(*kept, folder=folder)
    return "" if ">" in arguments else "".join(f"{line.rstrip()}\n" for line in done.out.splitlines())


def main() -> None:
    """Put today's output into the README."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = iter(printed(Path(folder)))
    text = README.read_text(encoding="utf-8")
    changed = _BLOCK.sub(lambda found: f"```console\n$ cxaudit {found[1]}\n{next(outputs)}```", text)
    README.write_text(changed, encoding="utf-8")


if __name__ == "__main__":
    main()
