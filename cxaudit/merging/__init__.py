"""Several audits as one: from the events kept with them, or, where there are none, by adding up their tallies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.audit import Manner, conclude
from cxaudit.engines import Caution, Counted, CountOptions, count_kept
from cxaudit.merging.adding import add_up
from cxaudit.merging.part import Part  # noqa: TC001 - what this room shows
from cxaudit.merging.refusing import refuse_differing_splits, refuse_unmergeable
from cxaudit.merging.unseen import unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxaudit.model import Audit, Rulebook, SiteCheck


def without_events(parts: Sequence[Part], rulebook: Rulebook) -> tuple[Part, ...]:
    """The parts whose events are not at hand, or were found by other rules or another version of the program."""
    return tuple(part for part in parts if part.events is None or not part.events.fits(rulebook))


def merge_audits(
    parts: Sequence[Part],
    rulebook: Rulebook,
    counting: CountOptions,
    step: Callable[[str], None],
    warn: Callable[[Caution], None],
) -> Audit:
    """One audit of all the logs of `parts`, which are audits made with `rulebook`.

    With the events of every part it is the audit that one run over all logs would have made, in their order; without,
    tallies are added, and the audit says what that cannot tell. `warn` is told what weakens the result.

    Raises UsageError for audits that are not to be put together, InputError when events cannot be read.
    """
    refuse_unmergeable(parts)
    redacted = parts[0].audit.settings.redacted
    if without_events(parts, rulebook):
        step("adding up")
        counted = _added(parts, rulebook)
    else:
        step("reading")
        files = [part.events for part in parts if part.events is not None]
        refuse_differing_splits(parts)
        asked = files[0].header
        counting = replace(counting, redacted=redacted, dimensions=asked.dimensions, join=asked.join)
        counted = count_kept(files, rulebook, counting)
    return conclude(counted, rulebook, Manner(redacted, _site_checks(parts), step, warn))


def _added(parts: Sequence[Part], rulebook: Rulebook) -> Counted:
    """What the audits counted, added up, with what that cannot tell as cautions."""
    sums = add_up(parts)
    cautions = (*unseen(parts, rulebook, sums, without_events(parts, rulebook)), *_carried(parts))
    return Counted(
        tally=sums.tally,
        sources=tuple(source for part in parts for source in part.audit.sources),
        rejections=sums.rejections,
        cutoff=max(part.audit.settings.cutoff for part in parts),
        cautions=cautions,
    )


def _carried(parts: Sequence[Part]) -> Iterator[Caution]:
    """What the audits themselves said that their logs cannot tell, where it does not follow from a tally."""
    for part in parts:
        for sentence in part.own_unknowns():
            yield Caution(f"in {part.name}, {sentence}")


def _site_checks(parts: Sequence[Part]) -> tuple[SiteCheck, ...]:
    """What checks on site have shown of causes in any of the audits, each once."""
    diagnoses = [part.audit.diagnosis for part in parts]
    found = (check for made in diagnoses for cause in (*made.roots, *made.proximate) for check in cause.site)
    return tuple(sorted(dict.fromkeys(found), key=lambda check: (check.location, check.cause, check.date)))
