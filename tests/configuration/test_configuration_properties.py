import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.configuration import parse_text
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode, Severity

Loader = type[yaml.CSafeLoader | yaml.SafeLoader]
LOADERS = pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader], ids=["libyaml", "fallback"])

PUNCTUATION = st.text(st.sampled_from(list("ab01 \t\n\r:-[]{},&*!?|>'\"%@`#\\<~é😀\u2028\x85\ufeff\x00")), max_size=60)
WORDS = st.text(st.sampled_from(list(string.ascii_letters + " :#-é😀'\"[]{}\n")), max_size=12)
DOCUMENTS = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)


@LOADERS
@given(source=st.text(max_size=200) | st.binary(max_size=200) | PUNCTUATION)
def test_whatever_is_read_is_a_node_or_a_located_violation(source: str | bytes, loader: Loader) -> None:
    report = Report()
    node = parse_text(source, "f.yaml", report, loader=loader)
    errors = [entry for entry in report.violations if entry.severity is Severity.ERROR]
    assert node is not None or errors
    for entry in report.violations:
        assert entry.location.path == "f.yaml"
        assert entry.location.line >= 1
        assert entry.location.column >= 1
        assert entry.message


@given(
    document=DOCUMENTS, flow=st.booleans(), style=st.sampled_from([None, '"', "'"]), width=st.sampled_from([20, 200])
)
def test_what_was_written_is_read_back(document: object, flow: bool, style: str | None, width: int) -> None:  # noqa: FBT001 - drawn
    source = yaml.safe_dump(
        document, default_flow_style=flow, default_style=style, width=width, allow_unicode=True, sort_keys=False
    )
    report = Report()
    node = parse_text(source.encode(), "f.yaml", report)
    assert report.violations == []
    assert node is not None
    assert plain(node) == document


@LOADERS
@given(document=DOCUMENTS, flow=st.booleans(), style=st.sampled_from([None, '"', "'"]))
def test_places_are_those_of_an_independent_composer(
    loader: Loader,
    document: object,
    flow: bool,  # noqa: FBT001 - drawn
    style: str | None,
) -> None:
    source = yaml.safe_dump(document, default_flow_style=flow, default_style=style, allow_unicode=True, width=30)
    node = parse_text(source, "f.yaml", Report(), loader=loader)
    composed = yaml.compose(source, Loader=yaml.SafeLoader)
    assert node is not None
    assert places(node) == composed_places(composed)


@given(source=PUNCTUATION)
def test_whatever_the_composer_reads_without_fault_stands_at_the_same_places_here(source: str) -> None:
    report = Report()
    node = parse_text(source, "f.yaml", report, loader=yaml.SafeLoader)
    if node is None or report.violations or not {"\x85", "\u2028"}.isdisjoint(source):
        return
    assert places(node) == composed_places(yaml.compose(source, Loader=yaml.SafeLoader))


def plain(node: Node) -> object:
    match node:
        case ScalarNode(text=text):
            return text
        case SequenceNode(items=items):
            return [plain(item) for item in items]
        case MappingNode(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def places(node: Node) -> list[tuple[str, int, int]]:
    match node:
        case ScalarNode(text=text, location=place):
            return [(text, place.line, place.column)]
        case SequenceNode(items=items, location=place):
            return [("[", place.line, place.column), *(entry for item in items for entry in places(item))]
        case MappingNode(entries=entries, location=place):
            inner = (entry for pair in entries for part in pair for entry in places(part))
            return [("{", place.line, place.column), *inner]


def composed_places(node: yaml.Node | None) -> list[tuple[str, int, int]]:
    assert node is not None
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    match node:
        case yaml.SequenceNode():
            return [("[", line, column), *(entry for item in node.value for entry in composed_places(item))]
        case yaml.MappingNode():
            inner = (entry for pair in node.value for part in pair for entry in composed_places(part))
            return [("{", line, column), *inner]
        case _:
            return [(str(node.value), line, column)]


def test_a_location_prints_as_editors_link_it() -> None:
    assert str(Location("a/b.yaml", 3, 7)) == "a/b.yaml:3:7"
