"""Finds in an audit what a report wants to say of an id: its title, its place, its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Audit

if TYPE_CHECKING:
    from cxaudit.model import Entry, Evidence

UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Lookup:
    """An audit, asked by id."""

    audit: Audit

    def entry(self, what: str, name: str) -> Entry | None:
        """The definition of a symptom, cause, remedy or standard (`what`), or None."""
        catalogue = self.audit.catalogue
        found = catalogue.get(f"{what}:{name}") or catalogue.get(name)
        return found if found and found.what == what else None

    def title(self, what: str, name: str) -> str:
        """Its title, or the id itself where the audit does not know it."""
        entry = self.entry(what, name)
        return entry.title if entry else name

    def any_title(self, name: str) -> str:
        """The title of whatever has this id, causes before symptoms."""
        for what in ("cause", "symptom"):
            entry = self.entry(what, name)
            if entry:
                return entry.title
        return name

    def attribute(self, what: str, name: str, attribute: str) -> str:
        """One attribute, or nothing."""
        entry = self.entry(what, name)
        return entry.attributes.get(attribute, "") if entry else ""

    def list_of(self, what: str, name: str, attribute: str) -> tuple[str, ...]:
        """One list, or nothing."""
        entry = self.entry(what, name)
        return entry.lists.get(attribute, ()) if entry else ()

    def evidence(self, symptom: str) -> tuple[Evidence, ...]:
        """The evidence kept for a symptom, in the order in which it was drawn."""
        found = [entry for entry in self.audit.tally.evidence if entry.symptom == symptom]
        return tuple(sorted(found, key=lambda entry: (entry.rank, entry.source, entry.row)))

    @property
    def weeks(self) -> tuple[str, ...]:
        """The weeks the log covers, by their Mondays; empty when no row is dated."""
        whole = next((series for series in self.audit.tally.series if not series.dimension), None)
        return whole.weeks if whole else tuple(sorted(self.audit.tally.opened))


def words(identifier: str) -> str:
    """An id as words: ``training-only`` is "training only"."""
    return identifier.replace("-", " ").replace("_", " ")


def sentence(text: str) -> str:
    """The text as a sentence of its own: a capital in front, a full stop behind."""
    text = capital(text.strip())
    return text if not text or text[-1] in ".!?…" else f"{text}."


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]
