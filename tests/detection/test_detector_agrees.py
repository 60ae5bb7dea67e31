"""The block detector against the plain reference matcher, over texts and rules that are hard on purpose."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pyarrow as pa
import pytest
from detection_samples import Written, node_of, rulebook_of, rules, texts_batch, wild_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_cases import random_rule, random_text

from cxaudit.compiling import can_compile
from cxaudit.detection import Detections, Detector, compile_detector
from cxaudit.matchers import FieldValue, match_text, parse_condition
from cxaudit.model import Condition, Report

Entry = tuple[int, str, int, int, int, str]

WAYS = (False, True) if can_compile() else (False,)  # worked out by NumPy, and by compiled code

_SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("satisfaction", pa.float64()),
        ("tags", pa.string()),
        ("escalated", pa.bool_()),
        ("opened_at", pa.timestamp("us", tz="UTC")),
        ("Plan", pa.string()),
    ]
)
_rows = st.fixed_dictionaries(
    {
        "text": st.one_of(wild_texts, wild_texts, wild_texts, st.none()),
        "satisfaction": st.sampled_from([None, 1.0, 2.0, 3.0, 5.0, float("nan")]),
        "tags": st.sampled_from([None, "", "Rude; late", "late", " rude "]),
        "escalated": st.sampled_from([None, True, False]),
        "opened_at": st.sampled_from([None, *(datetime(2025, 1, day, 23, 59, 59, 999999, UTC) for day in (1, 2, 3))]),
        "Plan": st.sampled_from([None, "Gold", "1,500", "900", " "]),
    }
)


def parsed(written: list[dict[str, Written]]) -> list[Condition]:
    """The conditions of those rules that have nothing wrong with them."""
    conditions = []
    for rule in written:
        report = Report()
        condition = parse_condition(node_of(rule), report)
        if condition is not None and not report.violations:
            conditions.append(condition)
    return conditions


def entries(detector: Detector, found: Detections, first_row: int = 0) -> list[Entry]:
    columns = (found.row, found.symptom, found.state, found.start, found.end, found.rule)
    return [
        (row + first_row, detector.symptoms[symptom], state, start, end, str(detector.rules[rule]) if rule >= 0 else "")
        for row, symptom, state, start, end, rule in zip(*(column.tolist() for column in columns), strict=True)
    ]


def expected_entries(conditions: list[Condition], rows: list[dict[str, FieldValue]]) -> list[Entry]:
    entries = []
    for row, fields in enumerate(rows):
        for number, condition in enumerate(conditions):
            text = fields["text"]
            assert text is None or isinstance(text, str)
            told = match_text(condition, text, fields)
            if told.state:
                rule = "" if told.rule is None else str(told.rule)
                entries.append((row, f"s{number}", int(told.state), told.start, told.end, rule))
    return entries


@pytest.mark.parametrize("seed", range(40))
def test_the_detector_and_the_reference_agree_where_rules_and_texts_are_made_for_each_other(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret
    conditions = parsed([random_rule(random) for _ in range(12)])
    texts = [random_text(random) for _ in range(20)]
    rows: list[dict[str, FieldValue]] = [{"text": text} for text in texts]
    expected = expected_entries(conditions, rows)
    assert expected
    for compiled in WAYS:
        detector = compile_detector(rulebook_of(conditions), compiled=compiled)
        found = entries(detector, detector.detect(texts_batch(texts)))
        assert [entry for entry in found if entry not in expected] == []
        assert [entry for entry in expected if entry not in found] == []
        assert found == expected


@given(st.lists(rules, min_size=1, max_size=6), st.lists(_rows, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_detector_and_the_reference_agree_on_every_symptom_state_and_span(
    written: list[dict[str, Written]], rows: list[dict[str, FieldValue]]
) -> None:
    conditions = parsed(written)
    for compiled in WAYS:
        detector = compile_detector(rulebook_of(conditions), compiled=compiled)
        found = detector.detect(pa.RecordBatch.from_pylist(rows, schema=_SCHEMA))
        assert entries(detector, found) == expected_entries(conditions, rows)


@given(st.lists(rules, min_size=1, max_size=4), st.lists(_rows, min_size=2, max_size=8), st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_result_does_not_depend_on_how_rows_are_put_into_batches(
    written: list[dict[str, Written]], rows: list[dict[str, FieldValue]], data: st.DataObject
) -> None:
    detector = compile_detector(rulebook_of(parsed(written)))
    batch = pa.RecordBatch.from_pylist(rows, schema=_SCHEMA)
    cut = data.draw(st.integers(1, len(rows) - 1))
    apart = entries(detector, detector.detect(batch.slice(0, cut)))
    apart += entries(detector, detector.detect(batch.slice(cut)), cut)
    assert entries(detector, detector.detect(batch)) == apart
