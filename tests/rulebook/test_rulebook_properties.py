from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxaudit.checks.judging import Terms, judge
from cxaudit.checks.pages import page_of
from cxaudit.model import Report, Severity
from cxaudit.rulebook import examine_rulebook, read_rulebook
from cxaudit.rulebook.fixing import fixes_of
from cxaudit.rulebook.formatting import format_text

RULES = """\
rulebook: {name: Small, version: "1"}
symptoms:
  - id: slow
    title: Slow
    severity: minor
    leak: 0.01
    detect: {any: [{phrase: [slow, late]}, {field: {reopens: ">= 1"}}]}
    caused_by: {no-owner: often}
    examples: {match: [so slow], no_match: [{text: quick, channel: email}]}
  - {id: again, title: Again, severity: minor, detect: {repeat: {same: customer, within: 14 days, symptoms: [slow]}}}
causes:
  - {id: no-owner, title: No owner, family: culture, area: teamworking, prior: rare, remedies: [name-owner]}
  - {id: proximate, title: P, family: culture, area: teamworking, caused_by: {no-owner: {strength: often, spread: 1}}}
remedies:
  - id: name-owner
    title: Name an owner
    kind: process
    action: corrective
    strength: stronger
    phase: system-shift
    owner: Head
    effort: {days: [1, 2, 3]}
    effect: [{reduces: no-owner, by: [0.1, 0.2, 0.3]}]
    verify: {measure: rate, of: slow, target: -30%, within: 90 days}
standards:
  - {id: quick, title: Quick, promise: We are quick, measure: time, limit: 1, unit: day}
lenses:
  - {id: families, title: F, of: causes, by: family, groups: [{id: culture, title: C, members: [no-owner]}]}
overrides:
  - {symptom: slow, reason: it hurts, set: {severity: major}}
"""
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["no", "slow", "often"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def examined(folder: Path, text: str) -> None:
    """Reading raises nothing, and yields a rulebook exactly when there is no error; every violation has a place."""
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    rulebook, violations = read_rulebook([folder])
    errors = [entry for entry in violations if entry.severity is Severity.ERROR]
    assert (rulebook is None) == bool(errors)
    lines = text.count("\n") + text.count("\r") + 1
    judgement = judge(examine_rulebook([folder]), Terms(date(2026, 3, 1)))
    for entry in (*violations, *judgement.violations):
        assert 1 <= entry.location.line <= lines
        assert entry.location.column >= 1
        assert page_of(entry.check) is not None
    changed = fixes_of(judgement.violations, {entry.location.path: folder / "rules.yaml" for entry in violations})
    assert (changed.count == 0) == (changed.contents == {})
    report = Report()
    shown = format_text(text, "f", report)
    assert (shown is None) == bool(report.violations)
    assert shown is None or format_text(shown, "f", report) == shown


def spots(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [path, *(spot for key in keys for spot in spots(node[key], (*path, key)))]


SPOTS = spots(yaml.load(RULES, Loader=yaml.BaseLoader))[1:]  # noqa: S506 - our own text, and no tags are built


def test_the_rulebook_that_is_damaged_below_is_sound(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    rulebook, violations = read_rulebook([tmp_path])
    assert rulebook is not None
    assert violations == ()


@FIXTURE
@given(start=st.integers(0, len(RULES)), length=st.integers(0, 12), put=st.text(max_size=6).filter(str.isprintable))
def test_damaged_text_is_told_and_never_raises(tmp_path: Path, start: int, length: int, put: str) -> None:
    examined(tmp_path, RULES[:start] + put + RULES[start + length :])


@FIXTURE
@given(spot=st.sampled_from(SPOTS), value=ANYTHING)
def test_a_value_of_the_wrong_kind_anywhere_is_told_and_never_raises(
    tmp_path: Path, spot: tuple[str | int, ...], value: object
) -> None:
    data: Any = yaml.load(RULES, Loader=yaml.BaseLoader)  # noqa: S506 - as above
    parent = data
    for step in spot[:-1]:
        parent = parent[step]
    parent[spot[-1]] = value
    examined(tmp_path, yaml.safe_dump(data, allow_unicode=True))
