"""Builds nodes from parsing events with a stack of its own, so that no input can exhaust Python's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from cxaudit.configuration.events import Places
from cxaudit.configuration.limits import MAXIMUM_DEPTH, MAXIMUM_EXPANDED_NODES
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)


def build_tree(stream: Iterator[Event | None], places: Places, report: Report) -> Node | None:
    """The node of the first document of `stream`; a fault that ends reading is in `report` and yields None."""
    builder = _Builder(places, report)
    for event in stream:
        if event is None or not builder.take(event):
            return None
        if builder.finished:
            break
    if builder.root is None:
        report.error("empty-file", Location(places.name, 1, 1), "the file holds nothing", help="fill or remove it")
    return builder.root


@dataclass(frozen=True, slots=True)
class _Sized:
    """A node with how many nodes it stands for once aliases are followed, and how deep it is."""

    node: Node
    nodes: int
    depth: int


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    location: Location
    anchor: str | None
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[ScalarNode, Node]] = field(default_factory=dict)
    key: ScalarNode | None = None
    expects_value: bool = False
    nodes: int = 1
    depth: int = 1


@dataclass(slots=True)
class _Builder:
    places: Places
    report: Report
    root: Node | None = None
    finished: bool = False
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, _Sized] = field(default_factory=dict)
    expanded: int = 0
    documents: int = 0

    def take(self, event: Event) -> bool:
        """Work one event; False when reading cannot go on."""
        if isinstance(event, ScalarEvent):
            if event.tag is not None:
                self._refuse_tag(event)
            node = ScalarNode(event.value, self.places.at(event.start_mark), bool(event.style))
            self._add(node, 1, 0, event.anchor)
        elif isinstance(event, _STARTS):
            return self._open(event)
        elif isinstance(event, _ENDS):
            self._close()
        elif isinstance(event, AliasEvent):
            return self._follow(event)
        elif isinstance(event, DocumentStartEvent):
            self._start_document(event)
        return True

    def _start_document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self.finished = True  # the first document stands; the others would be dropped in silence
            self.report.error(
                "several-documents",
                self.places.at(event.start_mark),
                "a second document begins here; a file holds one",
                help="move it into a file of its own, or remove the line '---'",
            )

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> bool:
        self._refuse_tag(event)
        location = self.places.at(event.start_mark)
        if len(self.stack) >= MAXIMUM_DEPTH:
            return self._refuse_depth(location)
        self.stack.append(_Open(location, event.anchor, isinstance(event, MappingStartEvent)))
        if event.anchor:
            self.anchors.pop(event.anchor, None)
        return True

    def _close(self) -> None:
        top = self.stack.pop()
        node: Node
        if top.is_mapping:
            node = MappingNode(tuple(top.entries.values()), top.location)
        else:
            node = SequenceNode(tuple(top.items), top.location)
        self._add(node, top.nodes, top.depth, top.anchor)

    def _follow(self, event: AliasEvent) -> bool:
        location, anchor = self.places.at(event.start_mark), str(event.anchor)
        sized = self.anchors.get(anchor)
        if sized is None:
            self._report_unknown_anchor(anchor, location)
            self._add(ScalarNode(f"*{anchor}", location, quoted=True), 1, 0)
            return True
        self.expanded += sized.nodes
        if self.expanded > MAXIMUM_EXPANDED_NODES:
            self.report.error(
                "alias-expansion",
                location,
                f"the aliases of this file stand for more than {MAXIMUM_EXPANDED_NODES:,} values",
                help="write the values out, or split the file",
                related=(sized.node.location,),
                subject=f"*{anchor}",
            )
            return False
        if len(self.stack) + sized.depth > MAXIMUM_DEPTH:
            return self._refuse_depth(location)
        self._add(sized.node, sized.nodes, sized.depth)
        return True

    def _report_unknown_anchor(self, anchor: str, location: Location) -> None:
        inside = next((frame for frame in self.stack if frame.anchor == anchor), None)
        if inside is not None:
            self.report.error(
                "recursive-alias",
                location,
                f"the alias '*{anchor}' stands inside the very value it names",
                related=(inside.location,),
                subject=f"*{anchor}",
            )
            return
        self.report.error(
            "undefined-alias",
            location,
            f"nothing is anchored as '&{anchor}' before this",
            help="a text that begins with * must stand between quotes",
            subject=f"*{anchor}",
        )

    def _add(self, node: Node, nodes: int, depth: int, anchor: str | None = None) -> None:
        """Put a finished node, of `nodes` nodes and `depth` levels once aliases are followed, where it belongs."""
        if anchor:
            self.anchors[anchor] = _Sized(node, nodes, depth)
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.nodes += nodes
        if depth >= top.depth:
            top.depth = depth + 1
        if not top.is_mapping:
            top.items.append(node)
        elif top.expects_value:
            top.expects_value = False
            self._add_entry(top, node)
        else:
            top.expects_value = True
            top.key = self._key(node)

    def _key(self, node: Node) -> ScalarNode | None:
        if isinstance(node, ScalarNode):
            return node
        self.report.error("wrong-type", node.location, "a key must be a word, not a list or a mapping")
        return None

    def _add_entry(self, top: _Open, value: Node) -> None:
        key = top.key
        if key is None:
            return
        if key.text == "<<" and not key.quoted:
            message = "merge keys ('<<') are not read: what a rule says must stand where it is said"
            self.report.error("merge-key", key.location, message, help="write the keys out", subject="<<")
            return
        first = top.entries.get(key.text)
        if first is None:
            top.entries[key.text] = (key, value)
            return
        self.report.error(
            "duplicate-key",
            key.location,
            f"the key '{key.text}' stands twice in this mapping",
            help=f"it was first written at {first[0].location}",
            related=(first[0].location,),
            subject=key.text,
        )
        if isinstance(value, SequenceNode) and isinstance(first[1], SequenceNode):
            # Both are kept, so that what the second list defines is not called undefined elsewhere.
            top.entries[key.text] = (first[0], SequenceNode(first[1].items + value.items, first[1].location))

    def _refuse_tag(self, event: NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            message = f"the tag '{shown}' is not read: values are typed by what they mean here"
            self.report.error("yaml-tag", self.places.at(event.start_mark), message, help="remove it", subject=shown)

    def _refuse_depth(self, location: Location) -> bool:
        self.report.error("too-deep", location, f"lists and mappings stand more than {MAXIMUM_DEPTH} deep here")
        return False
