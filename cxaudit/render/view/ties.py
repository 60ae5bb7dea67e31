"""Causes that the log cannot tell apart: a finding of their own kind, whose first decision is to find out which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import CauseStatus
from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid
from cxaudit.render.view.lookup import capital

if TYPE_CHECKING:
    from cxaudit.model import Hypothesis
    from cxaudit.render.view.lookup import Lookup

_LEAST_SHARE = 0.02  # of the failing incidents, below which a tie is not worth a decision
_LEAST_INCIDENTS = 10.0
_SHOWN = 3  # ties in a report
_ASIDE = re.compile(r"cannot tell it from (.+?'):")


@dataclass(frozen=True, slots=True)
class Tie:
    """Causes of which at least one is at work, the likeliest first; `share` has the interval of the leading one.

    `seen` are the symptoms they show through, `checks` what on site tells them apart, `first_look` the first of them.
    """

    titles: tuple[str, ...]
    share: str
    incidents: str
    level: str
    attributed: str
    seen: tuple[str, ...]
    checks: Grid
    who: str
    first_look: str


def make_ties(look: Lookup) -> tuple[Tie, ...]:
    """The largest ties, the largest first."""
    return tuple(_tie(look, members) for members in tied_causes(look)[:_SHOWN])


def tied_causes(look: Lookup) -> tuple[tuple[Hypothesis, ...], ...]:
    """Groups of roots that account for much together though none of them is a finding; no root is in two groups."""
    taken: set[str] = set()
    groups = []
    for root in look.audit.diagnosis.roots:
        if root.cause in taken or not _leads_a_tie(root):
            continue
        others = [look.audit.diagnosis.hypothesis(name) for name in _same(look, root)]
        alike = [entry for entry in others if entry and _may_be_tied(entry) and entry.cause not in taken]
        members = (root, *sorted(alike, key=lambda entry: entry.rank))
        if len(members) > 1 and together(members) >= _LEAST_SHARE:
            taken.update(member.cause for member in members)
            groups.append(members)
    return tuple(sorted(groups, key=lambda members: (-together(members), members[0].rank)))


def together(members: tuple[Hypothesis, ...]) -> float:
    """The share of failing incidents that the members account for."""
    return min(1.0, sum(member.prevented for member in members))


def _leads_a_tie(root: Hypothesis) -> bool:
    return root.incidents >= _LEAST_INCIDENTS and bool(root.rivals) and root.status is CauseStatus.INSUFFICIENT


def _may_be_tied(entry: Hypothesis) -> bool:
    return entry.is_root and entry.status is CauseStatus.INSUFFICIENT


def _same(look: Lookup, root: Hypothesis) -> tuple[str, ...]:
    """The rivals that look exactly alike, which the note names; other rivals merely compete for incidents."""
    aside = _ASIDE.search(root.note)
    if aside is None:
        return () if root.note else root.rivals
    named = aside.group(1)
    return tuple(name for name in root.rivals if f"'{name}'" in named or f"'{look.title('cause', name)}'" in named)


def _tie(look: Lookup, members: tuple[Hypothesis, ...]) -> Tie:
    leading = members[0]
    checks = _checks(look, members)
    return Tie(
        titles=tuple(look.title("cause", member.cause) for member in members),
        share=figures.share_with_span(together(members), leading.prevented_interval),
        incidents=figures.count(together(members) * look.audit.diagnosis.failing),
        level=figures.level(leading.prevented_interval),
        attributed=figures.share(min(1.0, sum(member.attributed for member in members))),
        seen=tuple(look.title("symptom", name) for name in flows(leading))[:2],
        checks=checks,
        who=who_finds_out(look, members),
        first_look=checks.rows[0][1] if checks else "the incidents themselves, with those who handled them",
    )


def _checks(look: Lookup, members: tuple[Hypothesis, ...]) -> Grid:
    rows = tuple(
        (look.title("cause", member.cause), *row) for member in members for row in check_rows(look, member.cause)
    )
    headers = ("Cause", "Check on site", "Speaks for it", "Speaks against it")
    return Grid(headers, ("left", "left", "left", "left"), rows)


def check_rows(look: Lookup, cause: str) -> tuple[tuple[str, ...], ...]:
    """What to look at on site, what speaks for the cause and what against it."""
    columns = (look.list_of("cause", cause, name) for name in ("checks", "supports", "refutes"))
    return tuple(zip(*columns, strict=True))


def who_finds_out(look: Lookup, members: tuple[Hypothesis, ...]) -> str:
    """The owner of the first remedy, with someone to read the log."""
    owners = (
        look.attribute("remedy", remedy, "owner")
        for member in members
        for remedy in look.list_of("cause", member.cause, "remedies")
    )
    owner = next((owner for owner in owners if owner), "")
    return f"{capital(owner)}, with an analyst" if owner else "An analyst"


def flows(root: Hypothesis) -> dict[str, float]:
    """Each symptom with the incidents that reach it from the root along its widest way, the largest first.

    An arrow further down also carries what other roots send, so that no way is wider than its narrowest arrow.
    """
    width = {root.cause: float("inf")}
    for _ in root.chain:
        wider = dict(width)
        for link in root.chain:
            flow = min(wider.get(link.cause, 0.0), link.incidents)
            if flow > wider.get(link.effect, 0.0):
                wider[link.effect] = flow
        if wider == width:
            break
        width = wider
    reached = {symptom: width[symptom] for symptom in root.symptoms if width.get(symptom)}
    return dict(sorted(reached.items(), key=lambda item: (-item[1], item[0])))
