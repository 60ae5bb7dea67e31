"""Nodes of rules written in Python, for the tests of the rule kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from cxaudit.matchers import parse_condition
from cxaudit.model import Condition, Location, MappingNode, Node, Report, ScalarNode, SequenceNode, Violation

Written: TypeAlias = "str | Sequence[Written] | Mapping[str, Written]"


def node_of(written: Written) -> Node:
    """The node of a rule; all nodes share one place."""
    place = Location("rules.yaml", 1, 1)
    if isinstance(written, str):
        return ScalarNode(written, place)
    if isinstance(written, Mapping):
        return MappingNode(tuple((ScalarNode(key, place), node_of(value)) for key, value in written.items()), place)
    return SequenceNode(tuple(map(node_of, written)), place)


def condition_of(written: Written) -> Condition:
    """The condition of a rule that is as it should be."""
    report = Report()
    condition = parse_condition(node_of(written), report)
    assert condition is not None, report.violations
    assert not report.violations, report.violations
    return condition


def violations_of(written: Written) -> tuple[Violation, ...]:
    """What is wrong with a rule."""
    report = Report()
    parse_condition(node_of(written), report)
    return tuple(report.violations)
