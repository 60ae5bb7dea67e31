"""What `cxaudit plan` does between reading and printing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.cli.output import write_files, write_stdout
from cxaudit.errors import InputError, UsageError
from cxaudit.model import PlanLimits
from cxaudit.planning import make_plan
from cxaudit.render import render_json
from cxaudit.render.plan_csv import render_plan_csv
from cxaudit.render.plan_json import render_plan_json
from cxaudit.render.plan_markdown import render_plan_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cxaudit.cli.plan_options import Given
    from cxaudit.model import Audit, Diagnosis, Rulebook

_SUMMARY = "summary"
_WHOLE = "audit.json"  # ending of the name of a file that gets the audit with its new plan
_MOST_DAYS = 10_000.0  # a month, of one owner; more is a slip of the pen
_RENDERERS: Mapping[str, Callable[[Audit], str | bytes]] = MappingProxyType(
    {"csv": render_plan_csv, "json": render_plan_json, "markdown": render_plan_markdown}
)
_SUFFIXES: Mapping[str, str] = MappingProxyType({".csv": "csv", ".json": "json", ".md": "markdown"})


@dataclass(frozen=True, slots=True)
class PlanOutputs:
    """What to render: files by their names, and what goes to standard output."""

    paths: tuple[Path, ...]
    printed: str

    @classmethod
    def of(cls, paths: Sequence[Path], printed: str) -> PlanOutputs:
        """Raises UsageError for a format that does not exist."""
        printed = _SUFFIXES.get(f".{printed}", printed)
        if printed != _SUMMARY and printed not in _RENDERERS:
            raise UsageError(f"format '{printed}' is not known; choose {_SUMMARY}, {', '.join(_RENDERERS)}")
        for path in paths:
            if path.suffix not in _SUFFIXES:
                raise UsageError(f"{path}: its name must end in {', '.join(_SUFFIXES)}")
        return cls(tuple(paths), printed)

    def write(self, audit: Audit) -> None:
        """Write the files, then print; nothing is half-written."""
        write_files({path: _rendered(audit, path) for path in self.paths})
        if self.printed == _SUMMARY:
            from cxaudit.cli.plan_summary import print_plan_summary
            from cxaudit.cli.summary import make_console

            print_plan_summary(audit, make_console())
        else:
            write_stdout(_encoded(_RENDERERS[self.printed](audit)))


def limits_of(given: Given) -> PlanLimits:
    """The limits; raises UsageError for a capacity that cannot be read."""
    for name, value in (("--budget", given.budget), ("--max-days", given.max_days), ("--day-rate", given.day_rate)):
        if value is not None and not math.isfinite(value):
            raise UsageError(f"{name} must be a number, such as 50000")
    capacity: dict[str, float] = {}
    for text in given.capacity:
        owner, days = _capacity(text)
        if owner.casefold() in {known.casefold() for known in capacity}:
            raise UsageError(f"--capacity names {owner or 'all owners'} twice; give one number")
        capacity[owner] = days
    return PlanLimits(
        money=given.budget,
        days=given.max_days,
        day_rate=given.day_rate,
        capacity=dict(sorted(capacity.items())),
        include=tuple(sorted(set(given.include))),
        exclude=tuple(sorted(set(given.exclude))),
    )


def replanned(audit: Audit, name: str, rulebook: Rulebook, limits: PlanLimits) -> Audit:
    """The audit with another plan.

    Raises UsageError for an audit that an earlier version of the program made, InputError for a damaged one.
    """
    diagnosis = audit.diagnosis
    if diagnosis.failing and diagnosis.draws and not diagnosis.paths.worlds:
        raise UsageError(
            f"{name}: was written by an earlier cxaudit ({audit.program}), which kept too little to plan again;"
            " analyze the log again"
        )
    if not _is_whole(diagnosis):
        raise InputError(f"{name}: is damaged (its failure paths refer to what is not there); analyze the log again")
    plan = make_plan(rulebook, audit.tally, diagnosis, audit.measures.headline, limits)
    return replace(audit, plan=plan)


def _is_whole(diagnosis: Diagnosis) -> bool:
    """Whether the failure paths refer to nothing that is missing."""
    paths = diagnosis.paths
    inside = (
        all(0 <= cause < len(paths.causes) for path in paths.paths for cause in path)
        and all(0 <= path < len(paths.paths) for kind in paths.sets for path in kind)
        and all(0 <= kind < len(paths.sets) and count > 0 for world in paths.worlds for kind, count in world)
    )
    drawn = all(len(diagnosis.draws.get(cause, ())) >= len(paths.worlds) for cause in paths.causes)
    return inside and drawn


def _capacity(text: str) -> tuple[str, float]:
    owner, _, days = text.rpartition("=")
    try:
        number = float(days)
    except ValueError as error:
        raise UsageError(
            f"--capacity '{text}': '{days}' is not a number; write OWNER=DAYS, such as 'Quality manager=10'"
        ) from error
    if not 0 < number <= _MOST_DAYS:
        raise UsageError(f"--capacity '{text}': days a month must be above 0 and at most {_MOST_DAYS:,.0f}")
    return owner.strip(), number


def _rendered(audit: Audit, path: Path) -> bytes:
    if path.name.endswith(_WHOLE):
        return render_json(audit)
    return _encoded(_RENDERERS[_SUFFIXES[path.suffix]](audit))


def _encoded(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
