"""`cxaudit merge` through the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from merging_logs import RULES, awkward_rows, write_log
from same_process import run_here

if TYPE_CHECKING:
    from command_line import Outcome

MONTHS = {"january": 1, "february": 2, "march": 3}
ALLOWING = ("--rules", "rules.yaml", "-q", "--max-rejected", "1")


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with three logs and their rules, in which the program is run."""

    folder: Path

    def run(self, *arguments: object) -> Outcome:
        return run_here(*arguments, folder=self.folder)

    def analyze(self, name: str, *more: object, keep: bool = True) -> None:
        events = ("--keep-events", f"{name}.events.parquet") if keep else ()
        done = self.run("analyze", f"{name}.csv", *ALLOWING, *events, "-o", f"{name}.audit.json", *more)
        assert done.code == 0, done.err

    def merge(self, *arguments: object) -> Outcome:
        return self.run("merge", *arguments, "--rules", "rules.yaml")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    for name, month in MONTHS.items():
        write_log(tmp_path / f"{name}.csv", awkward_rows(month, month, 80))
    return Desk(tmp_path)


def test_audits_with_their_events_merge_into_the_very_audit_of_all_logs(desk: Desk) -> None:
    for name in MONTHS:
        desk.analyze(name)
    order = ("march", "january", "february")
    done = desk.merge(*(f"{name}.audit.json" for name in order), "-o", "all.audit.json", "-o", "all.md")
    assert done.code == 0, done.err
    assert "counted anew from the events kept in march.events.parquet, january.events.parquet" in done.err
    desk.run("analyze", *(f"{name}.csv" for name in order), *ALLOWING, "-o", "one.json", "-o", "one.md")
    assert (desk.folder / "all.audit.json").read_bytes() == (desk.folder / "one.json").read_bytes()
    assert (desk.folder / "all.md").read_bytes() == (desk.folder / "one.md").read_bytes()


def test_a_merged_audit_can_be_merged_again(desk: Desk) -> None:
    for name in MONTHS:
        desk.analyze(name)
    kept = ("--keep-events", "early.events.parquet", "-o", "early.audit.json")
    assert desk.merge("january.audit.json", "february.audit.json", *kept).code == 0
    done = desk.merge("early.audit.json", "march.audit.json", "-f", "json")
    one = desk.run("analyze", *(f"{name}.csv" for name in MONTHS), *ALLOWING, "-f", "json")
    assert done.out == one.out
    again = desk.merge("early.audit.json", "january.audit.json")
    assert again.code == 2
    assert "early.audit.json and january.audit.json are both of january.csv" in again.err


def test_audits_without_events_are_added_up_and_say_so(desk: Desk) -> None:
    desk.analyze("january")
    desk.analyze("february", keep=False)
    done = desk.merge("january.audit.json", "february.audit.json", "-o", "both.audit.json", "-f", "md")
    assert done.code == 0, done.err
    sentence = "the events of february.audit.json are not at hand, so the audits were added up"
    assert sentence in done.err
    assert sentence in done.out
    both: dict[str, Any] = json.loads((desk.folder / "both.audit.json").read_bytes())
    assert any(told.startswith("customers: one who is in several") for told in both["measures"]["unknowns"])
    refused = desk.merge("january.audit.json", "february.audit.json", "-f", "json", "--keep-events", "x.parquet")
    assert refused.code == 2
    assert "those of february.audit.json are not at hand" in refused.err
    assert not (desk.folder / "x.parquet").exists()


def test_events_elsewhere_can_be_given_and_others_are_refused(desk: Desk) -> None:
    for name in ("january", "february"):
        desk.analyze(name)
    (desk.folder / "elsewhere").mkdir()
    moved = (desk.folder / "january.events.parquet").rename(desk.folder / "elsewhere" / "kept")
    audits = ("january.audit.json", "february.audit.json")
    assert "counted anew" in desk.merge(*audits, "--events", "elsewhere/kept").err
    assert "not the events of any of the audits" in desk.merge(*audits, "--events", "january.csv").err
    (desk.folder / "january.events.parquet").write_bytes(moved.read_bytes()[:-1])
    damaged = desk.merge(*audits)
    assert damaged.code == 3
    assert "january.events.parquet: is not as it was when january.audit.json was made" in damaged.err


def test_events_of_other_splits_are_refused(desk: Desk) -> None:
    desk.analyze("january", "--by", "channel")
    desk.analyze("february")
    done = desk.merge("january.audit.json", "february.audit.json")
    assert done.code == 2
    assert "january.audit.json is split by channel and february.audit.json by every column" in done.err


def test_audits_of_other_rules_are_refused_by_both_names(desk: Desk) -> None:
    desk.analyze("january")
    (desk.folder / "rules.yaml").write_text(RULES.replace("[late]", "[late, tardy]"), encoding="utf-8")
    desk.analyze("february")
    done = desk.merge("january.audit.json", "february.audit.json")
    assert done.code == 2
    assert done.err.count("(hash ") == 2
    assert done.err.count("\n") == 1


def test_events_without_an_audit_and_of_a_run_that_failed_are_not_kept(desk: Desk) -> None:
    homeless = desk.run("analyze", "january.csv", *ALLOWING, "--keep-events", "x.parquet")
    assert homeless.code == 2
    assert "events are of no use without their audit" in homeless.err
    strict = ("--max-rejected", "0", "-f", "json", "--keep-events", "x.parquet")
    failed = desk.run("analyze", "january.csv", *ALLOWING, *strict)
    assert failed.code == 3
    assert sorted(path.name for path in desk.folder.iterdir() if "x.parquet" in path.name) == []


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("unread", [6, 3])
def test_a_rate_over_answers_partly_read_is_told_in_a_merged_audit_as_in_one(
    desk: Desk, unread: int, *, keep: bool
) -> None:
    for month, name in enumerate(("april", "may"), start=4):
        answers = ["oh well"] * (2 * unread if name == "may" else 0) + ["5", "2"] * (
            50 if name == "april" else 50 - unread
        )
        rows = (f"{name}{at},2025-{month:02d}-{at % 28 + 1:02d},{said},late" for at, said in enumerate(answers))
        (desk.folder / f"{name}.csv").write_text("id,opened_at,satisfaction,text\n" + "\n".join(rows), encoding="utf-8")
        desk.analyze(name, keep=keep)
    merged = json.loads(desk.merge("april.audit.json", "may.audit.json", "-f", "json").out)
    one = json.loads(desk.run("analyze", "april.csv", "may.csv", *ALLOWING, "-f", "json").out)
    assert merged["measures"]["headline"] == one["measures"]["headline"]
    found = next(measure for measure in merged["measures"]["headline"] if measure["id"] == "customer-satisfaction")
    assert (found["value"] is None) == (unread == 6)
    assert f"{2 * unread} of 200 answers could not be read" in found["note"]


@pytest.mark.parametrize("day", [2, 25])
def test_conversations_in_both_logs_are_told_of_in_one_sentence_even_to_who_asked_for_quiet(
    desk: Desk, day: int
) -> None:
    for name, first, began in (("early", 0, 2), ("late", 15, day)):
        rows = [
            f"{number},2025-01-{began + turn:02d} 10:00,{who},c{number},{said}"
            for number in range(first, first + 20)
            for turn, (who, said) in enumerate((("customer", "It was late"), ("agent", "Sorry"), ("customer", "Late!")))
        ]
        header = "ticket_id,created_at,author_role,customer_id,message"
        (desk.folder / f"{name}.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
        desk.analyze(name)
    done = desk.merge("early.audit.json", "late.audit.json", "-q", "-o", "both.md")
    report = (desk.folder / "both.md").read_text(encoding="utf-8")
    assert done.code == 0
    assert done.err.count("warning") == 1
    for told in (done.err, report):
        assert "5 conversations have messages in more than one of early.csv, late.csv" in told
        assert "analyze these logs together instead of merging" in told
        assert "kept apart" not in told


@pytest.mark.parametrize(
    ("header", "mail", "month"),
    [
        ("chat id,sender,sent,mail,message", "y", 1),  # another help desk, also on the same days
        ("chat id,sender,sent,mail,message", "y", 2),
        ("conversation_id,direction,created_at,customer_email,body", "z", 1),  # the same one, but other customers
        ("conversation_id,direction,created_at,customer_email,body", "z", 2),
    ],
)
def test_conversations_of_other_desks_or_customers_with_the_same_ids_are_not_taken_for_parts(
    desk: Desk, header: str, mail: str, month: int
) -> None:
    for name, head, of, at in (
        ("early", "conversation_id,direction,created_at,customer_email,body", "x", 1),
        ("late", header, mail, month),
    ):
        rows = [
            f"{number},{who},2025-{at:02d}-{1 + number:02d} {hour},c{number}@{of}.example,{said}"
            for number in range(20)
            for hour, who, said in (("09:00", "inbound", "It was late"), ("10:00", "outbound", "Sorry"))
        ]
        (desk.folder / f"{name}.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
        desk.analyze(name)
    done = desk.merge("early.audit.json", "late.audit.json", "-q", "-o", "both.json", "-o", "both.md")
    assert "messages in more than one" not in done.err
    assert "--same-ids" not in (desk.folder / "both.md").read_text(encoding="utf-8")
    both, one = (json.loads(text) for text in ((desk.folder / "both.json").read_text(encoding="utf-8"), _one(desk)))
    assert both["tally"] == one["tally"]
    assert both["rejections"] == one["rejections"] == {}
    assert both["tally"]["incidents"] == 40


def _one(desk: Desk) -> str:
    """The audit that one run over both logs makes."""
    return desk.run("analyze", "early.csv", "late.csv", *ALLOWING, "-f", "json").out
