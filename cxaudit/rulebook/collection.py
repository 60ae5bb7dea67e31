"""Gathers all that the files of a rulebook say, its bases included, before anything is judged."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.configuration import expect_keys, expect_mapping, expect_sequence, parse_text, read_bytes, suggestion
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.rulebook.schema import FILE, HEADER, NOUNS
from cxaudit.rulebook.sources import CORE, STANDARD_INPUT, SourceFile, find_base, find_files, identity
from cxaudit.rulebook.validation import Findings, validate

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHAPE = "shape"  # the key that tells an export shape from a rulebook file
_DEFINED = re.compile(r"\bid:\s*[\"']?([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition as written: its noun (``symptom``), its id (empty when it has none that can be read)."""

    what: str
    id: str
    node: MappingNode

    @property
    def location(self) -> Location:
        """Where it begins."""
        return self.node.location

    @property
    def id_location(self) -> Location:
        """Where its id stands."""
        identifier = self.node.get("id")
        return identifier.location if identifier else self.node.location


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the paths: what reports call them, where that is not the path, and what ``-`` holds."""

    names: Mapping[Path, str] = field(default_factory=dict)
    standard_input: bytes | None = None


@dataclass(slots=True)
class Collection:
    """What the files say. `lost` are ids that files which cannot be read seem to define; `texts` the files by name.

    `own` are the files of the rulebook itself, by name: not those of its bases, nor standard input. `has_base` tells
    whether any file was read because another extends it.
    """

    definitions: list[Definition] = field(default_factory=list)
    overrides: list[MappingNode] = field(default_factory=list)
    headers: list[MappingNode] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    own: dict[str, Path] = field(default_factory=dict)
    has_base: bool = False


def collect(paths: Sequence[Path], report: Report, given: Given) -> Collection:
    """All that the rulebooks at `paths` and their bases say; a file is read once however often it is named.

    Raises UsageError when there is nothing at one of the paths.
    """
    collection = Collection()
    pending: deque[SourceFile] = deque()
    for path in paths:
        if path == STANDARD_INPUT and given.standard_input is not None:
            pending.append(SourceFile(path, path.name, content=given.standard_input))
            continue
        before = len(report.violations)
        found = find_files(path, report, name=given.names.get(path, ""))
        if not found and len(report.violations) == before:
            place = Location(path.as_posix(), 1, 1)
            report.error("no-files", place, "there is no rulebook file here", help="rulebook files end in .yaml")
        pending.extend(found)
    seen: set[Path] = set()
    while pending:
        file = pending.popleft()
        resolved = identity(file.path)
        if resolved not in seen:
            seen.add(resolved)
            pending.extend(_read(file, collection, report))
    return collection


def _read(file: SourceFile, collection: Collection, report: Report) -> tuple[SourceFile, ...]:
    """Take in one file; yields the files of the bases it extends."""
    collection.files.append(file.name)
    source = file.content if file.content is not None else read_bytes(file.path, file.name, report)
    if source is None:
        return ()
    text = source.decode("utf-8", errors="replace")
    collection.texts[file.name] = text
    collection.has_base = collection.has_base or file.is_base
    if not file.is_base and file.content is None:
        collection.own[file.name] = file.path
    root = parse_text(source, file.name, report)
    if root is None:
        collection.lost.update(_DEFINED.findall(text))
        return ()
    mapping = expect_mapping(root, "a rulebook file", report)
    if mapping is None:
        return ()
    if mapping.get(_SHAPE) is not None:
        collection.own.pop(file.name, None)
        collection.files.pop()  # an export shape, which may lie beside rulebooks and has a reader of its own
        return ()
    expect_keys(mapping, "a rulebook file", (key.name for key in FILE.keys), report)
    _take(mapping, file, collection, report)
    extends = mapping.get("extends")
    return () if extends is None else _bases(extends, file, report)


def _take(mapping: MappingNode, file: SourceFile, collection: Collection, report: Report) -> None:
    for name, table in NOUNS.items():
        for node in _entries(mapping, name, report):
            definition = expect_mapping(node, f"an entry of '{name}'", report)
            if definition is not None:
                identifier = definition.get("id")
                known = identifier.text if isinstance(identifier, ScalarNode) else ""
                collection.definitions.append(Definition(table.name, known, definition))
    for node in _entries(mapping, "overrides", report):
        override = expect_mapping(node, "an entry of 'overrides'", report)
        if override is not None:
            collection.overrides.append(override)
    header = mapping.get("rulebook")
    if header is not None:
        validate(header, HEADER, "'rulebook'", Findings(report))
        if isinstance(header, MappingNode) and not file.is_base:
            collection.headers.append(header)


def _entries(mapping: MappingNode, name: str, report: Report) -> tuple[Node, ...]:
    node = mapping.get(name)
    sequence = None if node is None else expect_sequence(node, f"'{name}'", report)
    return sequence.items if sequence else ()


def _bases(extends: Node, file: SourceFile, report: Report) -> tuple[SourceFile, ...]:
    found: list[SourceFile] = []
    for node in extends.items if isinstance(extends, SequenceNode) else (extends,):
        if not isinstance(node, ScalarNode) or not node.text.strip():
            report.error("wrong-type", node.location, "'extends' must be `core`, a path, or a list of them")
            continue
        base = find_base(node.text, file)
        if base is None:
            report.error(
                "undefined-base",
                node.location,
                f"'{node.text}' is neither a path beside this file nor a rulebook that is shipped",
                help=suggestion(node.text, (CORE,)),
                subject=node.text,
            )
            continue
        path, name = base
        found.extend(find_files(path, report, is_base=True, name=name))
    return tuple(found)
