"""Secrets with a shape of their own: links, mail and network addresses, handles, IBANs, national ids, codes.

Every pattern takes time linear in the text: runs are possessive and start only where the run before them ended.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from cxaudit.redaction import checksums
from cxaudit.redaction.secret import Secret
from cxaudit.redaction.uuids import without_uuids

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*+://[^\s<>\"]++"
    r"|(?<![\w.-])[\w-]++(?:\.[\w-]++)++(?::[0-9]++)?[/?][^\s<>\"]*+",
    re.IGNORECASE,
)
_HARMLESS_LINK = re.compile(r"(?:https?://)?[a-z0-9.-]+(?:/[a-z-]{1,24}){0,4}/?(?:\.html?)?", re.IGNORECASE)
_MAIL_CHARACTERS = r"\w.+%'&-"
_MAIL = re.compile(
    rf"(?<![{_MAIL_CHARACTERS}])[.+%'&-]*+(?P<secret>[{_MAIL_CHARACTERS}]++"
    r"(?:@(?:[\w-]++(?:\.[\w-]++)++|[^\W\d_][\w-]*+|\[[0-9a-fA-F.:]++\])"
    r"| ?@ ?[\w-]++(?:\.[^\W\d_][\w-]*+)++"
    r"| ?[(\[{] ?at ?[)\]}] ?[\w-]++(?: ?(?:\.|[(\[{] ?dot ?[)\]}]) ?[\w-]++)++))",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@/.])@\w{2,50}")
_IP4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|\.[0-9])")
_IP6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:[0-9.]{7,15})?(?![\w:])", re.IGNORECASE)
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]){11,30}(?![a-z0-9])", re.IGNORECASE)
_IBAN_PART = re.compile(r"[a-z0-9]+", re.IGNORECASE)
_EDGE_LEFT, _EDGE_RIGHT = r"(?<![^\W_])", r"(?![^\W_])"
_NATIONAL = (
    re.compile(  # United Kingdom, national insurance number
        rf"{_EDGE_LEFT}[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?(?:[0-9]{{2}}[ -]?){{3}}[A-D]{_EDGE_RIGHT}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_EDGE_LEFT}[A-Z]{{5}}[0-9]{{4}}[A-Z]{_EDGE_RIGHT}"),  # India, PAN
    re.compile(  # Italy, codice fiscale
        rf"{_EDGE_LEFT}[A-Z]{{6}}[0-9]{{2}}[A-EHLMPRST][0-9]{{2}}[A-Z][0-9]{{3}}[A-Z]{_EDGE_RIGHT}", re.IGNORECASE
    ),
)
_SPANISH = re.compile(rf"{_EDGE_LEFT}[XYZ0-9][0-9]{{7}}-?[A-Z]{_EDGE_RIGHT}", re.IGNORECASE)
_CHINESE = re.compile(rf"{_EDGE_LEFT}[0-9]{{17}}[0-9X]{_EDGE_RIGHT}", re.IGNORECASE)
_FILLER = r"(?:(?: ?[:#=.] ?| )(?:no|nr|num|number|id|code|is|was|of|ending|in|with)\b)*+(?: ?[:#=.])* ?"
_ACCOUNT = re.compile(
    r"\b(?:accounts?|acct|a/c|sort.?code|routing|policy|member(?:ship)?|loyalty|customer|client|passport|licen[cs]e"
    r"|ssn|social security|national insurance|nino|tax|aadhaar|bsn)"
    rf"{_FILLER}(?P<secret>[A-Z]{{0,4}}-?[0-9]{{5,34}}[A-Z]?|[0-9]{{2,4}}(?:[ -][0-9]{{2,4}}){{1,6}}){_EDGE_RIGHT}",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}[ -][0-9]{1,2}[ -][0-9]{1,2}|[0-9]{1,2}[ -][0-9]{1,2}[ -](?:19|20)[0-9]{2}")
_LAST_DIGITS = re.compile(r"\bending(?: in| with)?:? (?P<secret>[0-9]{4})\b", re.IGNORECASE)
_CODE = re.compile(
    r"\b(?:(?:cvv2?|cvc2?|pin|otp|(?:security|verification|access) code|passcode)"
    rf"{_FILLER}(?P<number>[0-9]{{3,8}})\b"
    r"|pass(?:word|code|phrase) ?(?:[:=]|is) ?(?P<word>(?=\S{0,60}[0-9])\S{1,80}))",
    re.IGNORECASE,
)
_FEWEST_NATIONAL = 4  # digits; those of a PAN
_FEWEST_ACCOUNT = 5  # digits
_MAIL_SIGN = re.compile(r"[@(\[{]")
_DIGIT = re.compile("[0-9]")
_TRAILING = ".,;:!?)]}'\"…"


def find_shaped(text: str) -> Iterator[Secret]:
    """Every secret in `text` that can be told by its shape or by the word before it.

    What a shape cannot do without is looked for first, because most texts lack it.
    """
    if "/" in text or "?" in text:
        yield from _links(text)
    if _MAIL_SIGN.search(text):
        yield from (Secret(*match.span("secret"), "[e-mail]") for match in _MAIL.finditer(text))
        yield from (Secret(*match.span(), "[handle]") for match in _HANDLE.finditer(text))
    digits = len(_DIGIT.findall(text))
    yield from _addresses(text, digits)
    if digits:
        yield from _ibans(text)
        yield from _national_ids(text, digits)
        yield from _after_a_word(text, digits)


def _links(text: str) -> Iterator[Secret]:
    for match in _LINK.finditer(text):
        link = match.group().rstrip(_TRAILING)
        if not _HARMLESS_LINK.fullmatch(link) and ("://" in link or _is_bare_link(link)):
            yield Secret(match.start(), match.start() + len(link), "[link]")


def _is_bare_link(text: str) -> bool:
    """Whether it is a page of a site rather than two words and a slash, or a fraction."""
    host = re.split("[/?]", text, maxsplit=1)[0]
    ending = host.rpartition(".")[2]
    rest = text[len(host) :]
    return ending.isascii() and ending.isalpha() and len(ending) > 1 and ("=" in rest or any(map(str.isdigit, rest)))


def _addresses(text: str, digits: int) -> Iterator[Secret]:
    four = digits >= 4 and text.count(".") >= 3
    six = text.count(":") >= 2
    for pattern in [found for found, possible in ((_IP4, four), (_IP6, six)) if possible]:
        for match in pattern.finditer(text):
            if match.group() != "::" and _is_address(match.group()):
                yield Secret(*match.span(), "[IP address]")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _ibans(text: str) -> Iterator[Secret]:
    """The stretch of whole words that has the length and the checksum of one."""
    for match in _IBAN.finditer(without_uuids(text)):
        ends = [part.end() for part in _IBAN_PART.finditer(match.group())]
        for end in reversed(ends):
            number = match.group()[:end].replace(" ", "").replace("-", "")
            if checksums.iban(number):
                yield Secret(match.start(), match.start() + end, "[IBAN]")
                break


def _national_ids(text: str, digits: int) -> Iterator[Secret]:
    if digits < _FEWEST_NATIONAL:
        return
    for pattern in _NATIONAL:
        yield from (Secret(*match.span(), "[national id]") for match in pattern.finditer(text))
    for match in _SPANISH.finditer(text):
        if checksums.spanish(match.group().replace("-", "")):
            yield Secret(*match.span(), "[national id]")
    for match in _CHINESE.finditer(text):
        if checksums.chinese(match.group()):
            yield Secret(*match.span(), "[national id]")


def _after_a_word(text: str, digits: int) -> Iterator[Secret]:
    for match in _ACCOUNT.finditer(text) if digits >= _FEWEST_ACCOUNT else ():
        value = match.group("secret")
        if sum(map(str.isdigit, value)) >= _FEWEST_ACCOUNT and not _DATE.fullmatch(value):
            yield Secret(*match.span("secret"), "[account]")
    yield from (Secret(*match.span("secret"), "[account]") for match in _LAST_DIGITS.finditer(text))
    for match in _CODE.finditer(text):
        group = "number" if match.group("number") else "word"
        yield Secret(*match.span(group), "[code]")
