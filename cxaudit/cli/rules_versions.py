"""The two rulebooks of a comparison: paths, or the revision at which a path is meant."""

from __future__ import annotations

from pathlib import Path

from cxaudit.cli.rules_revision import at_revision
from cxaudit.comparison import Version
from cxaudit.errors import UsageError
from cxaudit.rulebook import Given, examine_rulebook
from cxaudit.rulebook.sources import is_there


def versions(old: str, new: Path) -> tuple[Version, Version]:
    """The rulebooks that the user named; an existing path wins over a revision of the same name.

    Raises UsageError when there is no such path or revision, RulebookError when a rulebook has errors.
    """
    if not is_there(new):
        raise UsageError(f"NEW: there is no rulebook at {new}; give a YAML file or a folder of them")
    before = Version(old, examine_rulebook([Path(old)])) if is_there(Path(old)) else _at(old, new)
    return before, Version(new.as_posix(), examine_rulebook([new]))


def _at(revision: str, path: Path) -> Version:
    name = f"{revision}:{path.as_posix()}"
    with at_revision([path], revision, f"OLD '{revision}' is no path, so it is taken for a git revision") as copies:
        if not copies:
            raise UsageError(f"OLD: {path} did not exist at revision '{revision}'; name a later one")
        return Version(name, examine_rulebook(list(copies), Given(names=dict.fromkeys(copies, name))))
