"""What a report says where the log cannot tell: causes tied, most unexplained, checks that could see nothing."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit_sample import make_audit, mostly_unexplained, with_alarm, with_tie, without_symptoms
from rich.console import Console

from cxaudit.cli.summary import print_summary
from cxaudit.inference.fit.misfit import arrows_found
from cxaudit.model import Alarm, CauseStatus, ChainLink, Evidence, FoundArrow, Signal
from cxaudit.render import render_markdown
from cxaudit.render.view import make_report
from cxaudit.render.view.lookup import Lookup
from cxaudit.render.view.ties import flows, tied_causes

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.model import Audit


def summary(audit: Audit) -> str:
    out = io.StringIO()
    print_summary(audit, Console(file=out, width=110, color_system=None, highlight=False, markup=False, emoji=False))
    return " ".join(out.getvalue().split())


def with_actions(audit: Audit, **changes: object) -> Audit:
    actions = tuple(replace(action, **changes) for action in audit.plan.actions)  # type: ignore[arg-type]
    return replace(audit, plan=replace(audit.plan, actions=actions))


def report(audit: Audit) -> str:
    return " ".join(render_markdown(audit).split())


def test_causes_that_cannot_be_told_apart_are_a_finding_of_their_own() -> None:
    text = report(with_tie())
    assert (
        "One of these causes, which this log cannot tell apart: “No error-proofing in billing” / “Weak release "
        "management”. Together they account for about 34% (29–40%) of the failing incidents (90% interval of the "
        "leading one)."
    ) in text
    assert "### One of 2 causes that this log cannot tell apart" in text
    assert "not sufficient to name" not in text
    assert "Which of 2 causes that this log cannot tell apart is at work" in text


def test_the_summary_tells_a_tie_and_that_finding_out_comes_first() -> None:
    text = summary(with_tie())
    assert "One of these causes, which this log cannot tell apart - No error-proofing in billing - Weak release" in text
    assert "Do first: find out which" in text
    assert "Do wrong bills follow releases?" in text
    assert "not sufficient" not in text


def test_a_rival_that_only_competes_for_incidents_is_not_tied() -> None:
    groups = tied_causes(Lookup(with_tie()))
    assert [[member.cause for member in group] for group in groups] == [["no-error-proofing", "weak-release"]]


def test_a_tie_stands_before_the_causes_only_if_it_accounts_for_more() -> None:
    audit = with_tie()
    first, second, third = audit.diagnosis.roots
    for prevented, tie_first in ((0.2, True), (0.6, False)):
        told = replace(second, prevented=prevented, incidents=120.0, status=CauseStatus.INDICATED)
        changed = replace(audit, diagnosis=replace(audit.diagnosis, roots=(first, told, third)))
        text = summary(changed)
        assert (text.index("One of these causes") < text.index("Root causes")) is tie_first
        assert text.count("One of these causes") == 1
        assert ("one of several causes that this log cannot tell apart" in report(changed)) is tie_first


@pytest.mark.parametrize("name", ["Weak release management", "One department's job: release"])
def test_a_note_may_name_the_causes_by_their_titles(name: str) -> None:
    audit = with_tie()
    entry = replace(audit.catalogue["weak-release"], title=name)
    first, *others = audit.diagnosis.roots
    note = f"This log cannot tell it from '{name}': both are seen only through 'Charged wrongly'. Competes with 'x'."
    changed = replace(
        audit,
        catalogue={**audit.catalogue, "weak-release": entry},
        diagnosis=replace(audit.diagnosis, roots=(replace(first, note=note), *others)),
    )
    (group,) = tied_causes(Lookup(changed))
    assert [member.cause for member in group] == ["no-error-proofing", "weak-release"]
    assert f"cannot tell it from “{name}”: both" in Lookup(changed).named(note)


def test_a_cause_seen_too_seldom_is_not_tied_to_its_rivals() -> None:
    audit = with_tie()
    first, *others = audit.diagnosis.roots
    few = replace(first, note="Its interval reaches down to nothing. Competes with 'weak-release'.")
    assert not tied_causes(Lookup(replace(audit, diagnosis=replace(audit.diagnosis, roots=(few, *others)))))


def test_a_refuted_rival_is_not_tied() -> None:
    audit = with_tie()
    first, second, third = audit.diagnosis.roots
    roots = (first, second, replace(third, status=CauseStatus.REFUTED))
    only = tied_causes(Lookup(replace(audit, diagnosis=replace(audit.diagnosis, roots=roots))))
    assert "weak-release" not in {member.cause for group in only for member in group}


@pytest.mark.parametrize("make", [mostly_unexplained, lambda: with_alarm(make_audit())])
def test_where_the_model_is_in_doubt_no_cause_leads_and_no_decision_is_asked_for(make: Callable[[], Audit]) -> None:
    text = report(make())
    page = text.split("### Key figures")[0]
    assert "leading internal cause" not in text
    assert "Causes named below are leads to check, not conclusions." in page
    bold = re.findall(r"\*\*(.+?)\*\*", page)
    assert bold
    assert not [words for words in bold if "error-proofing" in words]
    assert "decisions asked for" not in text
    assert "| Decided |" not in text
    assert "at work in 41%" not in text
    assert "Leads to check" in summary(make())


def test_the_unexplained_share_is_said_without_no_cause_explains() -> None:
    for audit in (make_audit(), mostly_unexplained(), with_tie()):
        assert "are explained by no cause of the rulebook" in report(audit)
        assert "No cause" not in report(audit).replace("No cause has", "")
        assert "No cause explains" not in summary(audit)
    assert "94% of them are explained by no cause of the rulebook" in report(mostly_unexplained())


def test_ids_in_alarms_and_notes_become_titles() -> None:
    audit = make_audit()
    alarm = Alarm("pair", 9.0, 6.0, "look first at 'billing-error' with 'passed-around', not at 'other'")
    text = report(replace(audit, diagnosis=replace(audit.diagnosis, alarms=(alarm,))))
    assert "Look first at “Charged wrongly” with “Passed around”, not at 'other'." in text


def test_both_is_said_of_two_only_and_thousands_are_marked() -> None:
    look = Lookup(make_audit())
    two = look.named("cannot tell it from 'weak-release': both are seen only through 'billing-error'")
    three = look.named("cannot tell it from 'weak-release' and 'manual-billing': both are seen")
    assert two == "Cannot tell it from “Weak release management”: both are seen only through “Charged wrongly”."
    assert three.endswith(": all are seen.")
    assert look.named("14132 incidents show no symptom, in 2025") == "14,132 incidents show no symptom, in 2025."


def test_the_evidence_is_of_the_symptoms_through_which_most_flows() -> None:
    audit = make_audit()
    root = audit.diagnosis.roots[0]
    rule = root.chain[0].rule
    side = ChainLink("manual-billing", "rude-staff", 0.1, 0.1, 900.0, rule)
    narrow = ChainLink("weak-release", "passed-around", 0.1, 0.1, 900.0, rule)
    weak = ChainLink(root.cause, "weak-release", 0.1, 0.1, 2.0, rule)
    chain = (*root.chain, weak, narrow, side)
    wide = replace(root, chain=chain, symptoms=("passed-around", "billing-error", "late-refund", "rude-staff"))
    assert flows(wide) == {"rude-staff": 170.0, "billing-error": 165.0, "late-refund": 52.0, "passed-around": 2.0}
    changed = replace(audit, diagnosis=replace(audit.diagnosis, roots=(wide, *audit.diagnosis.roots[1:])))
    quoted = {quote.symptom for quote in make_report(changed).findings.told[0].quotes}
    assert quoted == {"Staff were rude", "Charged wrongly"}


def test_an_incident_is_quoted_for_a_second_cause_only_for_want_of_another() -> None:
    audit = make_audit()
    first, second, third = audit.diagnosis.roots
    template = next(entry for entry in audit.tally.evidence if entry.symptom == "billing-error")
    evidence: tuple[Evidence, ...] = tuple(
        replace(template, incident=f"D-{n}", row=n, rank=f"{n:016x}") for n in range(5)
    )
    roots = (first, replace(first, cause=second.cause, rank=2, chain=(_arrow(second.cause, template),)), third)
    changed = replace(
        audit,
        tally=replace(audit.tally, evidence=evidence),
        diagnosis=replace(audit.diagnosis, roots=roots),
    )
    quotes = [{quote.incident for quote in cause.quotes} for cause in make_report(changed).findings.told]
    assert quotes == [{"D-0", "D-1", "D-2"}, {"D-3", "D-4", "D-0"}]


def _arrow(cause: str, evidence: Evidence) -> ChainLink:
    return ChainLink(cause, evidence.symptom, 0.5, 0.5, 100.0, evidence.rule)


def test_checks_that_cannot_be_seen_are_told_once_for_the_plan() -> None:
    text = report(with_actions(make_audit(), smallest_detectable=None))
    assert text.count("tell its target from noise") == 1
    assert "no check could tell its target from noise" in text
    some = report(make_audit())
    assert "1 check of 2 (actions 3) could not tell its target from noise" in some


@pytest.mark.parametrize(("baseline", "said"), [(0.0, "not seen in this log"), (None, "not known from this log")])
def test_no_target_stands_on_nothing(baseline: float | None, said: str) -> None:
    text = report(with_actions(make_audit(), baseline=baseline))
    assert said in text
    assert "target a fall" not in text


def test_the_cost_is_told_a_year_or_of_a_log_too_short_for_it() -> None:
    audit = make_audit()
    assert "652 incidents a year" in report(audit)
    short = replace(audit.settings, period=("2025-03-03T08:12:00Z", "2025-03-11T21:40:00Z"))
    assert "100 incidents in this log (9 days)" in report(replace(audit, settings=short))
    undated = replace(audit.settings, period=("", ""))
    assert "| 100 incidents in this log |" in report(replace(audit, settings=undated))


def test_a_promise_is_not_set_beside_the_rate_of_its_breaches() -> None:
    text = render_markdown(make_audit())
    assert "Promised limit" not in text
    assert "no symptom of the rulebook speaks of it" in text.casefold()


def test_symptoms_that_could_not_be_seen_are_apart_from_those_not_seen() -> None:
    audit = make_audit()
    profiles = tuple(
        replace(entry, profile=replace(entry.profile, asserted=(), hidden=(0, 1))) for entry in audit.tally.profiles
    )
    text = report(replace(audit, tally=replace(audit.tally, profiles=profiles)))
    assert "4 were looked for and not seen; 2 could not be seen in this log" in text


def test_one_row_and_one_incident_are_told_in_the_singular() -> None:
    audit = without_symptoms()
    source = replace(audit.sources[0], read=1, used=1, rejected=0)
    one = replace(
        audit,
        sources=(source,),
        rejections={},
        tally=replace(audit.tally, incidents=1),
        diagnosis=replace(audit.diagnosis, incidents=1),
    )
    assert "1 row read = 1 used + 0 rejected" in summary(one)
    assert "The one incident shows no symptom that the rulebook knows." in summary(one)
    assert "The one incident shows no symptom that the rulebook knows." in report(one)
    failing = replace(make_audit().diagnosis, failing=1)
    assert "1 of 1,200 incidents (<0.1%) shows a symptom" in report(replace(make_audit(), diagnosis=failing))


def test_the_index_stands_after_the_first_page() -> None:
    first, later = render_markdown(make_audit()).split("## Do first", 1)
    assert "Rescue-mode index" not in first
    assert "| Rescue-mode index |" in later


def test_how_many_cells_were_searched_is_told_once_below_the_list() -> None:
    audit = make_audit()
    searched = "90 cells checked, expect at most 1 in 10 of those listed to be noise"
    signals = tuple(
        Signal("unit-outlier", name, "watch", f"twice as frequent at {name} (18 incidents; {searched})", 18)
        for name in ("north", "south")
    )
    text = report(replace(audit, measures=replace(audit.measures, signals=signals)))
    assert "Twice as frequent at north (18 incidents)." in text
    assert "cells checked" not in text
    assert text.count("For comparisons between units, 90 cells were checked.") == 1


def with_found_arrows(number: int) -> Audit:
    audit = make_audit()
    found = tuple(FoundArrow(f"cause-{place}", "billing-error", 0.2, 9.0 - place / 2) for place in range(number))
    alarm = arrows_found(found)
    assert alarm is not None
    return replace(audit, diagnosis=replace(audit.diagnosis, found=found, alarms=(alarm,)))


def test_of_many_arrows_the_first_are_named_and_all_are_listed_with_the_method() -> None:
    audit = with_found_arrows(9)
    minded = re.search(r"Mind: The log asks .*?behind them", summary(audit))
    assert minded is not None
    assert "'cause-2'" in minded[0]
    assert "'cause-3'" not in minded[0]
    assert "and 6 more, which the report lists with its method" in minded[0]
    listed = render_markdown(audit).partition("### Arrows that this log asks for")[2]
    assert [f"| cause-{place} " in listed for place in range(9)] == [True] * 9
    assert " 0.2 |" in listed


def test_few_arrows_are_all_named_and_none_has_no_list() -> None:
    assert "more, which the report lists" not in summary(with_found_arrows(3))
    assert "Arrows that this log asks for" not in render_markdown(make_audit())
