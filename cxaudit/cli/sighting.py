"""Reads one incident from its log again, for `cxaudit explain --incident`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from cxaudit.cli.columns import parse_columns
from cxaudit.detection import Detector, compile_detector
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.witnesses import place_of
from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions, every_chunk, open_sources
from cxaudit.inference.explaining.sightings import Sighting, sighted
from cxaudit.matchers import fields_used
from cxaudit.model import ROWS_PER_SOURCE, Evidence, Location
from cxaudit.tally import profile_array, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from cxaudit.cli.explaining import Asked
    from cxaudit.model import Audit, Rulebook

_ASSERTED, _DENIED, _HIDDEN = 1, 2, 3  # states of a symptom in a packed profile
_NOWHERE = Location("", 0, 0)


def read_sighting(asked: Asked, rulebook: Rulebook, audit: Audit) -> Sighting:
    """The last state of the incident in the logs; raises InputError if it is in none of them.

    Symptoms that follow from a customer's other incidents are taken from the audit where it knows of them, as those
    incidents are not read.
    """
    reading = ReadingOptions(mapping=asked.mapping, columns=parse_columns(asked.columns))
    detector = compile_detector(rulebook)
    fields = tuple(tuple(sorted(fields_used(symptom.detect))) for symptom in rulebook.symptoms.values())
    kernel = Kernel(detector, Quotes.of(fields, redacted=audit.settings.redacted))
    found: Sighting | None = None
    sources = open_sources(asked.logs, reading)
    paths = [source.path for source in sources]
    for number, chunk in every_chunk(sources, detector.columns):
        batch = chunk.batch
        if "id" not in batch.schema.names:
            raise InputError(f"{paths[number]} has no column with ids of incidents; name it with --column id=COLUMN")
        own = batch.filter(pc.fill_null(pc.equal(batch["id"], asked.incident), fill_value=False))
        if own.num_rows:
            found = _sighting(asked.incident, paths, detector, kernel.events(own, number))
    kept = sighted(audit.tally, asked.incident)
    if found is None:
        raise InputError(f"incident '{asked.incident}' is in none of {', '.join(asked.logs)}; look at its id there")
    return found if kept is None else _with_history(found, kept)


def _sighting(incident: str, paths: Sequence[str], detector: Detector, events: pa.Table) -> Sighting:
    """What the last of the events shows; `paths` are those of the sources by number."""
    last = events.num_rows - 1
    order = events["order"][last].as_py()
    packed = profile_array(events["profile"])
    states = {
        state: {detector.symptoms[index] for index in np.flatnonzero(unpack(packed, state)[last]).tolist()}
        for state in (_ASSERTED, _DENIED, _HIDDEN)
    }
    keyed = {detector.symptoms[index] for index, _ in detector.keyed}
    cells = events["evidence"][last].as_py() or []
    evidence = [
        Evidence(
            incident,
            detector.symptoms[cell["symptom"]],
            cell["quote"],
            cell["start"],
            cell["end"],
            detector.rules[cell["rule"]] if cell["rule"] >= 0 else _NOWHERE,
            paths[place // ROWS_PER_SOURCE],
            place % ROWS_PER_SOURCE,
            channel=events["channel"][last].as_py() or "",
        )
        for cell in cells
        for place in (place_of(order, cell["row"]),)
    ]
    return Sighting(
        incident,
        shown=tuple(sorted(states[_ASSERTED])),
        denied=tuple(sorted(states[_DENIED])),
        hidden=tuple(sorted(states[_HIDDEN].difference(keyed))),
        unknown=tuple(sorted(keyed)),
        evidence=tuple(evidence),
        reread=True,
    )


def _with_history(found: Sighting, kept: Sighting) -> Sighting:
    """What was read again, with what the audit knows of symptoms that follow from other incidents."""
    known = set(found.unknown).difference(kept.unknown)
    return replace(
        found,
        shown=tuple(sorted({*found.shown, *known.intersection(kept.shown)})),
        hidden=tuple(sorted({*found.hidden, *known.intersection(kept.hidden)})),
        unknown=tuple(sorted(set(found.unknown).difference(known))),
        evidence=(*found.evidence, *(entry for entry in kept.evidence if entry.symptom in known)),
    )
