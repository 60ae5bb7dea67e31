"""A hash that names exactly what a rulebook says, whatever its files, comments and formatting."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cxaudit.model import MappingNode, Node, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.rulebook.collection import Definition


def content_hash(definitions: Iterable[Definition]) -> str:
    """SHA-256, as 64 hexadecimal digits, over the definitions in order of noun and id."""
    parts: list[str] = []
    for definition in sorted(definitions, key=lambda entry: (entry.what, entry.id)):
        _add_definition(definition, parts)
    return _hashed(parts)


def definition_hash(definition: Definition) -> str:
    """The same of one definition."""
    parts: list[str] = []
    _add_definition(definition, parts)
    return _hashed(parts)


def node_hash(node: Node) -> str:
    """The same of any node: what it says, whatever the order of keys."""
    parts: list[str] = []
    _add_canonical(node, parts)
    return _hashed(parts)


def _hashed(parts: list[str]) -> str:
    return hashlib.sha256("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _add_definition(definition: Definition, parts: list[str]) -> None:
    parts.append(f"{definition.what}\n")
    _add_canonical(definition.node, parts)


def _add_canonical(node: Node, parts: list[str]) -> None:
    """Every value with its length in front, so that no two different values read alike; keys in order."""
    if isinstance(node, ScalarNode):
        parts.append(f"s{len(node.text)}:{node.text}")
    elif isinstance(node, MappingNode):
        parts.append(f"m{len(node.entries)}:")
        for key, value in sorted(node.entries, key=lambda entry: entry[0].text):
            parts.append(f"k{len(key.text)}:{key.text}")
            _add_canonical(value, parts)
    else:
        parts.append(f"l{len(node.items)}:")
        for item in node.items:
            _add_canonical(item, parts)
