"""Tallies added up without events: exact where they can be, and said where they cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from merging_logs import RULES, awkward_rows, write_log

from cxaudit.audit import AuditOptions, audit_logs
from cxaudit.engines import CountOptions
from cxaudit.errors import UsageError
from cxaudit.incidents import ReadingOptions
from cxaudit.merging import Part, merge_audits, refuse_unmergeable
from cxaudit.merging.adding import add_up
from cxaudit.rulebook import load_rulebook
from cxaudit.tally import OPEN_AGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cxaudit.model import Audit


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def audited(rules: Path, *logs: Path, by: tuple[str, ...] = ()) -> Audit:
    options = AuditOptions(
        tuple(str(log) for log in logs), (rules,), ReadingOptions(), CountOptions(by, workers=1), max_rejected=1.0
    )
    return audit_logs(options, lambda _: None, lambda _: None, lambda _: None)


def plain_rows(month: int, products: Sequence[str] = ("p", "q")) -> list[list[str]]:
    """Rows of incidents that are in this month alone, each once."""
    rows = awkward_rows(month, month)
    for number, row in enumerate(rows):
        day = f"2025-{month:02d}-{1 + number % 28:02d}"
        row[0], row[1], row[2], row[3] = f"{month}-{number}", day, "", day if number % 3 else ""
        row[6], row[7] = products[number % len(products)], str(number % 2)
    return rows


def merged(rules: Path, *audits: Audit) -> tuple[Audit, list[str]]:
    """The audits added up, and what was said of it."""
    told: list[str] = []
    parts = [Part(f"{number}.json", audit) for number, audit in enumerate(audits, 1)]
    audit = merge_audits(
        parts, load_rulebook((rules,)), CountOptions(), lambda _: None, lambda caution: told.append(caution.sentence)
    )
    assert [sentence for sentence in told if sentence not in audit.measures.unknowns] == []
    return audit, told


def test_logs_that_share_nothing_add_up_to_the_audit_of_both(rules: Path, tmp_path: Path) -> None:
    hidden = ("customer", "resolution", "updated_at")
    one = write_log(tmp_path / "1.csv", plain_rows(1), (*hidden, "channel"))
    two = write_log(tmp_path / "2.csv", plain_rows(3), (*hidden, "reopens"))
    both, told = merged(rules, audited(rules, one), audited(rules, two))
    whole = audited(rules, one, two)
    ages = tuple(entry for entry in whole.tally.distributions if entry.column != OPEN_AGE)
    assert both.tally == replace(whole.tally, distributions=ages)
    assert both.sources == whole.sources
    assert both.settings == whole.settings
    assert [sentence.partition(":")[0] for sentence in told] == ["added up", "old backlog"]


def test_what_does_not_add_up_is_said_where_it_applies(rules: Path, tmp_path: Path) -> None:
    one, two = (write_log(tmp_path / f"{month}.csv", awkward_rows(month, month, 200)) for month in (1, 2))
    far = write_log(tmp_path / "far.csv", plain_rows(1, [f"p{number}" for number in range(60)]), ("customer",))
    _, told = merged(rules, audited(rules, one), audited(rules, two))
    topics = [sentence.partition(":")[0] for sentence in told if not sentence.startswith("in ")]
    assert topics == ["added up", "incidents", "customers", "shared workarounds", "product", "old backlog", "dates"]
    assert any(sentence.startswith("in 1.json, reopens: ") for sentence in told)
    _, told = merged(rules, audited(rules, one), audited(rules, far))
    assert "customers" not in {sentence.partition(":")[0] for sentence in told}


def test_a_column_that_one_log_was_not_split_by_is_left_out_and_said(rules: Path, tmp_path: Path) -> None:
    one, two = (write_log(tmp_path / f"{month}.csv", plain_rows(month), ("customer",)) for month in (1, 2))
    both, told = merged(rules, audited(rules, one, by=("channel",)), audited(rules, two))
    assert [margin.dimension for margin in both.tally.margins] == ["channel"]
    assert "product: left out of the splits, as not every log was split by it" in told


def test_more_values_than_an_audit_keeps_are_said(rules: Path, tmp_path: Path) -> None:
    names = [f"p{number:02d}" for number in range(40)]
    one = write_log(tmp_path / "1.csv", plain_rows(1, names[:20]), ("customer",))
    two = write_log(tmp_path / "2.csv", plain_rows(2, names[20:]), ("customer",))
    sums = add_up([Part("1", audited(rules, one)), Part("2", audited(rules, two))])
    assert sums.blurred == ("product",)


def test_audits_that_do_not_belong_together_are_refused_by_name(rules: Path, tmp_path: Path) -> None:
    one, two = (write_log(tmp_path / f"{month}.csv", plain_rows(month)) for month in (1, 2))
    first, second = audited(rules, one), audited(rules, two)
    other = replace(second.rulebook, content_hash="f" * 64)
    shown = replace(second.settings, redacted=False)
    for wrong, said in (
        (first, r"^a and b are both of \S+1.csv \(SHA-256 \w{12}…\)"),
        (
            replace(second, rulebook=other),
            r"^a was made with rulebook 'merging' 1.0.0 \(hash \w{12}\) and b with .*f{12}",
        ),
        (replace(second, settings=shown), "^personal data is hidden in a and not in b"),
        (replace(second, version=0), "^a has audit version 1 and b 0"),
    ):
        with pytest.raises(UsageError, match=said):
            refuse_unmergeable([Part("a", first), Part("b", wrong)])
    refuse_unmergeable([Part("a", first), Part("b", second)])


def test_what_checks_on_site_have_shown_stays(rules: Path, tmp_path: Path) -> None:
    one, two = (write_log(tmp_path / f"{month}.csv", plain_rows(month)) for month in (1, 2))
    checks = tmp_path / "checks.yaml"
    checks.write_text(
        "confirmations:\n  - {cause: no-alarm, verdict: confirmed, by: Operations manager, date: 2025-03-01}\n",
        encoding="utf-8",
    )
    options = AuditOptions((str(one),), (rules,), ReadingOptions(), max_rejected=1.0, confirmations=checks)
    first = audit_logs(options, lambda _: None, lambda _: None, lambda _: None)
    both, _ = merged(rules, first, audited(rules, two))
    assert [check.verdict for check in both.diagnosis.roots[0].site] == ["confirmed"]
