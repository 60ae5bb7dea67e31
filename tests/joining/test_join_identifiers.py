"""What names a customer: spellings of one address or number are equal, and different ones stay apart."""

from __future__ import annotations

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.engines.joining.identifying import Identify
from cxaudit.incidents.values.mail import mail_address
from cxaudit.incidents.values.phone import Phone, is_country, phone_number
from cxaudit.incidents.values.whole import without_fraction

WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
ADDRESS = st.builds(lambda name, host: f"{name}.q@{host}.example", WORD, WORD)


@given(ADDRESS, st.booleans(), st.sampled_from(["{}", " {} ", "mailto:{}", "Ann Bell <{}>", '"Bell, Ann" <{}>', "{};"]))
def test_an_address_is_the_same_in_every_spelling(address: str, upper: bool, spelling: str) -> None:  # noqa: FBT001
    assert mail_address(spelling.format(address.upper() if upper else address)) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Conor.O'Brien@corp.com", "conor.o'brien@corp.com"),
        ("'conor.o'brien@corp.com'", "conor.o'brien@corp.com"),
        ("'ann@x.de'", "ann@x.de"),
        ('"ann@x.de"', "ann@x.de"),
        ("Ann <mailto:a!#$%&*+/=?^_`{|}~-b@x.de>", "a!#$%&*+/=?^_`{|}~-b@x.de"),
        ('"Bell, Ann"@x.de', '"bell, ann"@x.de'),
        ('"ann bell"@x.de', '"ann bell"@x.de'),
        ('"ann.bell"@x.de', "ann.bell@x.de"),
        ("a@x.de/b@y.de", "a@x.de"),
        ("a@x.de|b@y.de", "a@x.de"),
    ],
)
def test_every_sign_that_may_stand_in_an_address_is_part_of_it(text: str, address: str) -> None:
    assert mail_address(text) == address


@given(ADDRESS, ADDRESS)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert (mail_address(one) == mail_address(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"), [("ann+shop@x.de", "ann@x.de"), ("a.nn@gmail.com", "ann@gmail.com"), ("ann@x.de", "ann@x.com")]
)
def test_what_only_one_provider_takes_for_the_same_is_not(one: str, other: str) -> None:
    assert mail_address(one) != mail_address(other)


@pytest.mark.parametrize(
    "text", ["", "Ann Bell", "@annbell", "ann@home", "noreply@x.de", "No-Reply+77@x.de", "unknown@x.de", "a @ b.de"]
)
def test_what_is_no_address_of_a_customer_names_nobody(text: str) -> None:
    assert not mail_address(text)


GERMAN = Phone(49, "1701234567")


@pytest.mark.parametrize(
    "text",
    [
        "+49 170 1234567",
        "+49 (0)170 123 45 67",
        "0049 170/1234567",
        "00 49-170-1234567",
        "491701234567",
        "tel:+491701234567",
        "Mobile: +49 170 1234567",
    ],
)
def test_a_number_with_its_country_is_the_same_in_every_spelling(text: str) -> None:
    assert phone_number(text) == phone_number(text, "DE") == phone_number(text, "FR") == GERMAN


@pytest.mark.parametrize("text", ["491701234567.0", "4.91701234567e+11", "4.91701234567E+11"])
def test_a_number_that_passed_through_a_column_of_fractions_is_the_same(text: str) -> None:
    assert phone_number(text) == phone_number(text, "DE") == GERMAN


@pytest.mark.parametrize("text", ["4.91701E+11", "491701234567.50", "1.0.0"])
def test_what_has_lost_its_digits_is_no_whole_number(text: str) -> None:
    assert without_fraction(text) == text


@pytest.mark.parametrize("text", ["0170 1234567", "0170/1234567", "(0170) 123-4567"])
def test_a_number_without_its_country_waits_for_one(text: str) -> None:
    assert phone_number(text) == Phone(0, "1701234567")
    assert phone_number(text, "DE") == GERMAN


def test_each_country_dials_in_its_own_way() -> None:
    assert phone_number("8 (495) 123-45-67", "RU") == Phone(7, "4951234567")
    assert phone_number("1 (212) 555-1234", "US") == phone_number("212.555.1234", "US") == Phone(1, "2125551234")
    assert phone_number("011 49 170 1234567", "US") == GERMAN


def test_an_extension_leads_to_somebody_else() -> None:
    assert phone_number("+1 212 555 1234 x12") != phone_number("+1 212 555 1234 ext. 13")
    assert phone_number("212 555 1234 x12") == Phone(0, "2125551234x12")


@pytest.mark.parametrize("text", ["+000", "00000000", "unknown", "Ann Bell", "12345", "+49 123", "11111111111", "-"])
def test_what_is_no_number_of_a_customer_names_nobody(text: str) -> None:
    assert phone_number(text) is None


@given(st.text(max_size=30), st.sampled_from(["", "DE", "US"]))
def test_any_text_can_be_asked_for_a_number(text: str, country: str) -> None:
    found = phone_number(text, country)
    assert found is None or found.number.partition("x")[0].isdigit()


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from([*sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE), *([1, 7, 33, 39, 44, 49, 52, 54, 55] * 20)]),
    st.text("0123456789", min_size=6, max_size=12),
    st.sampled_from(["+{}{}", "+{} {}", "+{} (0){}", "+{}0{}", "+{} ({})", "+{}-{}"]),
)
def test_the_short_way_to_a_number_leads_where_the_library_does(code: int, number: str, spelling: str) -> None:
    text = spelling.format(code, number)
    quick = phone_number(text)
    try:
        found = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        assert quick is None
        return
    whole = str(found.national_number)
    usable = phonenumbers.is_possible_number(found) and len(whole) >= 7 and len(set(whole)) > 1
    assert quick == (Phone(found.country_code or 0, whole) if usable else None)


def test_countries_are_two_letters() -> None:
    assert is_country("DE")
    assert not is_country("XX")
    assert not is_country("Germany")


def found(**columns: list[str | None]) -> dict[str, list[object]]:
    batch = pa.RecordBatch.from_pydict({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return {name: column.to_pylist() for name, column in Identify().columns(batch).items()}


def test_an_id_that_is_an_address_or_a_number_counts_as_such() -> None:
    made = found(
        customer=["ANN@x.de", "+49 170 1234567", "0170 1234567", "4711"],
        customer_email=["ann@X.de", None, None, None],
        customer_phone=[None, "+491701234567", "0170 1234567", "4711"],
    )
    assert made["customer"] == [0, 0, 0, 0]
    assert made["mail"][0] != 0
    assert made["phone"][1] == made["phone"][2] != 0
    assert made["calling_code"] == [0, 49, 0, 0]


def test_words_that_stand_for_anybody_are_no_id() -> None:
    assert found(customer=["unknown", " Anonymous ", "0", "000", "Gast", None])["customer"] == [0] * 6
    same = found(customer=["C  7", "c 7", "C 8"])["customer"]
    assert same[0] == same[1] != same[2]


def test_ids_that_passed_through_a_column_of_fractions_are_the_same() -> None:
    made = found(
        customer=["40", "40.0", " 40.0 ", "400", "40.5", "360012345678", "360012345678.0", "3.60012345678e+11"]
    )
    one, two, three, other, half, *long = made["customer"]
    assert one == two == three
    assert len({one, other, half, *long}) == 4
    assert made["telling"] == [False] * 5 + [True] * 3
    assert found(customer=["0.0"])["customer"] == [0]


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("17", False),
        ("10023", False),
        ("0000100001", False),
        ("CUST-000000123", False),
        ("C-2024-0017", False),
        ("Wolfgang Amadeus Mozart", False),
        ("360012345678", True),
        ("0035g00000AbCdEAAV", True),
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", True),
    ],
)
def test_only_long_ids_are_not_met_by_chance(text: str, telling: bool) -> None:  # noqa: FBT001
    assert found(customer=[text])["telling"] == [telling]


def test_texts_are_compared_by_their_letters_and_digits_and_only_where_there_are_enough() -> None:
    words = found(text=["Where is my parcel, please?", "WHERE is my parcel – please", "Call me", None])["words"]
    assert words[0] == words[1] != 0
    assert words[2:] == [0, 0]
