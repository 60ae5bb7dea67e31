"""What people must be told of how a log was read, because it weakens what they will see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import COLUMNS, ROWS_PER_SOURCE, ColumnKind
from cxaudit.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxaudit.engines.inputs import Account, Inputs
    from cxaudit.engines.reconciling import Reconciled
    from cxaudit.incidents import Unread

_TOLERATED = 0.01  # share of a column's values that may be lost without a word
_NEARLY_ALL = 0.9  # share of lost values from which a column is as good as missing
_SUSPICIOUS = 0.2  # share of rows that repeat an id from which its column is doubted
_MARKER_OR_WORD = re.compile(r"\[[a-z -]+\]|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence for the user. `grave` ones are told even to those who asked for quiet.

    `column` is the canonical column that is as good as missing, or empty, and `why` says how it comes.
    """

    sentence: str
    grave: bool = False
    column: str = ""
    why: str = ""


def shown_value(*, redacted: bool) -> Callable[[str], str]:
    """How a cell that could not be read may be repeated.

    What stands in the wrong column may be anything, a name among them, so that only its form is shown when redacting.
    """
    if not redacted:
        return str
    redactor = Redactor(())
    return lambda text: _MARKER_OR_WORD.sub(_masked, redactor.redact(text))


def cautions(inputs: Inputs, found: Reconciled, *, ask_same_ids: bool) -> tuple[Caution, ...]:
    """Everything to be told once all rows of the sources were read; `ask_same_ids` as in `CountOptions`."""
    losses = [(account.source.path, loss) for account in inputs.accounts for loss in account.losses]
    many = len(inputs.accounts) > 1
    lost = [_lost(path if many else "", loss) for path, loss in losses if loss.lost > _TOLERATED * loss.values]
    return (*lost, *_doubts(inputs.accounts, found, inputs.used, ask_same_ids=ask_same_ids))


def _masked(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("[") else "x" * len(found[0])


def _lost(path: str, loss: Unread) -> Caution:
    of = f" of {path}" if path else ""
    names = ", ".join(f"'{name}'" for name in loss.originals)
    column = f"column{'s' if len(loss.originals) > 1 else ''} {names}{of}"
    dated = COLUMNS[loss.column].kind is ColumnKind.TIME
    what = "dates" if dated else "values"
    if loss.lost >= _NEARLY_ALL * loss.values:
        why = f"the {what} in {column} could not be read (first: {loss.place})"
        return Caution(f"{loss.column}: {why}", dated, loss.column, why)
    share = f"{loss.lost:,} of {loss.values:,} {what}"
    said = f"{loss.column}: {share} in {column} could not be read (first: {loss.place}); they count as missing"
    return Caution("; ".join(filter(None, (said, loss.why))), grave=dated or bool(loss.why))


def _doubts(accounts: Sequence[Account], found: Reconciled, rows: int, *, ask_same_ids: bool) -> Iterator[Caution]:
    if found.apart:
        yield Caution(
            f"id: {found.apart:,} {'row has' if found.apart == 1 else 'rows have'} the id of an incident in another"
            f" file that was opened on another day, and {'was' if found.apart == 1 else 'were'} kept apart"
        )
    if found.elsewhere:
        yield Caution(_elsewhere(found.elsewhere))
    if found.namesakes:
        yield Caution(_namesakes(found.namesakes, ask_same_ids=ask_same_ids))
    if found.torn:
        yield Caution(_torn(accounts, found), grave=True)
    superseded = found.superseded.total()
    strange = sum(entry.count for entry in found.strange.values())
    if strange > _TOLERATED * rows:
        yield Caution(
            f"opened_at, closed_at: {strange:,} of {rows:,} rows have a date {found.period.outside()};"
            " it counts as missing",
            grave=True,
        )
    if superseded > _SUSPICIOUS * rows and found.at_odds > _SUSPICIOUS * superseded:
        yield Caution(_wrong_column(accounts, found, superseded, rows), grave=True)
    elif found.odd is not None:
        yield Caution(_at_odds(accounts, found, found.odd))


def _elsewhere(count: int) -> str:
    """What to say of incidents that only share their number with one of another system."""
    have, were = ("row has", "was") if count == 1 else ("rows have", "were")
    return (
        f"id: {count:,} {have} the id of an incident in the log of another system, but another time of opening or"
        f" another customer, and {were} kept apart"
    )


def _wrong_column(accounts: Sequence[Account], found: Reconciled, superseded: int, rows: int) -> str:
    """What to say of ids that come so often, and with so much that differs, that they can hardly be incidents'."""
    names = dict.fromkeys(
        entry.original for account in accounts for entry in account.source.columns if entry.column == "id"
    )
    column = ", ".join(f"'{name}'" for name in names)
    systems = "the logs are of systems that number incidents each by itself (--join customer tells those apart), or "
    other = systems if found.systems.several else ""
    return (
        f"id: {superseded:,} of {rows:,} rows repeat an id in column {column}, and"
        f" {found.at_odds:,} differ in when they were opened or by whom; only the last row of each id was counted:"
        f" unless the log has a row for each message or change, {other}it is the wrong column; name the right one with"
        " --column id=COLUMN"
    )


def _at_odds(accounts: Sequence[Account], found: Reconciled, odd: tuple[int, int]) -> str:
    """What to say of rows of one id that may be two incidents: how many, which to look at, and what to do."""
    first, second = ((accounts[order // ROWS_PER_SOURCE].source.path, order % ROWS_PER_SOURCE) for order in odd)
    if first[0] == second[0]:
        rows = f"rows {first[1]} and {second[1]} of the data in {first[0]}"
    else:
        rows = f"row {first[1]} of the data in {first[0]} and row {second[1]} of that in {second[0]}"
    what = "row repeats an id but differs" if found.at_odds == 1 else "rows repeat an id but differ"
    return (
        f"id: {found.at_odds:,} {what} in when the incident was opened or by whom (first: {rows}); taken as states of"
        " one incident, of which the last counts: if they are incidents of their own, name a better column with"
        " --column id=COLUMN, or give --column id= for one incident a row"
    )


def _torn(accounts: Sequence[Account], found: Reconciled) -> str:
    """What to say of conversations whose messages stand in the logs of several audits."""
    files = ", ".join(
        account.source.path for account, run in zip(accounts, found.messages.run.tolist(), strict=True) if run >= 0
    )
    one = found.torn == 1
    return (
        f"id: {found.torn:,} conversation{' has' if one else 's have'} messages in more than one of {files}; messages"
        f" are only brought together where they are read in one go, so {'it counts' if one else 'they count'} in"
        " parts, or by the last part alone: analyze these logs together instead of merging their audits"
    )


def _namesakes(count: int, *, ask_same_ids: bool) -> str:
    """What to say of conversations that have the id of another one."""
    asked = "; if an id is one conversation in all files, give --same-ids" if ask_same_ids else ""
    have, are, were = ("has", "is", "was") if count == 1 else ("have", "are", "were")
    return (
        f"id: {count:,} conversation{'' if count == 1 else 's'} {have} the id of one in another file but {are} by"
        f" another customer, from another help desk, or numbered anew, and {were} kept apart{asked}"
    )
