"""Finds the definitions that a name on the command line means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.pages import slugs
from cxaudit.configuration import closest
from cxaudit.errors import UsageError
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cxaudit.model import Cause, Remedy, Rulebook, Standard, Symptom


def definitions_called(
    name: str, paths: Sequence[Path] | None
) -> tuple[tuple[Symptom | Cause | Remedy | Standard, ...], Rulebook]:
    """What the rulebook defines under `name`, of any noun, and the rulebook.

    Raises UsageError when there is nothing of that name, not even a check.
    """
    rulebook = load_rulebook(list(paths or [resource("rules/core")]))
    nouns = (rulebook.symptoms, rulebook.causes, rulebook.remedies, rulebook.standards)
    found = tuple(definitions[name] for definitions in nouns if name in definitions)
    if not found:
        near = closest(name, (*slugs(), *(key for definitions in nouns for key in definitions)))
        hint = f"did you mean '{near}'?" if near else "`cxaudit rules explain` lists all checks"
        raise UsageError(f"neither a check nor a definition is called '{name}'; {hint}")
    return found, rulebook
