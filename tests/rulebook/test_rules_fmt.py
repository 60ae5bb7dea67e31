"""The canonical layout: nothing is lost, nothing is said differently, and laid out again nothing moves."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_command import RULES, run

from cxaudit.configuration import find_comments, parse_text
from cxaudit.model import MappingNode, Report
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook
from cxaudit.rulebook.content_hash import node_hash
from cxaudit.rulebook.formatting import format_text


def formatted(text: str) -> str:
    report = Report()
    shown = format_text(text, "f", report)
    assert report.violations == []
    assert shown is not None
    return shown


def said(text: str) -> str:
    node = parse_text(text, "f", Report())
    assert node is not None
    return node_hash(node)


def comments(text: str) -> Counter[str]:
    return Counter(comment.text.replace(" ", "") for comment in find_comments(text, "f"))


# The sign @ shows where spaces at the end of a line end.
MESSY = """\ufeff# The rules of the shop.   @


symptoms:
-   severity: minor   @
    # as customers call it
    title: Slow
    id: slow   #main
    detect:
      phrase: [slow,   # not late

               late]

    description: |
      Two lines   @

      and a third
    #at the end
# about the other
-   {id: rude, title: Rude, severity: minor, detect: {phrase: rude}}
-   {id: curt, title: Curt, severity: minor, detect: {phrase: curt}}
causes:
    # a weak place
    - id: no-owner
      prior: rare
      title: >-
        Nobody
        owns it
      family: culture
      area: teamworking
    - {id: b, title: B, family: culture, area: teamworking, prior: rare}



""".replace("@", "")
TIDY = """# The rules of the shop.

symptoms:
  - id: slow  # main
    # as customers call it
    title: Slow
    description: |
      Two lines   @

      and a third
    # at the end
    severity: minor
    detect:
      phrase: [slow,  # not late

               late]

  # about the other
  - {id: rude, title: Rude, severity: minor, detect: {phrase: rude}}
  - {id: curt, title: Curt, severity: minor, detect: {phrase: curt}}

causes:
  # a weak place
  - id: no-owner
    title: >-
      Nobody
      owns it
    family: culture
    area: teamworking
    prior: rare

  - {id: b, title: B, family: culture, area: teamworking, prior: rare}
""".replace("@", "")


def test_a_messy_file_becomes_tidy() -> None:
    assert formatted(MESSY) == TIDY
    assert formatted(TIDY) == TIDY


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_become_those_of_unix(end: str) -> None:
    assert formatted(TIDY.replace("\n", end)) == TIDY


@pytest.mark.parametrize("path", sorted(resource("rules/core").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_default_rulebook_is_laid_out_like_that(path: Path) -> None:
    text = path.read_text()
    assert comments(formatted(text)) == comments(text)
    assert formatted(formatted(text)) == formatted(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]\n",
        "{symptoms: [], causes: []}",
        "a: b",
        "symptoms: [{id: a}]\n",
        "- a\n- b",
        'a: "\u2028"  \nb:   c\n',
    ],
)
def test_what_is_not_laid_out_in_blocks_stays(text: str) -> None:
    assert formatted(text) == text.rstrip("\n") + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "symptoms:\n  -\n    id: a\n    title: A\n",
        "symptoms:\n  - id: a\n    description: |+\n      x\n\n\n  - id: b\n",
        'symptoms:\n  - id: a\n    title: "x\n\n      y  "\n    severity: minor\n',
        "symptoms:\n  - id: a\n    description: |2\n        x\n",
        "symptoms:\n      - id: a\n        detect: {phrase:\n        [a]}\n",
        "symptoms:\n- title: >\n   x\n\n\n   y\n\n  id: a\n\n# end\n",
        "# only\n\n\n# comments\na: b\n# more\n\n\n",
        "symptoms: # all\n  # none yet\n  []\ncauses:\n# x\n- id: a\n",
        "symptoms:\n  - &x\n    id: a\n  - *x\n",
    ],
)
def test_whatever_stands_inside_a_value_stays(text: str) -> None:
    shown = formatted(text)
    assert said(shown) == said(text)
    assert comments(shown) == comments(text)
    assert formatted(shown) == shown


@st.composite
def messed(draw: st.DrawFn) -> str:
    """A sound rulebook with spaces, empty lines and comments strewn over it."""
    seed = draw(st.integers(0, 10_000))
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines: list[str] = []
    for line in RULES.splitlines():
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            lines.append(chance.choice(["", "   ", f"{' ' * chance.choice([0, 2, 4])}#c{len(lines)}"]))
        lines.append(line + chance.choice(["", "", "  ", " # d", "  #e"]))
    return chance.choice(["\n", "\r\n"]).join(lines) + chance.choice(["", "\n", "\n\n\n"])


@given(messed())
def test_nothing_is_lost_and_nothing_moves_again(text: str) -> None:
    shown = formatted(text)
    assert said(shown) == said(text)
    assert comments(shown) == comments(text)
    assert formatted(shown) == shown
    assert not any(line != line.rstrip() for line in shown.splitlines())


@given(st.permutations(["id: a", "title: A", "severity: minor", "detect: {phrase: a}", "stage: exit"]))
def test_keys_come_in_the_order_of_the_language(keys: list[str]) -> None:
    text = "symptoms:\n  - " + "\n    ".join(keys) + "\n"
    root = parse_text(formatted(text), "f", Report())
    assert isinstance(root, MappingNode)
    assert formatted(text) == (
        "symptoms:\n  - id: a\n    title: A\n    severity: minor\n    stage: exit\n    detect: {phrase: a}\n"
    )


def test_the_command_writes_the_files_and_names_them(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("\n\n" + RULES)
    before = load_rulebook([path]).content_hash
    assert run("fmt", "--check", str(tmp_path))[:2] == (1, f"{path}\n")
    assert run("fmt", str(tmp_path))[:2] == (0, f"{path}\n")
    assert run("fmt", "--check", str(tmp_path))[:2] == (0, "")
    assert load_rulebook([path]).content_hash == before


def test_a_file_that_is_no_yaml_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("a: [\n")
    code, _, told = run("fmt", str(path))
    assert (code, path.read_text()) == (1, "a: [\n")
    assert "error[syntax]" in told


def test_standard_input_goes_to_standard_output() -> None:
    assert run("fmt", "-", standard_input=TIDY + "\n\n")[:2] == (0, TIDY)
    assert run("fmt", "--check", "-", standard_input=TIDY + "\n")[0] == 1
    code, shown, told = run("fmt", "-", standard_input="a: [\n")
    assert (code, shown) == (1, "a: [\n")
    assert "error[syntax]" in told


def test_a_file_that_is_not_utf_8_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"\n\ntitle: caf\xe9\n")
    code, _, told = run("fmt", str(path))
    assert (code, path.read_bytes()) == (3, b"\n\ntitle: caf\xe9\n")
    assert "error[encoding]" in told
    assert run("check", "--fix", str(path))[0] == 3
    assert path.read_bytes() == b"\n\ntitle: caf\xe9\n"
