"""Whatever a log holds is shown as it stands, and never becomes markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cxaudit.render.markdown_text import Grid, Markdown, code, escape, html, mermaid_label, quoted, table, visible

if TYPE_CHECKING:
    from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = st.text(
    st.sampled_from("\\`*_{}[]()<>#+-=.!|~&;:/ 1aB\"'\t\n\r\x00\x1b\u202e\u200bé$@")
    | st.characters(exclude_categories=["Cs"])
)


def inline(text: str) -> list[Token]:
    tokens = PARSER.parse(text)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    return tokens[1].children or []


def shown(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in {"text", "code_inline"})


@given(HOSTILE)
@example("# heading")
@example("1. list")
@example("---")
@example("<script>alert(1)</script>")
@example("&lt;b&gt; &amp; &#60;")
@example("[a](javascript:x) ![b](c)")
@example("a\n\n- b")
@example("    code")
@example("~~x~~ **y** __z__")
@example("trailing\\")
def test_escaped_text_shows_exactly_itself(text: str) -> None:
    escaped = escape(text)
    if not visible(text):
        assert escaped == ""
        return
    tokens = inline(escaped)
    assert {token.type for token in tokens} == {"text"}
    assert shown(tokens) == visible(text)


@given(HOSTILE.filter(visible))
@example("`")
@example("``a`")
def test_code_shows_exactly_the_text(text: str) -> None:
    tokens = inline(code(text))
    assert [token.type for token in tokens] == ["code_inline"]
    assert tokens[0].content == visible(text)


@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=4))
def test_a_table_keeps_its_cells_whatever_they_hold(rows: list[tuple[str, str]]) -> None:
    grid = Grid(("a|b", "# c"), ("left", "right"), tuple(rows))
    tokens = PARSER.parse(table(grid))
    cells = [token.children or [] for token in tokens if token.type == "inline"]
    assert {token.type for token in tokens if token.level == 0} == {"table_open", "table_close"}
    assert [shown(cell) for cell in cells] == ["a|b", "# c", *(visible(cell) for row in rows for cell in row)]
    assert {child.type for cell in cells for child in cell} <= {"text"}


@given(HOSTILE, HOSTILE, HOSTILE)
@example("", "rude", "")
@example("x", "!rude,", "y")
@example("# ", "a*b", " |")
def test_a_quote_shows_the_text_with_the_match_in_bold(before: str, match: str, after: str) -> None:
    text = before + match + after
    tokens = inline(quoted(text, len(before), len(before) + len(match))) if visible(text) else []
    assert shown(tokens).replace(" ", "") == visible(text).replace(" ", "")
    assert {token.type for token in tokens} <= {"text", "strong_open", "strong_close"}
    letters = [place for place, character in enumerate(match) if character.isalnum()]
    assert sum(token.type == "strong_open" for token in tokens) == bool(letters)
    if letters:
        at = next(index for index, token in enumerate(tokens) if token.type == "strong_open")
        assert tokens[at + 1].content == visible(match[letters[0] : letters[-1] + 1])


@given(HOSTILE)
def test_a_mermaid_label_holds_nothing_that_could_end_it(text: str) -> None:
    label = mermaid_label(text)
    assert not set('"`<>[]{}|\\\n') & set(label)
    assert label.count("#") == label.count(";")


@given(HOSTILE)
def test_text_within_html_cannot_open_an_element(text: str) -> None:
    assert not set('<>"\n') & set(html(text))


@pytest.mark.parametrize("address", ["https://evil.example/x", "see http://a.example", "www.evil.example"])
def test_an_address_in_the_data_does_not_become_a_link(address: str) -> None:
    escaped = escape(address)
    assert not re.search(r"(?<!\\)://", escaped)
    assert "www." not in escaped
    assert shown(inline(escaped)) == address


def test_markdown_is_not_escaped_twice() -> None:
    assert escape(Markdown("**a**")) == "**a**"


def test_narrow_columns_are_aligned_in_the_source() -> None:
    grid = Grid(("Cause", "n"), ("left", "right"), (("short", "1"), ("a longer one", "1,234")))
    assert table(grid).splitlines() == [
        "| Cause        |     n |",
        "| ------------ | ----: |",
        "| short        |     1 |",
        "| a longer one | 1,234 |",
    ]
