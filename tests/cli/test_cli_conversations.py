"""Logs of conversations through the command line: customers' words are looked at, staff's are not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command_line import run, small_rules

if TYPE_CHECKING:
    from pathlib import Path

_CONVERSATIONS = 30  # every third is late, every fifth has a rude agent; staff apologise for lateness in all


def message_log(folder: Path, name: str = "log.csv", first: int = 0, count: int = _CONVERSATIONS) -> Path:
    lines = ["conversation_id,direction,created_at,customer_email,body"]
    for number in range(first, first + count):
        asked = "It was late" if number % 3 == 0 else "Hello there"
        again = "He was rude" if number % 5 == 0 else "Thanks a lot"
        day, who = f"2025-01-{1 + number % 28:02d}", f"c{number}@x.example"
        lines += [
            f"c{number},inbound,{day} 09:00,{who},{asked}",
            f"c{number},outbound,{day} 10:00,{who},Sorry if it was late. Your colleague said you were rude?",
            f"c{number},inbound,{day} 11:00,{who},{again}",
        ]
    lines.append("news,outbound,2025-01-02 10:00,all@x.example,It was late")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def audited(folder: Path, *arguments: object) -> dict[str, Any]:
    rules = small_rules(folder)
    done = run("analyze", *arguments, "--rules", rules, "-q", "-o", "audit.json", folder=folder)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    return found


def shown(audit: dict[str, Any]) -> dict[str, int]:
    tally = audit["tally"]
    counts: dict[str, int] = {}
    for entry in tally["profiles"]:
        for index in entry["profile"]["asserted"]:
            counts[tally["symptoms"][index]] = counts.get(tally["symptoms"][index], 0) + entry["count"]
    return counts


def test_conversations_that_go_on_in_another_file_are_told_of(tmp_path: Path) -> None:
    january = message_log(tmp_path, "january.csv", count=10).read_text(encoding="utf-8")
    february = january.replace("2025-01", "2025-02").partition("news")[0]
    (tmp_path / "february.csv").write_text(february, encoding="utf-8")
    (tmp_path / "both.csv").write_text(january + february, encoding="utf-8")  # as the sentence advises
    rules = small_rules(tmp_path)
    said = "warning: id: 10 conversations have messages in more than one of january.csv, february.csv"
    assert said in run("analyze", "january.csv", "february.csv", "--rules", rules, folder=tmp_path).err
    assert "in more than one of" not in run("analyze", "both.csv", "--rules", rules, folder=tmp_path).err
    audit = audited(tmp_path, "both.csv")
    assert audit["tally"]["incidents"] == 10
    assert audit["rejections"]["the header again"] == 1


def test_only_what_customers_say_raises_symptoms_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    message_log(tmp_path)
    audit = audited(tmp_path, "log.csv")
    assert audit["tally"]["incidents"] == _CONVERSATIONS
    assert shown(audit) == {"late-delivery": 10, "rude-staff": 6}
    (source,) = audit["sources"]
    assert (source["read"], source["used"], source["rejected"]) == (91, 90, 1)
    assert any(
        "90 rows are turns of 30 conversations, each one incident; 30 by staff" in note for note in source["notes"]
    )


def test_a_quote_leads_to_the_row_of_the_message_it_is_from(tmp_path: Path) -> None:
    message_log(tmp_path)
    for entry in audited(tmp_path, "log.csv")["tally"]["evidence"]:
        place = 0 if entry["symptom"] == "late-delivery" else 2
        assert entry["row"] == 3 * int(entry["incident"].removeprefix("c")) + place + 1
        assert "Sorry" not in entry["quote"]


@pytest.mark.parametrize("workers", [2])
def test_conversations_are_the_same_however_many_processes_look(tmp_path: Path, workers: int) -> None:
    message_log(tmp_path, count=28_000)
    assert audited(tmp_path, "log.csv", "--workers", 1) == audited(tmp_path, "log.csv", "--workers", workers)


def test_audits_of_message_logs_merge_into_the_audit_of_both(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    for name, first in (("one", 0), ("two", 30)):
        message_log(tmp_path, f"{name}.csv", first)
        events = ("--keep-events", f"{name}.parquet", "-o", f"{name}.json")
        assert run("analyze", f"{name}.csv", "--rules", rules, "-q", *events, folder=tmp_path).code == 0
    merged = run("merge", "one.json", "two.json", "--rules", rules, "-o", "merged.json", folder=tmp_path)
    assert merged.code == 0, merged.err
    both = audited(tmp_path, "one.csv", "two.csv")
    found = json.loads((tmp_path / "merged.json").read_text(encoding="utf-8"))
    assert found["tally"] == both["tally"]
    assert found["sources"] == both["sources"]


def test_inspecting_says_that_rows_are_messages_and_how_to_say_otherwise(tmp_path: Path) -> None:
    message_log(tmp_path)
    said = " ".join(run("inspect", "log.csv", folder=tmp_path).out.split())
    assert "rows are messages (--column speaker= if they are not)" in said
    assert "'direction' says who speaks" in said
    assert "message of a conversation in which no customer speaks: 1" in said
    assert "of each only the last row counts" not in said
    otherwise = run("inspect", "log.csv", "--column", "speaker=", folder=tmp_path)
    assert otherwise.code == 0
    assert "rows are messages" not in otherwise.out


def test_the_mapping_that_is_written_reads_messages_as_messages(tmp_path: Path) -> None:
    message_log(tmp_path)
    assert run("inspect", "log.csv", "--write-mapping", "map.yaml", folder=tmp_path).code == 0
    assert "speaker: direction" in (tmp_path / "map.yaml").read_text(encoding="utf-8")
    assert shown(audited(tmp_path, "log.csv", "--map", "map.yaml")) == {"late-delivery": 10, "rude-staff": 6}


def test_turns_can_be_asked_for_in_rules(tmp_path: Path) -> None:
    message_log(tmp_path)
    rules = small_rules(tmp_path)
    asking = rules.read_text(encoding="utf-8").replace(
        '{field: {reopens: ">= 1"}}', '{field: {agent_turns: ">= 1", customer_turns: 2}}'
    )
    asking = asking.replace("{text: x, reopens: 1}", "{text: x, agent_turns: 1, customer_turns: 2}")
    rules.write_text(asking.replace("{text: x, reopens: 0}", "{text: x, agent_turns: 0}"), encoding="utf-8")
    done = run("analyze", "log.csv", "--rules", rules, "-q", "-o", "audit.json", folder=tmp_path)
    assert done.code == 0, done.err
    assert shown(json.loads((tmp_path / "audit.json").read_text(encoding="utf-8")))["reopened"] == _CONVERSATIONS


SAID_BY_STAFF = """
rulebook: {name: staff, version: 1.0.0}
symptoms:
  - id: blame-shifted
    title: Staff put the blame on somebody else
    severity: major
    detect: {said_by: staff, phrase: [your colleague], unless: [{said_by: customer, phrase: [never mind]}]}
    caused_by: {no-standards: often}
    examples:
      match: [{text: Hello, agent_text: "Your colleague did it."}]
      no_match: ["Your colleague did it.", {text: never mind, agent_text: "Your colleague did it."}]
causes:
  - id: no-standards
    title: No standards
    family: culture
    area: customer-engagement-skills
    prior: common
    remedies: [r]
remedies:
  - id: r
    title: Set standards
    kind: people
    action: preventive
    strength: intermediate
    phase: system-shift
    owner: HR director
    effort: {days: [5, 10, 20]}
    effect: {reduces: no-standards, by: [0.2, 0.3, 0.5]}
"""


def test_a_rule_can_ask_for_what_staff_say_and_the_quote_says_who_spoke(tmp_path: Path) -> None:
    message_log(tmp_path)
    (tmp_path / "staff.yaml").write_text(SAID_BY_STAFF, encoding="utf-8")
    checked = run("rules", "check", "staff.yaml", folder=tmp_path)
    assert "0 errors" in checked.out, checked.out
    done = run("analyze", "log.csv", "--rules", "staff.yaml", "-q", "-o", "audit.json", folder=tmp_path)
    assert done.code == 0, done.err
    audit = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert shown(audit) == {"blame-shifted": _CONVERSATIONS}
    for entry in audit["tally"]["evidence"]:
        assert entry["quote"].startswith("Staff: Sorry if it was late.")
        assert entry["quote"][entry["start"] : entry["end"]] == "Your colleague"


def test_what_staff_say_cannot_be_seen_in_a_log_without_it(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,text\n1,Your colleague was rude\n2,Fine\n", encoding="utf-8")
    (tmp_path / "staff.yaml").write_text(SAID_BY_STAFF, encoding="utf-8")
    run("analyze", "log.csv", "--rules", "staff.yaml", "-q", "-o", "audit.json", folder=tmp_path)
    (profile,) = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["tally"]["profiles"]
    assert profile["profile"] == {"asserted": [], "denied": [], "hidden": [0]}
