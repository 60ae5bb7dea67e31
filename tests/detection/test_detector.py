"""The detector as its users see it: order, states, duplicates, whole-log kinds, and texts made to be slow."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from detection_samples import Written, condition_of, detector_of, rulebook_of, texts_batch

from cxaudit.detection import Detections, compile_detector
from cxaudit.model import Location

_RUDE: Written = {"phrase": "rude"}
_LATE: Written = {"phrase": ["late", "delayed"]}
_LOW: Written = {"field": {"satisfaction": "<= 2"}}


def _rows(found: Detections) -> list[tuple[int, int, int, int, int]]:
    columns = (found.row, found.symptom, found.state, found.start, found.end)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_entries_are_in_order_of_row_and_symptom_with_the_types_promised() -> None:
    found = detector_of(_LATE, _RUDE).detect(texts_batch(["rude", "fine", "late and rude"]))
    assert _rows(found) == [(0, 1, 1, 0, 4), (2, 0, 1, 0, 4), (2, 1, 1, 9, 13)]
    types = [getattr(found, name).dtype for name in ("row", "symptom", "state", "start", "end", "rule")]
    assert types == [np.int64, np.int32, np.int8, np.int64, np.int64, np.int32]
    assert len(found) == 3


def test_a_rule_is_the_place_of_the_leaf_that_matched() -> None:
    detector = detector_of({"any": [_RUDE, _LATE]})
    found = detector.detect(texts_batch(["so late"]))
    assert detector.rules[int(found.rule[0])] == detector.rules[1] != detector.rules[0]
    assert all(isinstance(rule, Location) for rule in detector.rules)


def test_without_a_column_of_text_all_text_symptoms_are_hidden_and_others_are_not() -> None:
    batch = pa.RecordBatch.from_pydict({"satisfaction": pa.array([1.0, None])})
    found = detector_of(_RUDE, _LOW, {"any": [_RUDE, _LOW]}).detect(batch)
    assert _rows(found) == [
        (0, 0, 3, -1, -1),
        (0, 1, 1, -1, -1),
        (0, 2, 1, -1, -1),
        (1, 0, 3, -1, -1),
        (1, 1, 3, -1, -1),
        (1, 2, 3, -1, -1),
    ]
    assert found.rule.tolist()[0] == -1


def test_a_blank_text_hides_even_what_matches_white_space() -> None:
    found = detector_of({"expression": r"\s"}).detect(texts_batch([" \n\n", "a b"]))
    assert _rows(found) == [(0, 0, 3, -1, -1), (1, 0, 1, 1, 2)]


def test_kinds_that_look_at_the_whole_log_are_listed_and_never_detected() -> None:
    rules: list[Written] = [
        {"repeat": {"same": "customer", "within": "14 days"}},
        _RUDE,
        {"series": {"kind": "outlier"}},
        {"shared": {"same": "resolution", "at_least": "3", "within": "30 days"}},
    ]
    detector = compile_detector(rulebook_of([condition_of(rule) for rule in rules]))
    assert detector.symptoms == ("s0", "s1", "s2", "s3")
    assert [index for index, _ in detector.keyed] == [0, 3]
    assert [index for index, _ in detector.series] == [2]
    assert set(detector.detect(texts_batch(["rude", None])).symptom.tolist()) == {1}


def test_the_columns_needed_are_told() -> None:
    assert detector_of(_RUDE, {"all": [_LOW, {"field": {"Plan": "gold"}}]}).columns == {"text", "satisfaction", "Plan"}


def test_an_empty_rulebook_and_an_empty_batch_find_nothing() -> None:
    assert len(detector_of().detect(texts_batch(["rude"]))) == 0
    assert len(detector_of(_RUDE, _LOW).detect(texts_batch([]))) == 0


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_text_may_come_as_any_kind_of_string(kind: pa.DataType) -> None:
    texts = pa.array(["rude", None, "late", "rude"], pa.string()).cast(kind)
    found = detector_of(_RUDE).detect(pa.RecordBatch.from_arrays([texts], names=["text"]))
    assert _rows(found) == [(0, 0, 1, 0, 4), (1, 0, 3, -1, -1), (3, 0, 1, 0, 4)]


def test_more_texts_than_a_block_holds_and_equal_ones_among_them_are_all_found() -> None:
    texts = [f"ticket {number % 3000} was {'late' if number % 7 == 0 else 'fine'}" for number in range(7000)]
    found = detector_of(_LATE).detect(texts_batch(texts))
    assert found.row.tolist() == [number for number, text in enumerate(texts) if "late" in text]
    assert {texts[row][start:end] for row, _, _, start, end in _rows(found)} == {"late"}


def test_a_detector_gives_the_same_again_and_to_another_of_the_same_rules() -> None:
    batch = texts_batch(["straße ☂ ünseen", "rude"])
    detector = detector_of(_RUDE, {"phrase": "strasse"})
    first = _rows(detector.detect(batch))
    assert _rows(detector.detect(batch)) == first == _rows(detector_of(_RUDE, {"phrase": "strasse"}).detect(batch))


_SIZE = 300_000  # characters
_SLOW: list[tuple[str, Written, bool]] = [
    ("a " * (_SIZE // 2), {"phrase": ["a", "a a", "a a a"], "negation": "standard"}, True),
    ("a " * (_SIZE // 2), {"phrase": [" ".join(["a"] * (n % 14 + 1)) + f" b{n}" for n in range(1000)]}, False),
    ("abcdef " * (_SIZE // 7), {"phrase": [f"{'abcdef'[: n % 6 + 1]}*" for n in range(1000)]}, True),
    ("a" * _SIZE, {"phrase": ["*b*", "b*c"], "negation": "standard"}, False),
    ("e\u0301\u0323" * (_SIZE // 3), {"phrase": "é", "accents": "as-written"}, False),
    ("\r\n\r\n" * (_SIZE // 4) + "x", _RUDE, False),
    ("👩\u200d👩 " * (_SIZE // 4), {"expression": "👩+"}, True),
    ("a" * _SIZE, {"expression": "(?:a+)+b"}, False),
    ("x " * (_SIZE // 2), {"expression": "x.*z|x", "negation": {"before": ["x"], "within": "1"}}, True),
    ("not a b. " * (_SIZE // 9), {"near": {"words": ["a", "b"], "within": "50", "across_sentences": "true"}}, True),
]


@pytest.mark.parametrize(("text", "rule", "shown"), _SLOW)
def test_a_long_text_made_to_be_slow_is_worked_to_its_end(text: str, rule: Written, shown: bool) -> None:  # noqa: FBT001 - a parameter of the case
    found = detector_of(rule).detect(texts_batch([text]))
    assert (len(found) == 1) is shown


def test_many_rules_are_all_found_in_a_wide_text() -> None:
    rules: list[Written] = [{"near": {"words": ["a", "b"], "within": str(number)}} for number in range(20)]
    assert len(detector_of(*rules).detect(texts_batch(["a b " * 20_000]))) == 20
