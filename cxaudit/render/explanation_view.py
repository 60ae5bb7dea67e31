"""An explanation as sections that can be printed as text or as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from cxaudit.render.markdown_text import Grid


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; a `lead` stands out."""

    text: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """A numbered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """What an incident says; characters `start` to `end` are what matched, `source` says where it stands."""

    text: str
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """Lines of Mermaid, for Markdown only."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines of YAML to be copied."""

    text: str


Part: TypeAlias = Paragraph | Steps | Quotation | Diagram | Snippet | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; one without parts is left out."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """The whole explanation."""

    title: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
