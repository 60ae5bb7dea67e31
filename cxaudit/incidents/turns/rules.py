"""Where messages stand within a record, as export shapes say it in YAML."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.configuration import expect_boolean, expect_keys, expect_mapping
from cxaudit.incidents.rules import names_of
from cxaudit.model import MappingNode, Node, Report, SequenceNode

_PLACES = ("list", "journal", "column")
KEYS = (*_PLACES, "text", "sent_at", "speaker", "author", "internal", "public", "customer", "staff", "from_the_start")

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnRule:
    """Messages of a record; of alternative names the first with a value counts.

    They stand in a list of objects (`list`), several in one cell (`journal`), or one in a cell (`column`). `text`,
    `sent_at`, `author`, `internal` and `public` are fields of a message, or columns of the record where one stands in
    a cell; what all fields of `speaker` say counts. `customer` and `staff` are columns of the record with whom the
    author is compared. `from_the_start` says that the first message, with which the record began, is among them.
    """

    list: Names = ()
    journal: Names = ()
    column: Names = ()
    text: Names = ()
    sent_at: Names = ()
    speaker: Names = ()
    author: Names = ()
    internal: Names = ()
    public: Names = ()
    customer: Names = ()
    staff: Names = ()
    from_the_start: bool = False


def parse_turns(node: Node | None, report: Report) -> tuple[TurnRule, ...]:
    """The rules under ``turns:``."""
    if node is None:
        return ()
    items = node.items if isinstance(node, SequenceNode) else (node,)
    return tuple(rule for item in items if (rule := _rule(item, report)) is not None)


def _rule(node: Node, report: Report) -> TurnRule | None:
    mapping = expect_mapping(node, "an entry of 'turns'", report)
    if mapping is None or not expect_keys(mapping, "an entry of 'turns'", KEYS, report):
        return None
    if sum(mapping.get(key) is not None for key in _PLACES) != 1:
        report.error("missing-key", node.location, f"an entry of 'turns' needs one of {', '.join(_PLACES)}")
        return None
    start = mapping.get("from_the_start")
    from_the_start = start is not None and expect_boolean(start, "'from_the_start'", report) is True
    names = {key: _names(mapping, key, report) for key in KEYS if key != "from_the_start"}
    return TurnRule(**names, from_the_start=from_the_start)


def _names(mapping: MappingNode, key: str, report: Report) -> Names:
    return names_of(mapping.get(key), f"'{key}'", report)
