"""The check digits that tell a card, an IBAN or a national id from any other long number."""

from __future__ import annotations

# Verhoeff's tables (J. Verhoeff, Error Detecting Decimal Codes, 1969): the dihedral group D5 and its permutation.
_D5 = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)

# Characters of an IBAN by country, from the SWIFT registry.
_IBAN_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
    ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
    LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
    PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
    YE30
    """.split()  # noqa: SIM905 - a table of words reads better than a column of quotes
}

_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CHINESE_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHINESE_CHECKS = "10X98765432"


def luhn(digits: str) -> bool:
    """ISO/IEC 7812: payment cards, Canadian and Swedish personal numbers."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616: an IBAN without spaces has its country's length, and the remainder modulo 97 is 1."""
    if _IBAN_LENGTHS.get(text[:2].upper()) != len(text):
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def verhoeff(digits: str) -> bool:
    """India's Aadhaar number."""
    check = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character)
        for _ in range(place % 8):
            value = _PERMUTATION[value]
        check = _D5[check][value]
    return check == 0


def cpf(digits: str) -> bool:
    """Brazil's CPF: eleven digits, the last two of them checks modulo 11."""
    values = [int(character) for character in digits]
    for length in (9, 10):
        total = sum(value * (length + 1 - place) for place, value in enumerate(values[:length]))
        if total * 10 % 11 % 10 != values[length]:
            return False
    return True


def spanish(text: str) -> bool:
    """Spain's DNI and NIE: the letter is the number modulo 23; X, Y, Z stand for a leading 0, 1, 2."""
    number = text[:-1].upper()
    if number[0] in "XYZ":
        number = str("XYZ".index(number[0])) + number[1:]
    return text[-1].upper() == _SPANISH_LETTERS[int(number) % 23]


def chinese(text: str) -> bool:
    """China's resident number: 17 digits and a check modulo 11, ten written as X."""
    total = sum(int(character) * weight for character, weight in zip(text[:17], _CHINESE_WEIGHTS, strict=True))
    return _CHINESE_CHECKS[total % 11] == text[17].upper()
