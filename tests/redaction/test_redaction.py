"""What the redactor hides, what it leaves, and where the match is afterwards."""

from __future__ import annotations

import time
import uuid

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cxaudit.redaction import Redactor

NAMES = ("Jane Doe", "Will Smith", "Li Wei", "José García", "mark.o'neil@example.com", "Billing Team", "CUST-00123")
REDACTOR = Redactor(NAMES)


def luhn_digit(digits: str) -> str:
    """The check digit, found by trying all ten: an oracle that shares nothing with the program."""
    for check in "0123456789":
        doubled = [int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(digits + check))]
        if sum(sum(map(int, str(value))) for value in doubled) % 10 == 0:
            return check
    raise AssertionError


@st.composite
def cards(draw: st.DrawFn) -> tuple[str, str]:
    body = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=14, max_size=14))
    number = body + luhn_digit(body)
    separator = draw(st.sampled_from(["", " ", "-", "\u00a0"]))
    return separator.join(number[i : i + 4] for i in range(0, 16, 4)), "[card]"


@st.composite
def ibans(draw: st.DrawFn) -> tuple[str, str]:
    bank = draw(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=4, max_size=4))
    rest = draw(st.text("0123456789", min_size=14, max_size=14))
    check = next(
        f"{check:02}"
        for check in range(2, 99)
        if int("".join(str(int(c, 36)) for c in f"{bank}{rest}GB{check:02}")) % 97 == 1
    )
    number = f"GB{check}{bank}{rest}"
    separator = draw(st.sampled_from(["", " "]))
    written = separator.join(number[i : i + 4] for i in range(0, len(number), 4))
    return draw(st.sampled_from([written, written.lower()])), "[IBAN]"


@st.composite
def mails(draw: st.DrawFn) -> tuple[str, str]:
    word = st.from_regex(r"[a-z][a-z0-9]{1,8}", fullmatch=True)
    local = draw(st.sampled_from([".", "_", "+", "-"])).join(draw(st.lists(word, min_size=1, max_size=3)))
    at = draw(st.sampled_from(["@", " (at) ", "[at]", "@"]))
    return f"{local}{at}{draw(word)}.{draw(st.sampled_from(['com', 'co.uk', 'de', 'museum']))}", "[e-mail]"


PHONE_SHAPES = (
    "+44 7### ######",
    "+1 (2##) ###-####",
    "+49-30-######",
    "+33.6.##.##.##.##",
    "0044 20 7### ####",
    "(415) ###-####",
    "415-###-####",
    "415.###.####",
    "020 7### ####",
    "07### ######",
    "01 ## ## ## ##",
    "612 ### ###",
    "98### #####",
    "tel: 555 ####",
    "call me on 2##-####",
)


@st.composite
def phones(draw: st.DrawFn) -> tuple[str, str]:
    shape = draw(st.sampled_from(PHONE_SHAPES))
    return "".join(draw(st.sampled_from("23456789")) if c == "#" else c for c in shape), "[phone]"


@st.composite
def national_ids(draw: st.DrawFn) -> tuple[str, str]:
    digits = draw(st.text("123456789", min_size=12, max_size=12))
    number = int(digits[:8])
    written = draw(
        st.sampled_from(
            [
                f"{digits[:3]}-{digits[3:5]}-{digits[5:9]}",
                f"AB {digits[:2]} {digits[2:4]} {digits[4:6]} C",
                f"ab{digits[:6]}c",
                f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}",
            ]
        )
    )
    return written, "[national id]"


OTHERS = st.sampled_from(
    [
        ("192.168.10.254", "[IP address]"),
        ("2001:db8:85a3::8a2e:370:7334", "[IP address]"),
        ("https://shop.example/reset?token=9f8e7d", "[link]"),
        ("www.shop.example/orders/8812733", "[link]"),
        ("@someone_else", "[handle]"),
        ("Jane", "[name]"),
        ("JANE DOE", "[name]"),
        ("Li Wei", "[name]"),
        ("Jose Garcia", "[name]"),
        ("O'Neil", "[name]"),
        ("cust-00123", "[account]"),
        ("261633561838", "[account]"),
    ]
)
SECRETS = st.one_of(cards(), ibans(), mails(), phones(), national_ids(), OTHERS)
FILLERS = st.sampled_from(
    [
        "",
        "I wrote about",
        "and still nothing since 2024-03-05, so",
        "paid $1,234.50 for it:",
        "waited 45 minutes (again)",
    ]
)


@settings(max_examples=200, deadline=None)
@given(FILLERS, SECRETS, FILLERS)
def test_no_secret_of_a_known_form_survives(before: str, secret: tuple[str, str], after: str) -> None:
    text = f"{before} {secret[0]} {after}".strip()
    redacted = REDACTOR.redact(text)
    assert secret[0] not in redacted
    assert secret[1] in redacted or "[national id]" in redacted  # one telephone number in ten passes Canada's check
    tail = secret[0][-4:]
    assert tail not in redacted or tail in f"{before} {after}"
    assert before in redacted
    assert after in redacted


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("a1 2@.-+()/:#$x[]eJanedoMr4\n°é")), st.lists(SECRETS, max_size=3))
@example("[[name]]", [])
@example("Mr Jane@x.com 1234567890", [])
def test_a_second_call_changes_nothing(noise: str, secrets: list[tuple[str, str]]) -> None:
    once = REDACTOR.redact(noise.join(["", *(secret for secret, _ in secrets), ""]))
    assert REDACTOR.redact(once) == once


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäß ,.;!?'\n-")), st.integers(0, 99999))
def test_text_without_secrets_is_unchanged(words: str, number: int) -> None:
    text = f"{words} {number} {words}"
    assert Redactor(["Zebulon Quux"]).redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "on 2024-01-05 and 05/01/2024 at 12:30:45, then 5.1.2024 and 20240105",
        "paid $1,234.56, then 1234567 EUR and £12000 of 100 000 000",
        "ticket 1234567890, order #9876543210, INC0012345678 and ref: 612345678",
        "XXXX XXXX of XXXX told me on XX/XX/XXXX that {$100.00}; my name is XXXX",
        "24/7, 9-5, 2 - 3 weeks, 2023 2024, 10 20 30, 3 tickets @ 45 each",
        "see https://www.example.com/help/contact-us and www.example.com.",
        "Will you? The bill was wrong. WILL anyone answer? Bill me.",
        "The Billing Team, the support team and tier 2",
        "[e-mail] rang [phone], said [name]",
        "version 10.2 of the app, flight 1234, 500 error, gate 12",
    ],
)
def test_everyday_numbers_and_words_stay(text: str) -> None:
    assert Redactor([*NAMES, "XXXX XXXX", "Bill", "Tier 2 Support"]).redact(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I spoke to Will and to Bill.", "I spoke to [name] and to [name]."),
        ("will smith hung up", "[name] hung up"),
        ("jane's manager", "[name]'s manager"),
        ("Janet and Doeville stay", "Janet and Doeville stay"),
        ("Doe, Jane", "[name]"),
        ("Dear Mr Brown, my name is Peter Pan and", "Dear Mr [name], my name is [name] and"),
        ("account number 12345678, sort code 12-34-56", "account number [account], sort code [account]"),
        ("card ending in 4242", "card ending in [account]"),
        ("my pin is 1234, password: hunter2", "my pin is [code], password: [code]"),
        ("visa4111111111111111x", "visa[card]x"),
        ("tel ٠٧٩١١١٢٣٤٥٦", "tel [phone]"),
        ("529.982.247-25 or 11010519491231002X", "[national id] or [national id]"),
        ("GB82 WEST 1234 5698 7654 32 and then", "[IBAN] and then"),
    ],
)
def test_a_secret_is_replaced_and_its_surroundings_are_not(text: str, expected: str) -> None:
    assert Redactor([*NAMES, "Bill"]).redact(text) == expected


@given(st.lists(st.tuples(FILLERS, OTHERS), min_size=1, max_size=4), st.sampled_from(["rude", "never called back"]))
def test_the_span_still_holds_the_words_that_matched(parts: list[tuple[str, tuple[str, str]]], match: str) -> None:
    before = " ".join(f"{filler} {secret}" for filler, (secret, _) in parts)
    text = f"{before} they were {match} to {parts[0][1][0]}"
    start = text.index(f"were {match}") + len("were ")
    redacted, new_start, new_end = REDACTOR.redact_with_span(text, start, start + len(match))
    assert redacted[new_start:new_end] == match


def test_a_span_that_touches_a_secret_takes_in_the_whole_marker() -> None:
    text = "mail jane@example.com now"
    assert REDACTOR.redact_with_span(text, 0, 9) == ("mail [e-mail] now", 0, 13)
    assert REDACTOR.redact_with_span(text, 9, len(text)) == ("mail [e-mail] now", 5, 17)
    assert REDACTOR.redact_with_span(text, 7, 12) == ("mail [e-mail] now", 5, 13)


def test_a_structural_span_of_nothing_stays_where_it_is() -> None:
    assert REDACTOR.redact_with_span("reopens: 3, customer: jane@example.com", 0, 0)[1:] == (0, 0)


@pytest.mark.parametrize(
    "unit", ["a", "1 ", "1-", "a@", "a.", "http://", "[", "Mr ", "password:", "0:", "a @ ", "GB82 "]
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begun = time.process_time()
        REDACTOR.redact(text)
        return time.process_time() - begun

    short, long = (min(seconds(length) for _ in range(3)) for length in (4_000, 32_000))
    assert long < 0.1 or long < 8 * 4 * short  # eight times the text; a quadratic search would take sixty-four times


@pytest.mark.parametrize(
    "value", ["Rose; Mark", "Mark; Rose", "Rose, Mark", "Mark Rose (m@x.example)", "Mark Rose <m@x.example>"]
)
def test_a_name_is_found_whichever_way_round_its_column_writes_it(value: str) -> None:
    # Both are everyday words, which only stand for a person when they stand together.
    assert Redactor([value]).redact("mark rose wrote: mark my words, the rose is red") == (
        "[name] wrote: mark my words, the rose is red"
    )


@given(st.uuids(version=4))
@example(uuid.UUID("b2221a58-008a-45a6-8464-7159c324c985"))
@example(uuid.UUID("be181716-2b0a-4228-aca1-2024fe730f23"))
def test_what_a_program_calls_a_thing_by_is_left_whole(name: uuid.UUID) -> None:
    assert REDACTOR.redact(f"session {name} ended") == f"session {name} ended"
    assert REDACTOR.redact(str(name).upper()) == str(name).upper()


def test_digits_alone_are_no_name_of_a_thing() -> None:
    assert "123456789012" not in REDACTOR.redact("12345678-1234-1234-1234-123456789012")
