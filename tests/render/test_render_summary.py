"""The summary on a terminal and in a pipe."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_sample import make_audit, with_alarm, without_findings, without_incidents, without_symptoms
from rich.console import Console

from cxaudit.cli.summary import make_console, print_summary

if TYPE_CHECKING:
    from cxaudit.model import Audit


def summary(audit: Audit, width: int = 80) -> str:
    out = io.StringIO()
    print_summary(audit, Console(file=out, width=width, color_system=None, highlight=False, markup=False, emoji=False))
    return out.getvalue()


@pytest.mark.parametrize("width", [30, 50, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line.rstrip()) for line in summary(with_alarm(make_audit()), width).splitlines()) <= width


def test_it_says_what_was_read_what_fails_why_and_what_to_do() -> None:
    text = " ".join(summary(make_audit(), 110).split())
    for said in (
        "1,210 rows read = 1,200 used + 10 rejected",
        "500 of 1,200 incidents (42%) show a symptom",
        "200 17%",
        "34% (29–40%) supported, B",
        "1 Refuse impossible charges at entry (head of billing, within 60 days)",
        "The whole plan prevents 24% (15–32%) for 43 (22–85) person-days.",
        "What this data cannot tell",
    ):
        assert said in text


def test_no_line_ends_in_spaces() -> None:
    assert not [line for line in summary(make_audit()).splitlines() if line != line.rstrip()]


def test_a_warning_stands_before_the_causes() -> None:
    text = summary(with_alarm(make_audit()))
    assert text.index("Mind: Incidents name more symptoms") < text.index("Leads to check")


def test_the_bar_of_a_cause_is_solid_up_to_the_low_end_of_its_interval() -> None:
    line = next(line for line in summary(make_audit(), 110).splitlines() if "1  No error-proofing" in line)
    assert line.count("█") == round(16 * 0.29 / 0.4)
    assert line.count("█") + line.count("░") == 16


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (without_symptoms, "None of the 1,200 incidents shows a symptom that the rulebook knows."),
        (without_findings, "The evidence is not sufficient to name a leading cause."),
        (without_incidents, "No incident could be used, so nothing can be said of causes."),
    ],
)
def test_an_audit_with_little_to_say_says_so(make: object, said: str) -> None:
    assert callable(make)
    text = summary(make())
    assert said in text
    assert "Do first" not in text


def test_nothing_in_the_data_can_command_the_terminal() -> None:
    audit = make_audit()
    entry = replace(audit.catalogue["billing-error"], title="\x1b[31m[bold]red\x07\u202e[/bold]")
    text = summary(replace(audit, catalogue={**audit.catalogue, entry.id: entry}))
    assert "[31m[bold]red[/bold]" in text
    assert not set("\x1b\x07\u202e") & set(text)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("value", ["", "1"])
def test_no_color_means_no_colour_and_no_bold(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", value)
    console = make_console()
    print_summary(make_audit(), console)
    assert "\x1b" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    console = make_console()
    print_summary(make_audit(), console)
    assert "\x1b[1m" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_pipe_gets_plain_text_even_where_colour_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_summary(with_alarm(make_audit()), make_console())
    assert "\x1b" not in out.getvalue()
    assert not set("│┃━─┌└╭") & set(out.getvalue())
