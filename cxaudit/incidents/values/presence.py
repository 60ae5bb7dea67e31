"""What counts as missing in a column of strings; columns in which nothing is missing are told at a glance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# What stands in a cell whose formula failed, in English, German, French, Spanish, Portuguese and Italian.
ERRORS = frozenset(
    {"#n/a", "#ref!", "#name?", "#value!", "#div/0!", "#num!", "#null!", "#nv", "#bezug!", "#wert!", "#zahl!", "#nom?"}
    | {"#n/d", "#valor!", "#nome?", "#rif!", "#spill!", "#calc!"}
)
# How exports write that there is nothing; compared in lower case, without spaces around. None is longer than 7 bytes.
MISSING = (
    ERRORS
    | {
        "",
        "?",
        "-",
        "--",
        "---",
        "–",
        "—",
        "[]",
        "{}",
        "\\n",
        "nan",
        "none",
        "nil",
        "null",
        "(null)",
        "<null>",
        "(none)",
    }
    | {"(blank)", "(empty)", "n/a", "n.a.", "n/d", "n.d.", "k.a.", "s/o"}
)
_MISSING = pa.array(sorted(MISSING), pa.string())
_LONGEST = max(map(len, MISSING))  # bytes

# Bytes with which white space begins and ends, in UTF-8.
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_FIRST_OF_SPACE = np.isin(np.arange(256), [space.encode()[0] for space in _SPACES])
_LAST_OF_SPACE = np.isin(np.arange(256), [space.encode()[-1] for space in _SPACES])
_FIRST_OF_MISSING = np.isin(
    np.arange(256),
    [byte for text in MISSING for letter in (text[:1], text[:1].upper()) for byte in letter.encode()[:1]],
)
_LOWERED = np.array([ord(chr(byte).lower()) if byte < 0x80 else byte for byte in range(256)], dtype=np.int64)

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]


def strings(column: pa.Array) -> pa.Array:
    """A column of any kind as strings; whole numbers without a fraction, times in ISO form."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    texts = column.cast(pa.string())
    return pc.replace_substring_regex(texts, r"^(-?\d+)\.0$", r"\1") if pa.types.is_floating(kind) else texts


def present(column: pa.Array) -> pa.Array:
    """The strings without spaces around them; those that mean nothing are null."""
    texts = strings(column)
    offsets, data = string_buffers(texts)
    starts, lengths = offsets[:-1], np.diff(offsets)
    filled = np.flatnonzero(lengths)
    first, last = data[starts[filled]], data[offsets[1:][filled] - 1]
    spaced = filled[_FIRST_OF_SPACE[first] | _LAST_OF_SPACE[last]]
    if len(spaced) and _trims(texts.take(pa.array(spaced))):
        return _slowly(texts)
    short = filled[(lengths[filled] <= _LONGEST) & _FIRST_OF_MISSING[first]]
    missing = lengths == 0
    if len(short):
        keys = _keys(data, starts[short], lengths[short])
        missing[short] = _KEYS[np.searchsorted(_KEYS, keys)] == keys
    return _without(texts, missing) if missing.any() else texts


def holds(texts: pa.Array, sought: bytes) -> bool:
    """Whether `sought` may stand in any of the strings; it does not in most columns, which spares a closer look."""
    offsets, data = string_buffers(texts)
    return sought in data[offsets[0] : offsets[-1]].tobytes()


def string_buffers(texts: pa.Array) -> tuple[Offsets, Bytes]:
    """Where each of the strings begins and the last ends, and the bytes they lie in; neither is copied."""
    _, offsets, data = texts.buffers()
    if offsets is None or not len(texts):
        return np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.uint8)
    bounds = np.frombuffer(offsets, dtype=np.int32, count=len(texts) + 1, offset=4 * texts.offset)
    return bounds, np.zeros(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)


def _trims(texts: pa.Array) -> bool:
    """Whether any of the strings has spaces around it."""
    return not pc.all(pc.equal(texts, pc.utf8_trim_whitespace(texts)), min_count=0).as_py()


def _slowly(texts: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(texts)
    # Only short strings can mean nothing, which spares long texts the comparison.
    short = pc.less_equal(pc.binary_length(trimmed), _LONGEST)
    lowered = pc.utf8_lower(pc.if_else(short, trimmed, "x"))
    return pc.if_else(pc.is_in(lowered, value_set=_MISSING), pa.scalar(None, pa.string()), trimmed)


def _keys(data: Bytes, starts: Offsets, lengths: Offsets) -> Rows:
    """Each of these short strings in lower case as a number of its own."""
    keys = np.zeros(len(starts), dtype=np.int64)
    for place in range(_LONGEST):
        within = place < lengths
        keys = keys << 8 | np.where(within, _LOWERED[data[np.where(within, starts + place, 0)]], 0)
    return keys


def _key(text: str) -> int:
    return int.from_bytes(text.encode().ljust(_LONGEST, b"\0"), "big")


def _without(texts: pa.Array, missing: npt.NDArray[np.bool_]) -> pa.Array:
    """The strings with those that are `missing` null; their bytes stay where they are."""
    valid = ~missing
    if texts.null_count:
        valid &= texts.is_valid().to_numpy(zero_copy_only=False)
    bits = pa.py_buffer(np.packbits(valid, bitorder="little"))
    _, offsets, data = texts.buffers()
    return pa.Array.from_buffers(pa.string(), len(texts), [bits, offsets.slice(4 * texts.offset), data])


# Sorted, and ended by more than any key is, so that there is always one to compare with.
_KEYS = np.array([*sorted(map(_key, MISSING)), 1 << 62], dtype=np.int64)
