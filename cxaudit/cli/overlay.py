"""The overlay that `cxaudit learn` writes, checked before it is written, and what it says of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import InputError, UsageError
from cxaudit.inference.learning import FEWEST, learn
from cxaudit.render.learned_overlay import LearnedChange, change_sentence, render_overlay
from cxaudit.rulebook import CORE, STANDARD_INPUT, Given, examine_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.cli.labelling import LabelledLog
    from cxaudit.inference.learning import Learned
    from cxaudit.model import Rulebook

_TOLD = 20  # changes that are printed, those that moved most
_CENSUS = 0.9  # share of the failing incidents with a label from which labels tell how often causes are at work


@dataclass(frozen=True, slots=True)
class Written:
    """The overlay, and what to tell whoever asked for it."""

    text: str
    summary: str


def learned_overlay(
    rulebook: Rulebook, log: LabelledLog, output: Path, rules: Sequence[Path], *, priors: bool | None
) -> Written:
    """The overlay for `output`; raises InputError or UsageError where nothing can be learned or laid over."""
    if len(rules) > 1:
        raise UsageError("--rules: an overlay builds on one rulebook; give one file or folder")
    share = log.labelled_share
    fair = share >= _CENSUS if priors is None else priors
    learned = learn(rulebook, log.incidents, priors=fair)
    if not learned.numbers:
        raise InputError(
            f"{', '.join(log.paths)}: {log.labelled} incidents have a label, and no cause has {FEWEST:.0f} with a "
            "symptom the rulebook knows; label more of them"
        )
    changes = [LearnedChange(entry.parameter, entry.interval, entry.incidents) for entry in learned.numbers]
    source = f"From {learned.labelled:,} labelled incidents of {', '.join(Path(path).name for path in log.paths)}."
    base = rules[0] if rules else None
    beside = CORE if base is None else _relative(base, output.parent)
    here = CORE if base is None else _relative(base, Path())
    _refuse_unusable(render_overlay(rulebook, here, source, changes))
    summary = "\n".join(_summary(changes, learned, log, share, fair=fair, asked=priors is not None)) + "\n"
    return Written(render_overlay(rulebook, beside, source, changes), summary)


def _relative(base: Path, folder: Path) -> str:
    return Path(os.path.relpath(base.resolve(), folder.resolve())).as_posix()


def _refuse_unusable(text: str) -> None:
    """Raise UsageError where the base changes the same definitions already: no definition can be overridden twice."""
    examination = examine_rulebook([STANDARD_INPUT], Given(standard_input=text.encode()))
    if examination.rulebook is None:
        fault = examination.violations[0]
        raise UsageError(f"what was learned cannot be laid over this rulebook ({fault.message}); learn with its base")


def _summary(
    changes: Sequence[LearnedChange], learned: Learned, log: LabelledLog, share: float, *, fair: bool, asked: bool
) -> list[str]:
    lines = [f"Learned {len(changes)} numbers from {learned.labelled:,} labelled incidents:"]
    for change in sorted(changes, key=_most_moved)[:_TOLD]:
        entry = change.parameter
        what = f"{entry.cause} -> {entry.effect}" if entry.cause else f"prior of {entry.effect}"
        lines.append(f"  {what}: {change_sentence(change)}")
    if len(changes) > _TOLD:
        lines.append(f"  and {len(changes) - _TOLD} more, each with its reason in the file.")
    lines.append(log.origin)
    lines.append(
        f"{learned.stay} numbers stay: leaks, and those of causes with fewer than {FEWEST:.0f} labelled incidents."
    )
    if not fair:
        why = "as asked" if asked else f"only {share:.0%} of the incidents that show a symptom have a label"
        lines.append(f"Priors stay ({why}): which incidents were labelled may not be by chance.")
    if log.missing:
        lines.append(f"{log.missing:,} labels name an incident that the log does not have.")
    if learned.unseen:
        lines.append(f"No symptom of this log can show: {', '.join(learned.unseen)}.")
    return lines


def _most_moved(change: LearnedChange) -> tuple[float, str, str]:
    """What moved most comes first."""
    entry = change.parameter
    return -abs(entry.fitted - entry.written), entry.effect, entry.cause
