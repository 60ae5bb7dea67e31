from dataclasses import replace

import pytest
from violations_sample import ERROR, FILE

from cxaudit.model import Location, Severity
from cxaudit.render.violations_report import count_violations, counted
from cxaudit.render.violations_text import render_violations


def test_a_violation_shows_its_line_the_fault_underlined_and_the_help() -> None:
    assert render_violations([ERROR], {"rules/refunds.yaml": FILE}) == (
        "rules/refunds.yaml:4:7: error[undefined-cause] cause 'no-ownr' is not defined\n"
        "  |\n"
        "4 |       no-ownr: often\n"
        "  |       ^^^^^^^\n"
        "  = symptom: refund-delay\n"
        "  = help: did you mean 'no-owner'? (rules/causes.yaml:31:5)\n"
    )


def test_a_violation_whose_file_is_not_at_hand_shows_no_line() -> None:
    assert "|" not in render_violations([ERROR])


def test_places_that_the_help_does_not_name_are_listed() -> None:
    shown = render_violations([replace(ERROR, help="")])
    assert "= see: rules/causes.yaml:31:5\n" in shown


def test_violations_are_set_apart_by_an_empty_line_and_nothing_is_nothing() -> None:
    assert render_violations([ERROR, ERROR]).count("\n\n") == 1
    assert render_violations([]) == ""


@pytest.mark.parametrize(
    ("line", "column", "subject", "carets"),
    [
        ("key: 'no-ownr'", 6, "no-ownr", "     ^^^^^^^^^"),
        ("key: other", 6, "no-ownr", "     ^"),
        ("日本: no-ownr", 5, "no-ownr", "      ^^^^^^^"),
        ("e\u0301: no-ownr", 5, "no-ownr", "   ^^^^^^^"),
        ("\tno-ownr", 2, "no-ownr", " ^^^^^^^"),
        ("key:", 9, "", "    ^"),
    ],
)
def test_the_carets_stand_below_the_fault(line: str, column: int, subject: str, carets: str) -> None:
    fault = replace(ERROR, location=Location("f", 1, column), subject=subject)
    assert render_violations([fault], {"f": line}).splitlines()[3] == f"  | {carets}"


def test_a_long_line_is_cut_around_the_fault() -> None:
    line = "a" * 500 + "no-ownr" + "b" * 500
    fault = replace(ERROR, location=Location("f", 1, 501))
    shown, carets = render_violations([fault], {"f": line}).splitlines()[2:4]
    assert len(shown) < 130
    start = carets.index("^")
    assert shown[start : start + 7] == "no-ownr"
    assert carets.count("^") == 7


def test_no_control_character_reaches_the_terminal() -> None:
    fault = replace(ERROR, location=Location("f", 1, 1), message="\x1b[31m red", help="\x07", owner="symptom \x1b")
    shown = render_violations([fault], {"f": "\x1b]0;title\x07 x\u202e"})
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_counts_have_their_plural() -> None:
    warning = replace(ERROR, severity=Severity.WARNING)
    assert count_violations([ERROR, ERROR, warning]) == "2 errors, 1 warning, 0 suppressed"
    assert counted(1, "remedy", "remedies") == "1 remedy"
    assert counted(1200, "remedy", "remedies") == "1,200 remedies"
