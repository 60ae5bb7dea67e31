"""Compiled code finds what NumPy finds, from the words of a text to the detections of a rulebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from detection_samples import PIECES, block_with, rulebook_of, texts_batch, wild_texts
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import random_rule, random_text
from test_detector_agrees import entries, parsed

from cxaudit.compiling import can_compile
from cxaudit.detection import compile_detector, detector
from cxaudit.detection.growing import Lexicon
from cxaudit.detection.known_words import KnownWords
from cxaudit.matchers import Accents, WordChoice, WordPattern, folding_table

if TYPE_CHECKING:
    from cxaudit.matchers.text_block import TextBlock

pytestmark = pytest.mark.skipif(not can_compile(), reason="numba is not installed")

ROOT = Path(__file__).parents[2]
_HARD = "ab'’ .!?\n\r\u200bßé\u0323\u0301\u05b0\u064b\u05b1\ufdfaﬁ1很か\u3099ก\u0e34\0😡"
_texts = st.lists(st.one_of(wild_texts, st.text(_HARD, max_size=20), st.text(max_size=8)), min_size=1, max_size=6)


def _arrays(block: TextBlock) -> list[npt.NDArray[Any]]:
    arrays: list[npt.NDArray[Any]] = [block.word_texts, block.sentences, block.sentence_starts, block.first_words]
    for layer in block.layers.values():
        folded = layer.folded
        arrays += [layer.in_word, layer.word_starts, layer.word_ends, layer.text_starts]
        arrays += [folded.text, folded.wide, folded.wide_codes, folded.wide_flags, folded.changes, folded.shifts]
    return arrays


@given(_texts)
@settings(max_examples=300, deadline=None)
def test_the_text_model_is_the_same_array_for_array(texts: list[str]) -> None:
    plain, fast = (_arrays(block_with(texts, compiled=compiled)) for compiled in (False, True))
    for one, other in zip(plain, fast, strict=True):
        assert one.dtype == other.dtype
        assert one.tolist() == other.tolist()


@given(_texts, st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_the_text_model_is_the_same_however_small_the_parts_are_that_numpy_folds(texts: list[str], size: int) -> None:
    whole = _arrays(block_with(texts, compiled=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding_table, "_TOGETHER", size)
        parts = _arrays(block_with(texts, compiled=False))
    assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))


def test_every_character_of_ascii_is_the_same_beside_every_other() -> None:
    characters = [chr(code) for code in range(128)]
    texts = ["".join(characters), *(before + after for before in characters for after in characters)]
    plain, fast = (_arrays(block_with(texts, compiled=compiled)) for compiled in (False, True))
    assert all(np.array_equal(one, other) for one, other in zip(plain, fast, strict=True))


def test_a_text_that_grows_when_it_is_folded_is_the_same_text() -> None:
    texts = ["\ufdfa" * 500, "ß" * 500, "a" * 100]
    plain, fast = (_arrays(block_with(texts, compiled=compiled)) for compiled in (False, True))
    assert all(np.array_equal(one, other) for one, other in zip(plain, fast, strict=True))


@given(st.lists(_texts, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_words_have_the_same_numbers_and_are_known_to_both_ways(blocks: list[list[str]]) -> None:
    pieces = sorted({word for piece in PIECES for word in piece.split()})
    choices = [(number, WordChoice((WordPattern((word,)),))) for number, word in enumerate(pieces)]
    known = [KnownWords(choices, Lexicon(len(choices)).added) for _ in range(3)]
    for place, texts in enumerate([*blocks, ["x" * 70, "x" * 71, "é" * 90]]):
        layer = block_with(texts, compiled=False).layers[Accents.FOLDED]
        told = [
            words.numbers(layer, compiled=compiled)
            for words, compiled in zip(known, (False, True, place % 2 == 0), strict=True)
        ]
        assert told[0].tolist() == told[1].tolist() == told[2].tolist()


@pytest.mark.parametrize("seed", range(200, 210))
def test_detections_are_the_same_in_every_column(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret
    rulebook = rulebook_of(parsed([random_rule(random) for _ in range(60)]))
    texts = [" ".join(random_text(random) for _ in range(random.choice((1, 1, 5)))) for _ in range(400)]
    plain, fast = (compile_detector(rulebook, compiled=compiled) for compiled in (False, True))
    for batch in (texts_batch(texts[:100]), texts_batch(texts)):
        found, other = plain.detect(batch), fast.detect(batch)
        for column in ("row", "symptom", "state", "start", "end", "rule"):
            one, two = getattr(found, column), getattr(other, column)
            assert one.dtype == two.dtype
            assert np.array_equal(one, two)
        assert len(found) > len(batch)


def test_detections_are_the_same_in_every_kind_of_column() -> None:
    random = Random(11)  # noqa: S311 - nothing secret
    rulebook = rulebook_of(parsed([random_rule(random) for _ in range(30)]))
    texts = [random_text(random) for _ in range(40)]
    some = pa.array([None, *texts, "", None, *texts[:9]], pa.string())
    unused = pa.DictionaryArray.from_arrays(pa.array([4, 2, None, 2]), pa.array(texts))
    columns = [
        some,
        some.cast(pa.large_string()),
        some.slice(7, 30),
        some.slice(5, 0),
        some.dictionary_encode(),
        unused,
    ]
    plain, fast = (compile_detector(rulebook, compiled=compiled) for compiled in (False, True))
    for column in (*columns, some.dictionary_encode().slice(3, 45), pa.nulls(3, pa.string())):
        batch = pa.RecordBatch.from_arrays([column], names=["text"])
        found, other = plain.detect(batch), fast.detect(batch)
        assert entries(plain, found) == entries(fast, other)
        told = plain.detect(texts_batch([text or "" for text in column.to_pylist()]))
        assert entries(plain, found) == entries(plain, told)


def test_compiled_code_takes_over_in_a_large_log_and_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(7)  # noqa: S311 - nothing secret
    conditions = parsed([random_rule(random) for _ in range(20)])
    batches = [texts_batch([random_text(random) for _ in range(50)]) for _ in range(4)]
    told = []
    for bytes_before in (10**9, 3000):
        monkeypatch.setattr(detector, "_COMPILED", bytes_before)
        found = compile_detector(rulebook_of(conditions))
        told.append([entries(found, found.detect(batch)) for batch in batches])
    assert told[0] == told[1]


_LARGE_LOG = """
import json, sys
if sys.argv[1] == "without":
    sys.modules["numba"] = None
from detection_samples import texts_batch
from generated_incidents import generated_rules, generated_texts, rulebook_of_rules
from cxaudit.detection import compile_detector, detector
detector._COMPILED = 1 << 14
rules = generated_rules(20)
texts = generated_texts(400, rules)
found = compile_detector(rulebook_of_rules(rules))
told = []
for first in range(0, 400, 100):
    batch = found.detect(texts_batch(texts[first : first + 100]))
    told += [getattr(batch, column).tolist() for column in ("row", "symptom", "state", "start", "end", "rule")]
compiled_code = any(name.startswith("cxaudit.detection.compiled.") for name in sys.modules)
print(json.dumps({"compiled": compiled_code, "bytes": sum(map(len, texts)), "told": told}))
"""


def test_without_numba_a_large_log_is_worked_out_by_numpy_and_nothing_changes() -> None:
    with_it, without = (_told_of_a_large_log(way) for way in ("with", "without"))
    assert (with_it["compiled"], without["compiled"]) == (True, False)
    assert without["bytes"] > 2 << 14
    assert len(without["told"][0]) > 0
    assert without["told"] == with_it["told"]


def _told_of_a_large_log(way: str) -> dict[str, Any]:
    folders = (ROOT, ROOT / "tests" / "detection", ROOT / "tests" / "benchmarks")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    command = [sys.executable, "-c", _LARGE_LOG, way]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    told: dict[str, Any] = json.loads(done.stdout)
    return told
