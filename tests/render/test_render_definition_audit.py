"""`rules explain ID --audit`: what a definition did in an audit, each figure held to the audit itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_sample import make_audit, without_symptoms
from typer.testing import CliRunner

from cxaudit.cli.rules import rules_app
from cxaudit.errors import InputError, UsageError
from cxaudit.model import Profile, ProfileCount, RulebookStamp
from cxaudit.render.audit_json import render_json
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.model import Audit

RULES = """\
symptoms:
  - id: billing-error
    title: Charged wrongly
    severity: major
    detect: {phrase: [charged twice, billed twice]}
    caused_by: {no-error-proofing: often}
    breaks: [right-first-time]
  - id: repeat-contact
    title: Came back with the same problem
    severity: major
    detect: {phrase: [same problem]}
    caused_by: {no-error-proofing: sometimes}
  - {id: lost-bill, title: Lost, severity: minor, detect: {phrase: [lost bill]}, caused_by: {no-error-proofing: often}}
causes:
  - {id: no-error-proofing, title: No error-proofing, family: process, area: process-friendliness, prior: common}
  - {id: new-cause, title: New, family: process, area: process-friendliness, prior: rare}
remedies:
  - id: validate-charges
    title: Refuse impossible charges at entry
    kind: process
    action: preventive
    strength: stronger
    phase: system-shift
    owner: Head of billing
    effort: {days: [10, 20, 40]}
    effect: {reduces: no-error-proofing, by: [0.3, 0.5, 0.7]}
  - id: pray
    title: Hope
    kind: process
    action: preventive
    strength: weaker
    phase: system-shift
    owner: Nobody
    effort: {days: [1, 2, 4]}
    effect: {reduces: no-error-proofing, by: [0.1, 0.2, 0.3]}
standards:
  - {id: right-first-time, title: Right the first time, promise: We get it right, measure: rate, limit: "99"}
"""


def told(folder: Path, name: str, audit: Audit | None = None) -> str:
    """What is said of the audit, lines joined."""
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    (folder / "audit.json").write_bytes(render_json(audit or make_audit()))
    arguments = ["explain", name, "--rules", str(folder / "rules.yaml"), "--audit", str(folder / "audit.json")]
    result = CliRunner().invoke(rules_app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    about, _, found = result.stdout.partition("\n  in the audit of ")
    assert f" {name}: " in about
    return " ".join(found.split())


def test_a_symptom_is_told_with_its_hits_its_interval_and_its_quotes(tmp_path: Path) -> None:
    shown = told(tmp_path, "billing-error")
    assert shown.startswith("1,200 incidents, 2025-03-03 to 2025-04-27: ")
    assert "shown by 200 of 1,200 incidents: 17% (15–19%); 95% interval" in shown
    assert "(8 weeks)" in shown
    assert "Bills are corrected by hand (manual-billing): in about 165 incidents" in shown
    assert "“I was [charged twice] for order 881 and *nobody* explains why” D-1042, 2025-04-02, phone" in shown


def test_what_was_denied_or_could_not_be_seen_is_told(tmp_path: Path) -> None:
    audit = make_audit()
    kept = [entry for entry in audit.tally.profiles if entry.profile.asserted]
    more = (ProfileCount(Profile((), denied=(0,)), 300), ProfileCount(Profile((), hidden=(0,)), 400))
    shown = told(tmp_path, "billing-error", replace(audit, tally=replace(audit.tally, profiles=(*kept, *more))))
    assert "shown by 200 of 800 incidents: 25%" in shown
    assert "denied in 300 incidents" in shown
    assert "unseen in 400 incidents without the field it needs" in shown


def test_a_structural_symptom_is_quoted_without_a_mark(tmp_path: Path) -> None:
    assert "“same customer again after 3 days” D-1612" in told(tmp_path, "repeat-contact")


def test_a_cause_is_told_with_its_rank_what_it_prevents_and_its_chain(tmp_path: Path) -> None:
    shown = told(tmp_path, "no-error-proofing")
    assert "rank 1 of 3 root causes; 1 by the rulebook's numbers alone" in shown
    assert "status supported, grade B" in shown
    assert "34% (29–40%) of the 500 incidents with a symptom if it were gone: about 170; 90% interval" in shown
    assert "at work in 41% (35–47%) of them" in shown
    assert "leads in 93% of the draws; among the first three in 100%" in shown
    assert "rivals Weak release management (weak-release)" in shown
    assert "manual-billing → billing-error: in about 165 incidents, strength 65% → 71%" in shown
    assert "action 1 of 3: Refuse impossible charges at entry (validate-charges)" in shown
    assert "[charged twice]" in shown


def test_a_remedy_is_told_with_its_place_in_the_plan_and_how_to_check_it(tmp_path: Path) -> None:
    shown = told(tmp_path, "validate-charges")
    assert "action 1 of 3, system shift due 60 days after the decision" in shown
    assert "against No error-proofing in billing (no-error-proofing)" in shown
    assert "20% (12–27%) of the incidents with a symptom by itself: about 100; 90% interval" in shown
    assert "rate of billing-error changes by -30% in 90 days today 17%" in shown
    assert "a fall by 22% is the least" in shown


def test_a_remedy_that_is_not_planned_says_so_with_its_causes(tmp_path: Path) -> None:
    shown = told(tmp_path, "pray")
    assert "not in the plan the causes it acts on: no-error-proofing: supported, 34% (29–40%)" in shown


def test_a_standard_is_told_with_what_broke_it(tmp_path: Path) -> None:
    assert "broken by: billing-error: 200 of 1,200 incidents: 17%" in told(tmp_path, "right-first-time")
    assert "no incident shows a symptom" in told(tmp_path, "right-first-time", without_symptoms())


def test_what_the_audit_does_not_know_is_said(tmp_path: Path) -> None:
    assert "had no such symptom" in told(tmp_path, "lost-bill")
    assert "does not speak of this cause" in told(tmp_path, "new-cause")


def test_an_audit_of_other_rules_is_marked_and_one_of_these_is_not(tmp_path: Path) -> None:
    assert "(made with core 1.0.0, whose rules are not those above" in told(tmp_path, "pray")
    same = load_rulebook([tmp_path / "rules.yaml"]).content_hash
    stamp = RulebookStamp("rules", "0", same, 3, 2, 2)
    assert "made with" not in told(tmp_path, "pray", replace(make_audit(), rulebook=stamp))


def test_signs_that_steer_a_terminal_are_not_shown(tmp_path: Path) -> None:
    audit = make_audit()
    first, *others = audit.tally.evidence
    harmful = replace(first, quote="\x1b[31m" + first.quote, start=first.start + 5, end=first.end + 5)
    tally = replace(audit.tally, evidence=(harmful, *others))
    assert "\x1b" not in told(tmp_path, "billing-error", replace(audit, tally=tally))


def test_what_cannot_be_told_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'billing-error'"):
        told(tmp_path, "billing-eror")
    with pytest.raises(UsageError, match="neither"):
        told(tmp_path, "qqqq")
    nameless = CliRunner().invoke(rules_app, ["explain", "--audit", str(tmp_path / "audit.json")])
    assert isinstance(nameless.exception, UsageError)
    check = CliRunner().invoke(rules_app, ["explain", "undefined-cause", "--audit", str(tmp_path / "audit.json")])
    assert isinstance(check.exception, UsageError)
    assert "is a check" in str(check.exception)
    missing = CliRunner().invoke(rules_app, ["explain", "pray", "--audit", str(tmp_path / "none.json")])
    assert isinstance(missing.exception, InputError)
