"""An audit survives JSON exactly, and what is not an audit is refused in one clear sentence."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from audit_sample import make_audit, with_alarm, without_findings, without_incidents, without_symptoms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxaudit.errors import InputError
from cxaudit.model import AUDIT_VERSION, Audit, Evidence, Interval, Measure
from cxaudit.render import read_audit_json, render_json, render_markdown

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("make", [make_audit, without_symptoms, without_findings, without_incidents])
def test_an_audit_comes_back_as_it_was(make: object) -> None:
    assert callable(make)
    audit = make()
    data = render_json(audit)
    again = read_audit_json(data, "audit.json")
    assert again == audit
    assert render_json(again) == data


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    evidence=st.builds(
        Evidence, incident=TEXT, quote=TEXT, source=TEXT, start=st.integers(0, 99), row=st.integers(1, 9)
    ),
    interval=st.builds(Interval, FLOATS, FLOATS, FLOATS),
    value=st.none() | FLOATS,
    rejections=st.dictionaries(TEXT, st.integers(0, 10**12)),
)
def test_any_text_and_any_number_come_back_exactly(
    evidence: Evidence, interval: Interval, value: float | None, rejections: dict[str, int]
) -> None:
    audit = make_audit()
    measure: Measure = replace(audit.measures.headline[0], value=value, interval=interval)
    changed = replace(
        audit,
        tally=replace(audit.tally, evidence=(evidence,)),
        measures=replace(audit.measures, headline=(measure,)),
        rejections=rejections,
    )
    assert read_audit_json(render_json(changed), "audit.json") == changed


def test_the_order_in_which_a_mapping_was_filled_does_not_show() -> None:
    audit = make_audit()
    turned = replace(audit, rejections=dict(reversed(audit.rejections.items())))
    assert render_json(turned) == render_json(audit)
    assert render_markdown(turned) == render_markdown(audit)


def test_a_report_is_the_same_after_json() -> None:
    audit = with_alarm(make_audit())
    assert render_markdown(read_audit_json(render_json(audit), "audit.json")) == render_markdown(audit)


def test_the_json_is_plain_json_with_its_version_first() -> None:
    data = render_json(make_audit())
    assert data.startswith(b'{"version":1,"program":"cxaudit 1.0.0"')
    assert json.loads(data)["tally"]["incidents"] == 1200


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_no_number_that_json_lacks_is_ever_written(bad: float) -> None:
    audit = make_audit()
    with pytest.raises(ValueError, match="may not contain"):
        render_json(replace(audit, diagnosis=replace(audit.diagnosis, unexplained=bad)))


def test_an_audit_of_a_later_version_says_so() -> None:
    later = json.dumps({"tally": "of another shape", "version": AUDIT_VERSION + 1}).encode()
    with pytest.raises(InputError, match=r"old\.json: was written by a later cxaudit \(audit version 2"):
        read_audit_json(later, "old.json")


def test_every_cut_is_noticed() -> None:
    data = render_json(make_audit()).strip()
    for length in range(0, len(data), 97):
        with pytest.raises(InputError, match=r"^cut\.json: is not a whole audit"):
            read_audit_json(data[:length], "cut.json")


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{}", b'{"version":1}', b'{"version":"1"}', b"\xff\xfe", b"id,text\n1,x\n", b"[" * 10**6],
    ids=["empty", "null", "list", "object", "version only", "version text", "bytes", "csv", "deep"],
)
def test_what_is_not_an_audit_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^x\.json: is not a whole audit \(.+\); write it with"):
        read_audit_json(data, "x.json")


def test_deep_nesting_within_an_object_is_refused() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read_audit_json(b'{"a":' * 10**5, "x.json")


def break_profile(audit: dict[str, object]) -> None:
    audit["tally"]["profiles"][0]["profile"]["asserted"] = [99]  # type: ignore[index]


def break_margin(audit: dict[str, object]) -> None:
    audit["tally"]["margins"][0]["counts"]["phone"] = [[99, 1]]  # type: ignore[index]


def break_series(audit: dict[str, object]) -> None:
    audit["tally"]["series"][0]["total"] = [1]  # type: ignore[index]


def break_table(audit: dict[str, object]) -> None:
    audit["measures"]["tables"][0]["columns"] = []  # type: ignore[index]


@pytest.mark.parametrize("damage", [break_profile, break_margin, break_series, break_table])
def test_an_audit_that_contradicts_itself_is_refused(damage: object) -> None:
    assert callable(damage)
    audit = json.loads(render_json(make_audit()))
    damage(audit)
    with pytest.raises(InputError, match=r"is damaged \("):
        read_audit_json(json.dumps(audit).encode(), "x.json")


def test_reading_gives_the_nouns_themselves() -> None:
    assert isinstance(read_audit_json(render_json(make_audit()), "x"), Audit)
