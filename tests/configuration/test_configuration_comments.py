"""Comments are found where they are, and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from cxaudit.configuration import find_comments, lines_inside_values

TEXT = """\
# one
a: # two
  - "x # no" # three
  - >-
    text # no

  # four
  - b#no
c: {d: 1, # five
  e: 'f # no'}
# six"""


def test_comments_have_their_place_and_say_whether_they_stand_alone() -> None:
    found = [
        (entry.location.line, entry.location.column, entry.text, entry.alone) for entry in find_comments(TEXT, "f")
    ]
    assert found == [
        (1, 1, "# one", True),
        (2, 4, "# two", False),
        (3, 14, "# three", False),
        (7, 3, "# four", True),
        (9, 11, "# five", False),
        (11, 1, "# six", True),
    ]
    assert all(TEXT[entry.index :].startswith(entry.text) for entry in find_comments(TEXT, "f"))


def test_lines_of_a_value_are_those_whose_spaces_belong_to_it() -> None:
    assert lines_inside_values(TEXT) == {4, 5}
    assert lines_inside_values('a: "x\n\n  y"\nb: |+\n  z\n\n\nc: |\n  z\n\n') == {1, 2, 3, 4, 5, 6, 7, 8, 9}


def test_what_is_no_yaml_has_no_comments() -> None:
    assert find_comments("# a\n'b", "f") == ()
    assert lines_inside_values("a: 'b\n\n") == frozenset()


@given(st.text(alphabet="ab:# -\n[]{}'\"|>", max_size=40))
def test_whatever_a_text_holds_nothing_is_raised(text: str) -> None:
    for entry in find_comments(text, "f"):
        assert text[entry.index] == "#"
    assert all(1 <= line <= text.count("\n") + 1 for line in lines_inside_values(text))
