"""The log that `cxaudit rules check --log` holds a rulebook against."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
import math
from collections.abc import Callable  # noqa: TC003 - as above
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from cxaudit.cli.rules_log import Reading

if TYPE_CHECKING:
    from cxaudit.checks.corpus import Corpus
    from cxaudit.checks.judging import Selection
    from cxaudit.model import Rulebook

_READING = "Reading the log"

EarlierAudit: TypeAlias = Annotated[
    Path | None,
    typer.Option("--audit", help="An earlier audit.json, to see whose rate has shifted.", rich_help_panel=_READING),
]
MaxShift: TypeAlias = Annotated[
    float,
    typer.Option(
        "--max-shift", min=1, metavar="FACTOR", help="Factor by which a rate may move.", rich_help_panel=_READING
    ),
]


@dataclass(frozen=True, slots=True)
class CorpusRequest:
    """What the command line asks to hold the rulebook against."""

    reading: Reading
    audit: Path | None
    max_shift: float

    def reader(self, selection: "Selection") -> "Callable[[Rulebook], Corpus] | None":
        """Counts the log for a rulebook; None without a log.

        Raises UsageError for what needs a log and has none, or for a log that nothing is asked of.
        """
        from cxaudit.checks.corpus import CORPUS_SLUGS
        from cxaudit.errors import UsageError

        if math.isnan(self.max_shift):
            raise UsageError("--max-shift: is no number; give a factor such as 2")
        if not self.reading.logs:
            if self.audit is not None:
                raise UsageError("--audit: is compared with a log; name it with --log")
            if selection.select and selection.select <= CORPUS_SLUGS:
                raise UsageError(f"--select: {', '.join(sorted(selection.select))} cannot run without --log")
            return None
        return self._counting()

    def _counting(self) -> "Callable[[Rulebook], Corpus]":
        from cxaudit.checks.corpus import Corpus, EarlierHits
        from cxaudit.cli.reports import read_audit
        from cxaudit.coverage import count_log, read_rows
        from cxaudit.engines import CountOptions
        from cxaudit.render.coverage_text import rows_line

        earlier = EarlierHits.of(read_audit(self.audit).tally) if self.audit else None
        sources = self.reading.opened(quiet=False)

        def counted(rulebook: "Rulebook") -> Corpus:
            log = count_log(sources, rulebook, CountOptions())
            typer.echo(f"cxaudit: {rows_line(read_rows(log.counted.sources, log.counted.rejections))}", err=True)
            return Corpus(log.counted.tally, log.lacks, earlier, self.max_shift)

        return counted
