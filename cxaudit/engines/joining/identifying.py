"""What names the customer of each incident, as hashes: the id of a business, a mail address, a phone number."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxaudit.incidents.values.mail import mail_address
from cxaudit.incidents.values.phone import Phone, phone_number
from cxaudit.incidents.values.whole import without_fraction

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.engines.joining.options import Join

# Ids that stand for any number of customers.
_NOBODY = frozenset(
    {"unknown", "anonymous", "anon", "guest", "not available", "not provided", "withheld", "private", "n.a.", "na"}
    | {"no customer", "walk-in", "unbekannt", "anonym", "gast", "inconnu", "anonyme", "invité", "desconocido"}
    | {"anónimo", "invitado", "desconhecido", "anônimo", "sconosciuto", "anonimo", "onbekend", "anoniem", "test"}
)
_TELLING_DIGITS = 9  # digits, leading zeros aside, from which an id is not met in another system by chance
_TELLING_LENGTH = 16  # letters and digits together, likewise
_TELLING_TURNS = 3  # from letters to digits or back in those, unlike a word before a number
_TELLING_WORDS = 20  # letters and digits of a text from which the same text from one customer is the same message


@dataclass(frozen=True, slots=True)
class Identify:
    """Finds what names customers; `phone_country` is where phone numbers without a country's code belong."""

    phone_country: str = ""

    def columns(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """The columns of `tally.identified_schema` that name customers and messages, for a batch of canonical columns.

        A value of `customer` that is a mail address or a phone number counts as such, not as an id.
        """
        names = _Values.of(batch, "customer")
        mail = _Values.of(batch, "customer_email").hashes(lambda text: _hash(mail_address(text), b"mail"))
        phones = _Values.of(batch, "customer_phone").each(lambda text: phone_number(text, self.phone_country))
        own_mail = names.hashes(lambda text: _hash(mail_address(text), b"mail"))
        own_phones = names.each(lambda text: phone_number(text, self.phone_country) if _dialled(text) else None)
        repeated = _repeated(batch)
        number, code = _numbers(phones)
        own_number, own_code = _numbers(own_phones)
        is_id = (own_mail == 0) & (own_number == 0) & ~repeated
        customer = np.where(is_id, names.hashes(lambda text: _hash(_plain_id(text), b"")), np.uint64(0))
        return {
            "customer": pa.array(customer),
            "telling": pa.array((customer != 0) & names.flags(_is_telling)),
            "mail": pa.array(np.where(mail == 0, own_mail, mail)),
            "phone": pa.array(np.where(number == 0, own_number, number)),
            "calling_code": pa.array(np.where(number == 0, own_code, code)),
            "words": pa.array(_words(batch)),
        }


def identifying(join: Join | None) -> Identify | None:
    """What the kernel finds of customers, if they are to be joined."""
    return None if join is None else Identify(join.phone_country)


@dataclass(frozen=True, slots=True)
class _Values:
    """A column by its distinct values: `distinct` (None for no value), and the `index` of each row's."""

    distinct: tuple[str | None, ...]
    index: NDArray[np.int64]

    @classmethod
    def of(cls, batch: pa.RecordBatch, name: str) -> _Values:
        if name not in batch.schema.names:
            return cls((None,), np.zeros(batch.num_rows, dtype=np.int64))
        encoded = batch[name].cast(pa.string()).dictionary_encode(null_encoding="encode")
        return cls((*encoded.dictionary.to_pylist(), None), np.asarray(encoded.indices, dtype=np.int64))

    def hashes(self, change: Callable[[str], int]) -> NDArray[np.uint64]:
        found = np.array([change(value) if value else 0 for value in self.distinct], dtype=np.uint64)
        spread: NDArray[np.uint64] = found[self.index]
        return spread

    def flags(self, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
        found = np.array([value is not None and holds(value) for value in self.distinct], dtype=np.bool_)
        spread: NDArray[np.bool_] = found[self.index]
        return spread

    def each(self, change: Callable[[str], Phone | None]) -> list[Phone | None]:
        found = [change(value) if value else None for value in self.distinct]
        return [found[place] for place in self.index.tolist()]


def _numbers(phones: list[Phone | None]) -> tuple[NDArray[np.uint64], NDArray[np.int16]]:
    number = [0 if phone is None else _hash(phone.number, b"phone") for phone in phones]
    code = [0 if phone is None else phone.calling_code for phone in phones]
    return np.array(number, dtype=np.uint64), np.array(code, dtype=np.int16)


def _dialled(text: str) -> bool:
    """Whether an id can only be a phone number: digits alone are more often the number of a customer."""
    return text.lstrip().startswith(("+", "tel:")) or bool(re.match(r"\s*00[1-9][\d\s()/.-]{8,}$", text))


def _repeated(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    """Where the id of the customer is but the phone number once more, as no other column names the customer."""
    if not {"customer", "customer_phone"} <= set(batch.schema.names):
        return np.zeros(batch.num_rows, dtype=np.bool_)
    same = pc.fill_null(pc.equal(batch["customer"], batch["customer_phone"]), fill_value=False)
    return np.asarray(same.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _plain_id(text: str) -> str:
    plain = " ".join(without_fraction(text).split()).casefold()
    return "" if plain in _NOBODY or not plain.strip("0 .-_") else plain


def _is_telling(text: str) -> bool:
    """Whether two systems would hardly give the same id to two customers."""
    text = without_fraction(text)
    if len(text) < _TELLING_DIGITS:
        return False
    plain = re.sub(r"[\W_]", "", text)
    digits = re.sub(r"0*(\d*)", r"\1", re.sub(r"\D+", " ", text)).replace(" ", "")
    turns = len(re.findall(r"\d(?=\D)|\D(?=\d)", plain))
    return len(digits) >= _TELLING_DIGITS or (len(plain) >= _TELLING_LENGTH and turns >= _TELLING_TURNS)


def _words(batch: pa.RecordBatch) -> NDArray[np.uint64]:
    """A hash of each text's letters and digits; 0 where there are too few to tell one message from another."""
    if "text" not in batch.schema.names:
        return np.zeros(batch.num_rows, dtype=np.uint64)
    texts = pc.utf8_lower(batch["text"])
    plain = pc.replace_substring_regex(texts, r"[^\pL\pN]+", "").to_pylist()
    hashes = [_hash(text, b"words") if text and len(text) >= _TELLING_WORDS else 0 for text in plain]
    return np.array(hashes, dtype=np.uint64)


def _hash(text: str, kind: bytes) -> int:
    """64 bits of a text, those of different kinds apart; 0 for no text."""
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, person=kind).digest(), "big")
