"""`field`, combinations, and the kinds that look at the whole log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_nodes import Written, condition_of, violations_of

from cxaudit.matchers import (
    RULE_KINDS,
    WHOLE_LOG_KINDS,
    FieldValue,
    Repeat,
    Series,
    Shared,
    State,
    fields_used,
    match_text,
)

_NOON = datetime(2025, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "predicate", "value", "state"),
    [
        ("satisfaction", "<= 2", 2.0, State.ASSERTED),
        ("satisfaction", "< 2", 2.0, State.SILENT),
        ("satisfaction", "<=2", "1", State.ASSERTED),
        ("satisfaction", "2..4", 4.0, State.ASSERTED),
        ("satisfaction", "not 2..4", 4.0, State.SILENT),
        ("satisfaction", ["1", "5"], 5.0, State.ASSERTED),
        ("satisfaction", "3", 3.0, State.ASSERTED),
        ("satisfaction", "<= 2", None, State.HIDDEN),
        ("satisfaction", "<= 2", float("nan"), State.HIDDEN),
        ("satisfaction", "<= 2", "n/a", State.HIDDEN),
        ("satisfaction", "missing", None, State.ASSERTED),
        ("satisfaction", "missing", 3.0, State.SILENT),
        ("satisfaction", "present", 3.0, State.ASSERTED),
        ("satisfaction", "not missing", 3.0, State.ASSERTED),
        ("opened_at", ">= 2025-01-02", _NOON, State.ASSERTED),
        ("opened_at", "> 2025-01-02", _NOON, State.SILENT),
        ("opened_at", "<= 2025-01-02", _NOON, State.ASSERTED),
        ("opened_at", "2025-01-02", _NOON, State.ASSERTED),
        ("opened_at", "2025-01-01..2025-01-02", _NOON, State.ASSERTED),
        ("opened_at", "2025-01-01..2025-01-02", "2025-01-03", State.SILENT),
        ("opened_at", "< 2025-01-02T12:00:00Z", _NOON, State.SILENT),
        ("escalated", "true", True, State.ASSERTED),
        ("escalated", "yes", False, State.SILENT),
        ("escalated", "false", "No", State.ASSERTED),
        ("status", "Closed", " closed ", State.ASSERTED),
        ("status", "not closed", "open", State.ASSERTED),
        ("status", ["open", "new"], "New", State.ASSERTED),
        ("status", ["not started"], "Not started", State.ASSERTED),
        ("status", "closed", " ", State.HIDDEN),
        ("tags", "rude", "Late; RUDE", State.ASSERTED),
        ("tags", "rude", "rudeness", State.SILENT),
        ("tags", "not rude", "late;rude", State.SILENT),
        ("tags", ["a", "rude"], "rude", State.ASSERTED),
        ("Plan", "> 1,000", "1,500.50", State.ASSERTED),
        ("Plan", "true", "Yes", State.ASSERTED),
        ("Plan", "gold", "GOLD", State.ASSERTED),
        ("Plan", ">= 2025-01-01", "2025-03-04", State.ASSERTED),
    ],
)
def test_a_predicate_holds_of_a_value(column: str, predicate: Written, value: FieldValue, state: State) -> None:
    assert match_text(condition_of({"field": {column: predicate}}), None, {column: value}).state is state


def test_a_column_that_is_not_there_hides_whatever_is_asked() -> None:
    for predicate in ("<= 2", "missing", "present"):
        condition = condition_of({"field": {"satisfaction": predicate}})
        assert match_text(condition, "text", {}).state is State.HIDDEN


def test_a_predicate_that_fails_is_silent_even_beside_one_that_cannot_be_seen() -> None:
    condition = condition_of({"field": {"satisfaction": "<= 2", "status": "open"}})
    assert match_text(condition, None, {"satisfaction": None, "status": "closed"}).state is State.SILENT
    assert match_text(condition, None, {"satisfaction": None, "status": "open"}).state is State.HIDDEN


@pytest.mark.parametrize(
    "fields",
    [
        {"satisfaction": "low"},
        {"satisfaction": ">= 2025-01-01"},
        {"opened_at": "<= 2"},
        {"opened_at": "yesterday"},
        {"escalated": "maybe"},
        {"escalated": ["true"]},
        {"status": "<= soon"},
        {"status": {"is": "open"}},
        {},
    ],
)
def test_what_cannot_be_asked_of_a_column_is_refused(fields: Written) -> None:
    assert [violation.check for violation in violations_of({"field": fields})] == ["wrong-type"]


_RUDE: Written = {"phrase": "rude"}
_LATE: Written = {"phrase": "late"}
_LOW: Written = {"field": {"satisfaction": "<= 2"}}


@pytest.mark.parametrize(
    ("rule", "text", "fields", "state"),
    [
        ({"any": [_RUDE, _LOW]}, "fine", {"satisfaction": 1.0}, State.ASSERTED),
        ({"any": [_RUDE, _LOW]}, "fine", {}, State.SILENT),
        ({"any": [_RUDE, _LOW]}, None, {}, State.HIDDEN),
        ({"all": [_RUDE, _LOW]}, "rude", {}, State.HIDDEN),
        ({"all": [_RUDE, _LOW]}, "fine", {}, State.SILENT),
        ({"all": [_RUDE, _LOW]}, "rude", {"satisfaction": 1.0}, State.ASSERTED),
        ({"phrase": "rude", "unless": [_LATE]}, "rude and late", {}, State.SILENT),
        ({"phrase": "rude", "unless": [_LOW]}, "rude", {}, State.ASSERTED),
        ({"any": [_RUDE], "all": [_LATE]}, "rude and late", {}, State.ASSERTED),
        ({"any": [_RUDE], "all": [_LATE]}, "rude", {}, State.SILENT),
        (_RUDE, " \n\u200b", {}, State.HIDDEN),
        (_RUDE, None, {}, State.HIDDEN),
    ],
)
def test_conditions_combine(rule: Written, text: str | None, fields: dict[str, FieldValue], state: State) -> None:
    assert match_text(condition_of(rule), text, fields).state is state


def test_the_first_match_of_all_parts_is_the_one_shown() -> None:
    told = match_text(condition_of({"any": [{"phrase": "staff"}, _RUDE]}), "rude staff")
    assert (told.start, told.end) == (0, 4)


def test_the_columns_of_all_predicates_are_told() -> None:
    rule: Written = {"any": [_LOW, {"all": [{"field": {"Plan": "gold", "tags": "x"}}, _RUDE]}], "unless": [_LATE]}
    assert fields_used(condition_of(rule)) == {"satisfaction", "Plan", "tags"}


def test_kinds_that_look_at_the_whole_log_are_read() -> None:
    repeat = condition_of({"repeat": {"same": "customer and symptom", "within": "2 weeks", "channel": "other"}})
    assert isinstance(repeat, Repeat)
    assert (repeat.within_days, repeat.same_symptom, repeat.other_channel) == (14.0, True, True)
    shared = condition_of({"shared": {"same": "resolution", "at_least": "5", "within": "30 days"}})
    assert isinstance(shared, Shared)
    assert (shared.column, shared.at_least, shared.within_days) == ("resolution", 5, 30.0)
    series = condition_of({"series": {"kind": "outlier", "of": ["a", "b"]}})
    assert isinstance(series, Series)
    assert (series.kind, dict(series.options)) == ("outlier", {"of": ("a", "b")})
    assert match_text(repeat, "again").state is State.SILENT


@pytest.mark.parametrize(
    ("rule", "check"),
    [
        ({"repeat": {"within": "14 days"}}, "missing-key"),
        ({"repeat": {"same": "customer", "within": "soon"}}, "wrong-type"),
        ({"repeat": {"same": "agent", "within": "14 days"}}, "not-one-of"),
        ({"shared": {"same": "resolution", "at_least": "1", "within": "30 days"}}, "out-of-range"),
        ({"series": {"kind": "trend"}}, "not-one-of"),
        ({"series": {"kind": "outlier"}, "phrase": "rude"}, "wrong-type"),
    ],
)
def test_faults_in_kinds_that_look_at_the_whole_log_are_refused(rule: Written, check: str) -> None:
    assert [violation.check for violation in violations_of(rule)] == [check]


def test_every_rule_kind_is_listed() -> None:
    assert set(RULE_KINDS) == {"phrase", "near", "expression", "field"}
    assert set(WHOLE_LOG_KINDS) == {"repeat", "shared", "series"}
