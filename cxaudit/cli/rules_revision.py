"""A rulebook as it was at a git revision."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@contextmanager
def at_revision(paths: Sequence[Path], revision: str, option: str = "--changed-since") -> Iterator[Mapping[Path, str]]:
    """Copies of the paths as they were, each with what reports call it; those that did not exist are left out.

    `option` is what named the revision, for messages.
    Raises UsageError when the paths are not in a git repository, or it has no such revision.
    """
    with tempfile.TemporaryDirectory(prefix="cxaudit-") as name:
        copies: dict[Path, str] = {}
        unpacked: dict[Path, Path] = {}
        for path in paths:
            folder = path if path.is_dir() else path.parent
            top = Path(_git(option, folder, "rev-parse", "--show-toplevel").decode().strip())
            if top not in unpacked:
                unpacked[top] = Path(name) / str(len(unpacked))
                _unpack(top, revision, unpacked[top], option)
            copy = unpacked[top] / path.resolve().relative_to(top.resolve())
            if copy.exists():
                copies[copy] = path.as_posix()
        yield copies


def _unpack(top: Path, revision: str, folder: Path, option: str) -> None:
    """Put all YAML files of the revision below `folder`."""
    folder.mkdir()
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(option, top, *asked, asked=revision)
    name = commit.decode().strip()
    listed = (
        _git(option, top, "ls-tree", "-r", "-z", "--name-only", name).decode("utf-8", "surrogateescape").split("\0")
    )
    # A pattern that matches nothing is an error to git.
    patterns = [f"*{suffix}" for suffix in (".yaml", ".yml") if any(file.endswith(suffix) for file in listed)]
    if patterns:
        archive = _git(option, top, "archive", "--format=tar", name, "--", *patterns)
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")


def _git(option: str, folder: Path, *arguments: str, asked: str = "") -> bytes:
    program = shutil.which("git")
    if program is None:
        raise UsageError(f"{option}: git was not found; install it, or name no revision")
    command = [program, "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a revision is behind --end-of-options
    if done.returncode == 0:
        return done.stdout
    if asked:
        raise UsageError(f"{option}: git knows no revision '{asked}' here; fetch it, or name another")
    told = done.stderr.decode("utf-8", "replace").strip().splitlines()
    raise UsageError(f"{option}: git failed in {folder}: {told[0] if told else 'no reason given'}")
