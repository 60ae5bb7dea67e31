"""Finds in an audit what a report wants to say of an id: its title, its place, its evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Audit

if TYPE_CHECKING:
    from cxaudit.model import Entry, Evidence

UNEXPLAINED = "unexplained"
_QUOTED_ID = re.compile(r"'([a-z0-9]+(?:-[a-z0-9]+)*)'")
_BARE_COUNT = re.compile(r"\b\d{4,}(?= incidents?\b)")
_BOTH_OF_MANY = re.compile(r"(from (?:'[^']+', )*'[^']+' and '[^']+': )both\b")


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

    def named(self, text: str) -> str:
        """A sentence of the audit for readers: titles in place of quoted ids, thousands marked in counts."""
        text = _BOTH_OF_MANY.sub(r"\1all", text)
        text = _BARE_COUNT.sub(lambda match: f"{int(match.group()):,}", text)
        text = _QUOTED_ID.sub(self._title_of_quoted, text)
        if "'" in text:
            for entry in self.audit.catalogue.values():
                text = text.replace(f"'{entry.title}'", f"“{entry.title}”")
        return sentence(text)

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

    def _title_of_quoted(self, match: re.Match[str]) -> str:
        name = match.group(1)
        found = (self.entry(what, name) for what in ("cause", "symptom", "remedy", "standard"))
        entry = next((entry for entry in found if entry), None)
        return f"“{entry.title}”" if entry else match.group()

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
