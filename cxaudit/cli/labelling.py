"""Reads incidents together with the cause that somebody established for them."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.configuration import suggestion
from cxaudit.detection import Detector, compile_detector
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.errors import InputError, UsageError
from cxaudit.incidents import every_chunk
from cxaudit.inference.learning import Labelled
from cxaudit.model import ROW, ROWS_PER_SOURCE, Profile
from cxaudit.tally import profile_array, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import pyarrow as pa

    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook

_TOLD = 3  # wrong labels that a message names
_ASSERTED, _DENIED, _HIDDEN = 1, 2, 3  # states of a symptom in a packed profile


@dataclass(frozen=True, slots=True)
class LabelledLog:
    """The incidents of a log, some with a label; `missing` counts the labels whose incident is not in it.

    `origin` says where the labels stand.
    """

    incidents: tuple[Labelled, ...]
    missing: int
    paths: tuple[str, ...]
    origin: str

    @property
    def labelled(self) -> int:
        """Incidents with a label."""
        return sum(bool(entry.causes) for entry in self.incidents)

    @property
    def labelled_share(self) -> float:
        """Of the incidents that show a symptom, those with a label."""
        failing = [entry for entry in self.incidents if entry.profile.asserted]
        return sum(bool(entry.causes) for entry in failing) / len(failing) if failing else 0.0


def read_labels(path: Path, rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """The causes of each incident in a CSV file with the columns ``id`` and ``cause``.

    Raises UsageError if it cannot be read, InputError for a label that names no cause.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no CSV file in UTF-8"
        raise UsageError(f"{path}: the labels cannot be read ({reason}); give a CSV file with id and cause") from error
    if rows and not {"id", "cause"} <= rows[0].keys():
        raise InputError(f"{path}: has no columns 'id' and 'cause'; name its columns so")
    named = Names(rulebook)
    found: dict[str, set[str]] = {}
    for number, row in enumerate(rows, 2):
        causes = named.causes(row["cause"] or "", f"line {number}")
        if causes and (row["id"] or "").strip():
            found.setdefault(row["id"].strip(), set()).update(causes)
    named.refuse_unknown(str(path))
    return {incident: frozenset(causes) for incident, causes in found.items()}


def read_labelled(
    sources: Sequence[OpenSource], rulebook: Rulebook, by_id: Mapping[str, frozenset[str]] | None, labels: Path | None
) -> LabelledLog:
    """Every incident of `sources` in its last state.

    Labels come from `by_id`, which was read from `labels`, or else from the column ``cause``.
    """
    detector = compile_detector(rulebook)
    kernel = Kernel(detector, Quotes.of(((),) * len(detector.symptoms), redacted=True))
    named = Names(rulebook)
    kept: dict[str, Labelled] = {}
    known: dict[Labelled, Labelled] = {}
    seen: set[str] = set()
    for source in sources:
        if by_id is None and not any(entry.column == "cause" for entry in source.recognised):
            raise UsageError(
                f"{source.path}: no column holds causes; name it with --cause-column, or give --labels FILE"
            )
    for number, chunk in every_chunk(sources, detector.columns):
        if not chunk.batch.num_rows:
            continue
        profiles = list(_profiles(detector, kernel.events(chunk.batch, number)))
        for row, profile in enumerate(profiles):
            key, incident = _key(chunk.batch, row, number)
            place = f"row {chunk.batch[ROW][row].as_py() % ROWS_PER_SOURCE}"
            told = _cell(chunk.batch, "cause", row)
            causes = named.causes(told, place) if by_id is None else by_id.get(incident, frozenset())
            entry = Labelled(profile, causes)
            kept[key] = known.setdefault(entry, entry)
            seen.add(incident)
    paths = tuple(source.path for source in sources)
    named.refuse_unknown(", ".join(paths))
    return LabelledLog(tuple(kept.values()), len(set(by_id or ()).difference(seen)), paths, _origin(sources, labels))


def _origin(sources: Sequence[OpenSource], labels: Path | None) -> str:
    """Where the causes stand, as a sentence."""
    if labels is not None:
        return f"The causes stand in {labels.name}."
    columns = {
        f"'{entry.original}' of {source.path}"
        for source in sources
        for entry in source.recognised
        if entry.column == "cause"
    }
    return f"The causes stand in {', '.join(sorted(columns))}."


class Names:
    """Finds causes by id or title, and gathers what is neither."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._by_name = {entry.title.casefold(): cause for cause, entry in rulebook.causes.items()}
        self._by_name |= {cause: cause for cause in rulebook.causes}
        self._unknown: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def causes(self, cell: str, place: str) -> frozenset[str]:
        """The causes named in a cell, several separated by semicolons; `place` is told if one is unknown."""
        found = set()
        for name in filter(None, (part.strip() for part in cell.split(";"))):
            cause = self._by_name.get(name) or self._by_name.get(name.casefold())
            if cause is None:
                self._unknown[name] += 1
                self._first.setdefault(name, place)
            else:
                found.add(cause)
        return frozenset(found)

    def refuse_unknown(self, path: str) -> None:
        """Raise InputError if a label named no cause."""
        if not self._unknown:
            return
        told = [
            f"'{name[:60]}' ({self._first[name]}{self._hint(name)})"
            for name, _ in sorted(self._unknown.items(), key=lambda item: (-item[1], item[0]))[:_TOLD]
        ]
        more = len(self._unknown) - len(told)
        labels = "1 label names" if self._unknown.total() == 1 else f"{self._unknown.total():,} labels name"
        raise InputError(
            f"{path}: {labels} no cause of the rulebook: {', '.join(told)}"
            f"{f' and {more} others' if more else ''}; write the id or title of a cause, or leave the cell empty"
        )

    def _hint(self, name: str) -> str:
        near = suggestion(name.casefold(), self._by_name)
        return f", {near.removesuffix('?')}" if near else ""


def _profiles(detector: Detector, events: pa.Table) -> Iterator[Profile]:
    """The profile of each row; what only other incidents could tell counts as not observable."""
    packed = profile_array(events["profile"])
    states = {state: unpack(packed, state) for state in (_ASSERTED, _DENIED, _HIDDEN)}
    beyond = {index for index, _ in (*detector.keyed, *detector.series)}
    for row in range(events.num_rows):
        asserted, denied, hidden = (_indices(states[state][row].nonzero()[0]) for state in (1, 2, 3))
        yield Profile(asserted, denied, tuple(sorted({*hidden, *beyond})))


def _indices(found: Iterable[np.int64]) -> tuple[int, ...]:
    return tuple(int(index) for index in found)


def _key(batch: pa.RecordBatch, row: int, source: int) -> tuple[str, str]:
    """What tells incidents apart, and the id of this one: rows without an id are incidents of their own."""
    incident = _cell(batch, "id", row).strip()
    return (f"id {incident}" if incident else f"row {batch[ROW][row].as_py()} of {source}"), incident


def _cell(batch: pa.RecordBatch, name: str, row: int) -> str:
    return (batch[name][row].as_py() or "") if name in batch.schema.names else ""
