"""Reads the keys of a definition that has passed validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cxaudit.configuration import expect_number
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.rulebook import values
from cxaudit.rulebook.kinds import Probability, Range

if TYPE_CHECKING:
    from collections.abc import Mapping

_Value = TypeVar("_Value")
_ANY_RANGE = Range(float("-inf"), float("inf"))


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping that validation has passed: what is there has the right kind, what is not takes the default."""

    node: MappingNode

    @property
    def location(self) -> Location:
        """Where the mapping begins."""
        return self.node.location

    def places(self) -> dict[str, Location]:
        """Where the value of each key is written."""
        return {key.text: value.location for key, value in self.node.entries}

    def text(self, key: str, default: str = "") -> str:
        """The text under `key`, spaces at its ends dropped."""
        node = self.node.get(key)
        return text_of(node) if node else default

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts listed under `key`."""
        return tuple(text_of(item) for item in self.items(key))

    def items(self, key: str) -> tuple[Node, ...]:
        """The nodes listed under `key`; one node that is not a list counts as a list of one."""
        node = self.node.get(key)
        if node is None:
            return ()
        return node.items if isinstance(node, SequenceNode) else (node,)

    def tables(self, key: str) -> tuple[Fields, ...]:
        """The mappings listed under `key`."""
        return tuple(Fields(item) for item in self.items(key) if isinstance(item, MappingNode))

    def table(self, key: str) -> Fields | None:
        """The mapping under `key`."""
        node = self.node.get(key)
        return Fields(node) if isinstance(node, MappingNode) else None

    def truth(self, key: str, *, default: bool) -> bool:
        """The truth value under `key`."""
        return self.text(key, "true" if default else "false") == "true"

    def number(self, key: str, default: float) -> float:
        """The number under `key`."""
        node = self.node.get(key)
        return default if node is None else _sound(expect_number(node, key, Report()))

    def range(self, key: str) -> tuple[float, float, float] | None:
        """The three numbers under `key`."""
        node = self.node.get(key)
        return None if node is None else _sound(values.read_range(node, key, _ANY_RANGE, Report()))

    def probability(self, key: str, words: Mapping[str, float], default: str) -> tuple[float, str]:
        """The probability under `key`, and the word it was written as."""
        node = self.node.get(key) or ScalarNode(default, self.location)
        return probability_of(node, words)

    def days(self, key: str) -> int:
        """The number of days under `key`."""
        return _sound(values.read_days(self._required(key), key, Report()))

    def change(self, key: str) -> float:
        """The relative change under `key`, as a fraction."""
        return _sound(values.read_change(self._required(key), key, Report()))

    def _required(self, key: str) -> Node:
        node = self.node.get(key)
        assert node is not None
        return node


def text_of(node: Node) -> str:
    """The text of a scalar that validation has passed, spaces at its ends dropped."""
    assert isinstance(node, ScalarNode)
    return node.text.strip()


def probability_of(node: Node, words: Mapping[str, float]) -> tuple[float, str]:
    """The probability of a scalar that validation has passed, and the word it was written as."""
    return _sound(values.read_probability(node, "", Probability(words), Report()))


def _sound(value: _Value | None) -> _Value:
    assert value is not None, "validation passes only what can be read"
    return value
