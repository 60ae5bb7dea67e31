"""Incidents and customers are told apart by hashes of what names them, worked out many at a time."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.detection import compile_detector
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.model import ROW
from cxaudit.rulebook import load_rulebook

_RULEBOOK = load_rulebook((Path(__file__).parent.parent / "rulebook" / "sound.yaml",))
_KERNEL = Kernel(compile_detector(_RULEBOOK), Quotes.of(((),) * len(_RULEBOOK.symptoms), redacted=True))
_PLAIN = st.text("aBZ0-@\x1c", max_size=4)  # where all values are plain, they are worked as one
_ANY = st.one_of(st.none(), _PLAIN, st.text("aß É\t\u00a0\u3000İ", max_size=4))
_NAMES = st.one_of(st.lists(_PLAIN, min_size=1, max_size=6), st.lists(_ANY, min_size=1, max_size=6))


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") if text else 0


@settings(deadline=None)
@given(_NAMES)
def test_a_key_is_the_hash_of_the_id_and_a_customer_that_of_the_name_in_small_letters(names: list[str | None]) -> None:
    column, rows = pa.array(names, pa.string()), range(1, len(names) + 1)
    batch = pa.record_batch({"id": column, "customer": column, "text": column, ROW: pa.array(rows, pa.int64())})
    events = _KERNEL.events(batch, 2)
    ids = [(name or "").strip() or f"row {row} of source 2" for row, name in zip(rows, names, strict=True)]
    assert events["key"].to_pylist() == [_hashed(text) for text in ids]
    customers = [_hashed(" ".join((name or "").split()).casefold()) for name in names]
    assert events["customer"].to_pylist() == customers
    assert events["has_text"].to_pylist() == [bool((name or "").strip()) for name in names]
