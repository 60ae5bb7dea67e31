"""Small diagnoses and rulebooks whose right plan can be worked out by hand."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.model import (
    Cause,
    CauseStatus,
    Diagnosis,
    Effect,
    FailurePaths,
    Hypothesis,
    Interval,
    Link,
    Location,
    Profile,
    ProfileCount,
    Remedy,
    Rulebook,
    Tally,
    Verification,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Location("rules.yaml", 1, 1)
WORLDS = 4
SIMULATED = 1000  # incidents of each world


def cause(name: str, *behind: str) -> Cause:
    links = tuple(Link(parent, 0.65, "often", HERE) for parent in behind)
    return Cause(name, name, "process", "communication", HERE, 0.03, "uncommon", links)


def remedy(
    name: str, reduces: str, by: float, days: float, kind: str = "process", strength: str = "stronger"
) -> Remedy:
    effect = Effect(reduces, by * 0.999, by, by * 1.001 if by < 0.99 else by, HERE)
    verify = Verification("rate", "late", -0.3, 90)
    return Remedy(
        name,
        name,
        kind,
        "corrective",
        strength,
        "system-shift",
        "Owner",
        HERE,
        (days / 2, days, days * 2),
        (effect,),
        verify=verify,
    )


def rulebook(causes: Sequence[Cause], remedies: Sequence[Remedy]) -> Rulebook:
    return Rulebook(
        "test",
        "1",
        MappingProxyType({}),
        MappingProxyType({entry.id: entry for entry in causes}),
        MappingProxyType({entry.id: entry for entry in remedies}),
        MappingProxyType({}),
        MappingProxyType({}),
        "",
    )


def hypothesis(name: str, prevented: float, *, is_root: bool = True) -> Hypothesis:
    exactly = Interval(prevented, prevented)
    return Hypothesis(
        name, 1, 1, is_root, prevented, exactly, prevented, prevented, exactly, 1.0, 1.0, 1000 * prevented,
        CauseStatus.INDICATED, "C", (), ("late",),
    )  # fmt: skip


def failure_paths(shares: Mapping[tuple[frozenset[str], ...], float]) -> FailurePaths:
    """Incidents with these minimal paths in these shares; the rest needs no cause."""
    causes = sorted({name for kind in shares for path in kind for name in path})
    paths = sorted({tuple(sorted(causes.index(name) for name in path)) for kind in shares for path in kind})
    sets = [tuple(paths.index(tuple(sorted(causes.index(name) for name in path))) for path in kind) for kind in shares]
    counts = [round(SIMULATED * share) for share in shares.values()]
    world = [*enumerate(counts), (len(sets), SIMULATED - sum(counts))]
    pairs = tuple((place, count) for place, count in world if count)
    return FailurePaths(tuple(causes), tuple(paths), (*sets, ()), (pairs,) * WORLDS)


def diagnosis(shares: Mapping[tuple[frozenset[str], ...], float], unexplained: float = 0.0) -> Diagnosis:
    """Its causes prevent alone what lies on all paths of an incident."""
    paths = failure_paths(shares)
    alone = {
        name: sum(share for kind, share in shares.items() if all(name in path for path in kind))
        for name in paths.causes
    }
    roots = tuple(hypothesis(name, share) for name, share in alone.items())
    draws: dict[str, tuple[float, ...]] = {name: (share,) * WORLDS for name, share in alone.items()}
    return Diagnosis(2000, 1000, roots, (), unexplained, (), "by hand", draws=draws, paths=paths)


def each(**shares: float) -> Diagnosis:
    """Each incident has one cause."""
    return diagnosis({(frozenset({name}),): share for name, share in shares.items()})


def tally(late: int = 400) -> Tally:
    profiles = (ProfileCount(Profile(()), 2000 - late), ProfileCount(Profile((0,)), late))
    return Tally(("late",), 2000, profiles, first_opened="2025-01-01", last_opened="2025-12-31")
