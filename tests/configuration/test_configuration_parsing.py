from pathlib import Path

import pytest
import yaml

from cxaudit.configuration import MAXIMUM_BYTES, MAXIMUM_DEPTH, parse_file, parse_text
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode, Severity

LOADERS = pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader], ids=["libyaml", "fallback"])
Loader = type[yaml.CSafeLoader | yaml.SafeLoader]


def faults(source: str | bytes, loader: Loader = yaml.CSafeLoader) -> list[tuple[str, int, int]]:
    report = Report()
    parse_text(source, "f.yaml", report, loader=loader)
    return [(entry.check, entry.location.line, entry.location.column) for entry in report.violations]


def parsed(source: str | bytes, loader: Loader = yaml.CSafeLoader) -> Node:
    report = Report()
    node = parse_text(source, "f.yaml", report, loader=loader)
    assert node is not None, report.violations
    assert report.violations == []
    return node


def mapping(source: str | bytes, loader: Loader = yaml.CSafeLoader) -> MappingNode:
    node = parsed(source, loader)
    assert isinstance(node, MappingNode)
    return node


@LOADERS
@pytest.mark.parametrize(
    "word", ["no", "on", "yes", "010", "12:30", "1_000", "2025-01-01", "~", "null", "0x1F", ".inf"]
)
def test_every_scalar_stays_as_it_was_written(word: str, loader: Loader) -> None:
    assert mapping(f"key: {word}", loader).get("key") == ScalarNode(word, Location("f.yaml", 1, 6))


@LOADERS
def test_quotes_are_remembered_and_a_plain_word_has_none(loader: Loader) -> None:
    node = mapping("a: 'no'\nb: \"no\"\nc: no\nd: |\n  no\n", loader)
    quoted = {key.text: value.quoted for key, value in node.entries if isinstance(value, ScalarNode)}
    assert quoted == {"a": True, "b": True, "c": False, "d": True}


@LOADERS
def test_columns_count_characters_not_bytes(loader: Loader) -> None:
    value = mapping("{é😀: x}", loader).get("é😀")
    assert value is not None
    assert value.location == Location("f.yaml", 1, 6)


@LOADERS
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(line_end: str, loader: Loader) -> None:
    value = mapping(line_end.join(["# first", "a: 1", "", "b: 2"]), loader).get("b")
    assert value is not None
    assert value.location == Location("f.yaml", 4, 4)


@LOADERS
def test_a_line_separator_inside_a_text_does_not_move_the_lines_after_it(loader: Loader) -> None:
    value = mapping("a: 'one\u2028two\x85three'\nb: 2\n", loader).get("b")
    assert value is not None
    assert value.location == Location("f.yaml", 2, 4)


@LOADERS
@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", 3, 1)),
        ("x: {a: 1, b: 2, a: 3}\n", ("duplicate-key", 1, 17)),
        ("a: 1\n  b: 2\n", ("syntax", 2, 4)),
        ("a: [1, 2\n", ("syntax", 2, 1)),
        ("a: {b", ("syntax", 1, 6)),
        ("a: !!int 3\n", ("yaml-tag", 1, 4)),
        ("a: !python/object:os.system [x]\n", ("yaml-tag", 1, 4)),
        ("a: {<<: {b: 1}}\n", ("merge-key", 1, 5)),
        ("a: 1\n---\nb: 2\n", ("several-documents", 2, 1)),
        ("a: &x [1, *x]\n", ("recursive-alias", 1, 11)),
        ("a: [*care]\n", ("undefined-alias", 1, 5)),
        ("? [a, b]\n: 1\n", ("wrong-type", 1, 3)),
        ("", ("empty-file", 1, 1)),
        ("# nothing but a comment\n", ("empty-file", 1, 1)),
        (b"a: 1\nb: caf\xe9\n", ("encoding", 2, 7)),
        ("a: 1".encode("utf-16"), ("encoding", 1, 1)),
        ("a: 1".encode("utf-32"), ("encoding", 1, 1)),
        ("a: 1\nb: \x07\n", ("encoding", 2, 4)),
        ("a: \ud800\n", ("encoding", 1, 4)),
        ('a: "\\UFFFFFFFF"\n', None),
        ("a: @x\n", ("syntax", 1, 4)),
        ("a:\n\tb: 1\n", ("syntax", 2, 1)),
    ],
)
def test_each_fault_is_told_at_its_place(
    source: str | bytes, fault: tuple[str, int, int] | None, loader: Loader
) -> None:
    found = faults(source, loader)
    assert len(found) == 1
    assert fault in {None, found[0]}


@LOADERS
def test_a_byte_order_mark_is_a_warning_and_moves_no_column(loader: Loader) -> None:
    report = Report()
    node = parse_text(b"\xef\xbb\xbfa: 1\n", "f.yaml", report, loader=loader)
    assert isinstance(node, MappingNode)
    assert node.entries[0][0].location == Location("f.yaml", 1, 1)
    assert [(entry.check, entry.severity) for entry in report.violations] == [("byte-order-mark", Severity.WARNING)]


def test_a_duplicate_key_names_both_places_and_the_first_value_stands() -> None:
    report = Report()
    node = parse_text("a: 1\na: 2\n", "f.yaml", report)
    assert isinstance(node, MappingNode)
    assert node.get("a") == ScalarNode("1", Location("f.yaml", 1, 4))
    (violation,) = report.violations
    assert violation.location == Location("f.yaml", 2, 1)
    assert violation.related == (Location("f.yaml", 1, 1),)


def test_lists_under_a_duplicate_key_are_joined_so_that_nothing_they_define_is_lost() -> None:
    node = parse_text("a: [1]\na: [2]\n", "f.yaml", Report())
    assert isinstance(node, MappingNode)
    values = node.get("a")
    assert isinstance(values, SequenceNode)
    assert [item.text for item in values.items if isinstance(item, ScalarNode)] == ["1", "2"]


def test_faults_that_leave_the_structure_clear_are_all_told_at_once() -> None:
    source = "a: !t 1\na: 2\nb: {<<: x}\nc: [*gone]\n"
    assert [check for check, _, _ in faults(source)] == ["yaml-tag", "duplicate-key", "merge-key", "undefined-alias"]


@LOADERS
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_hundred_thousand_levels_are_refused_without_a_crash(opening: str, loader: Loader) -> None:
    ((check, line, column),) = faults(opening * 100_000, loader)
    assert (check, line) == ("too-deep", 1)
    assert column == MAXIMUM_DEPTH * len(opening) + 1


def test_as_many_levels_as_are_allowed_are_read() -> None:
    assert faults("[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH) == []


def test_aliases_cannot_hide_depth() -> None:
    half = MAXIMUM_DEPTH // 2
    first = f"- &a {'[' * half}{']' * half}\n"
    assert faults(first + f"- {'[' * (half - 1)}*a{']' * (half - 1)}\n") == []
    assert faults(first + f"- {'[' * half}*a{']' * half}\n") == [("too-deep", 2, 3 + half)]


@LOADERS
def test_an_alias_bomb_is_refused_at_the_alias_that_goes_too_far(loader: Loader) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 30)]
    ((check, line, _),) = faults("\n".join(lines), loader)
    assert (check, line) == ("alias-expansion", 5)  # a3 is within the limit of 20,000 values; a4 is not


def test_an_alias_stands_for_what_was_anchored() -> None:
    node = mapping("a: &x [1, 2]\nb: *x\n")
    assert node.get("a") == node.get("b")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a: 1\n" + "#" * MAXIMUM_BYTES)
    report = Report()
    assert parse_file(path, "large.yaml", report) is None
    assert [entry.check for entry in report.violations] == ["too-large"]


def test_a_folder_or_a_missing_file_is_unreadable_and_nothing_is_raised(tmp_path: Path) -> None:
    report = Report()
    assert parse_file(tmp_path, "folder", report) is None
    assert parse_file(tmp_path / "gone.yaml", "gone.yaml", report) is None
    assert [entry.check for entry in report.violations] == ["unreadable", "unreadable"]


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("a:\n\tb: 1\n", "spaces, never with tabs"),
        ("a: one: two\n", "quotes"),
        ("a: @b\n", "begins with @"),
        ('a: "\\d+"\n', "single quotes"),
        ("phrase: [*care]\n", "begins with *"),
    ],
)
def test_the_help_says_what_to_do(source: str, advice: str) -> None:
    report = Report()
    parse_text(source, "f.yaml", report)
    assert advice in report.violations[0].help
