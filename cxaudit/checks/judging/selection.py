"""Which checks are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.configuration import closest
from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class Selection:
    """Checks by their slugs: those of `select` (all when it is empty), without those of `ignore`."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def holds(self, check: str) -> bool:
        """Whether this check is asked for."""
        return check not in self.ignore and (not self.select or check in self.select)

    @classmethod
    def of(cls, select: Sequence[str], ignore: Sequence[str], known: Collection[str]) -> Selection:
        """The selection as written on the command line, slugs separated by commas.

        Raises UsageError when one is not among the `known` checks.
        """
        return cls(_slugs("--select", select, known), _slugs("--ignore", ignore, known))


def _slugs(option: str, written: Sequence[str], known: Collection[str]) -> frozenset[str]:
    slugs = [slug.strip() for entry in written for slug in entry.split(",") if slug.strip()]
    for slug in slugs:
        if slug not in known:
            near = closest(slug, known)
            hint = f"did you mean '{near}'?" if near else "`cxaudit rules explain` lists them all"
            raise UsageError(f"{option}: there is no check '{slug}'; {hint}")
    return frozenset(slugs)
