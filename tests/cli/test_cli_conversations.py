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


def cut_log(folder: Path) -> None:
    """january.csv ends with the answer of each conversation, february.csv goes on with the customer."""
    path = message_log(folder, "whole.csv", count=20)
    head, *whole = path.read_text(encoding="utf-8").splitlines()
    february = [line for line in whole if " 11:00" in line]
    january = [line for line in whole if line not in february]
    february += [f"{line.partition(',')[0]},outbound,2025-02-02 10:00,,You are welcome" for line in february]
    for name, lines in (("whole", [*january, *february]), ("january", january), ("february", february)):
        (folder / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def test_conversations_that_go_on_in_another_file_are_those_of_one_file(tmp_path: Path) -> None:
    cut_log(tmp_path)
    whole = audited(tmp_path, "whole.csv")
    for files in (("january.csv", "february.csv"), ("february.csv", "january.csv")):
        both = audited(tmp_path, *files, "--workers", 2)
        quotes = [[entry.pop(name) for name in ("source", "row")] for entry in both["tally"]["evidence"]]
        expected = [[entry[name] for name in ("symptom", "incident")] for entry in whole["tally"]["evidence"]]
        named = [[entry[name] for name in ("symptom", "incident")] for entry in both["tally"]["evidence"]]
        assert named == expected
        for (source, row), entry in zip(quotes, both["tally"]["evidence"], strict=True):
            lines = (tmp_path / source).read_text(encoding="utf-8").splitlines()
            assert lines[row].startswith(f"{entry['incident']},inbound,")
            assert entry["quote"][entry["start"] : entry["end"]].casefold() in lines[row].casefold()
            assert source == ("january.csv" if entry["symptom"] == "late-delivery" else "february.csv")
        for audit in (both, dict(whole)):
            audit["tally"] = {name: value for name, value in audit["tally"].items() if name != "evidence"}
        assert both["tally"] == {name: value for name, value in whole["tally"].items() if name != "evidence"}
        january, february = sorted(both["sources"], key=lambda source: source["path"], reverse=True)
        assert (january["read"], january["used"], january["rejected"]) == (41, 40, 1)
        assert (february["read"], february["used"], february["rejected"]) == (40, 40, 0)
        assert "20 of these have messages in february.csv as well and are one incident each" in january["notes"][-1]
        assert january["notes"][-1].endswith("counted here, where it begins")
        assert february["notes"][-1].endswith("counted there, where it begins")


def test_a_message_in_two_files_counts_once_and_the_other_row_is_told(tmp_path: Path) -> None:
    whole = message_log(tmp_path, "whole.csv", count=20).read_text(encoding="utf-8").splitlines()
    for name, lines in (("early", whole[:40]), ("late", [whole[0], *whole[31:]])):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    both = audited(tmp_path, "early.csv", "late.csv", "--rejects", "rejects.csv")
    counted, whole_counted = both["tally"], audited(tmp_path, "whole.csv")["tally"]
    assert {**counted, "evidence": ()} == {**whole_counted, "evidence": ()}
    assert both["rejections"]["message that stands in another file as well"] == 9
    assert [(source["read"], source["used"], source["rejected"]) for source in both["sources"]] == [
        (39, 30, 9),
        (31, 30, 1),
    ]
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()
    assert 'early.csv,31,32,message that stands in another file as well,,"late.csv, row 1, line 2"' in rejects


def test_one_id_in_two_help_desks_is_two_conversations_unless_the_user_says_otherwise(tmp_path: Path) -> None:
    message_log(tmp_path, "one.csv", count=12)
    other = message_log(tmp_path, "other.csv", count=12).read_text(encoding="utf-8")
    (tmp_path / "other.csv").write_text(other.replace("@x.", "@y."), encoding="utf-8")
    head = "conversation_id,direction,created_at,customer_email,body"
    renamed = message_log(tmp_path, "renamed.csv", count=12).read_text(encoding="utf-8")
    (tmp_path / "renamed.csv").write_text(renamed.replace(head, "chat id,sender,sent,mail,message"), encoding="utf-8")
    rules = small_rules(tmp_path)
    for second in ("other.csv", "renamed.csv"):
        asked = ("analyze", "one.csv", second, "--rules", rules, "-o", "apart.json")
        said = "warning: id: 12 conversations have the id of one in another file"
        assert said in run(*asked, folder=tmp_path).err
        audit = json.loads((tmp_path / "apart.json").read_text(encoding="utf-8"))
        assert (audit["tally"]["incidents"], shown(audit)) == (24, {"late-delivery": 8, "rude-staff": 6})
        done = run(*asked, "--same-ids", folder=tmp_path)
        assert "have the id of one" not in done.err
        audit = json.loads((tmp_path / "apart.json").read_text(encoding="utf-8"))
        assert audit["tally"]["incidents"] == 12
    assert audited(tmp_path, "one.csv", "one.csv")["tally"]["incidents"] == 12


def test_a_file_that_shows_too_little_is_read_like_the_others(tmp_path: Path) -> None:
    cut_log(tmp_path)
    lines = (tmp_path / "whole.csv").read_text(encoding="utf-8").splitlines()
    parts = {"a.csv": lines[1:-2], "b.csv": [lines[-2]], "c.csv": [lines[-1]]}
    for name, rows in parts.items():
        (tmp_path / name).write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
    done = run("inspect", "c.csv", "b.csv", "a.csv", folder=tmp_path)
    assert done.out.count("'direction' says who speaks, as in a.csv") == 2
    cut, whole = (audited(tmp_path, *names) for names in (("c.csv", "a.csv", "b.csv"), ("whole.csv",)))
    assert {**cut["tally"], "evidence": ()} == {**whole["tally"], "evidence": ()}


def test_same_ids_are_refused_where_nothing_has_such_ids(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,text\n1,It was late\n", encoding="utf-8")
    done = run("analyze", "log.csv", "--rules", small_rules(tmp_path), "--same-ids", folder=tmp_path)
    assert done.code == 2
    assert "give --join customer as well, or such logs" in done.err


def test_inspecting_two_files_says_that_conversations_go_on(tmp_path: Path) -> None:
    cut_log(tmp_path)
    said = run("inspect", "january.csv", "february.csv", folder=tmp_path).out
    assert "41 rows read = 40 that can be used + 1 rejected" in said
    assert "40 rows read = 40 that can be used + 0 rejected" in said
    assert "have messages in february.csv as well" in said
    assert "have messages in january.csv as well" in said


def test_audits_of_logs_with_the_same_conversations_say_to_analyze_them_together(tmp_path: Path) -> None:
    cut_log(tmp_path)
    rules = small_rules(tmp_path)
    for name in ("january", "february"):
        kept = ("--keep-events", f"{name}.parquet", "-o", f"{name}.json")
        assert run("analyze", f"{name}.csv", "--rules", rules, "-q", *kept, folder=tmp_path).code == 0
    asked = ("merge", "january.json", "february.json", "--rules", rules)
    merged = run(*asked, "-o", "merged.json", folder=tmp_path)
    assert "20 conversations have messages in more than one of january.csv, february.csv" in merged.err
    assert "analyze these logs together instead of merging their audits" in merged.err
    (tmp_path / "january.parquet").unlink()
    added = run(*asked, "-o", "added.json", folder=tmp_path)
    assert "conversations: one with messages in several of the logs counts once in each" in added.err


def test_an_audit_of_a_cut_log_merges_with_another_as_if_all_were_read_together(tmp_path: Path) -> None:
    cut_log(tmp_path)
    message_log(tmp_path, "march.csv", first=100)
    rules = small_rules(tmp_path)
    for name, logs in (("both", ("january.csv", "february.csv")), ("march", ("march.csv",))):
        kept = ("--keep-events", f"{name}.parquet", "-o", f"{name}.json")
        assert run("analyze", *logs, "--rules", rules, "-q", *kept, folder=tmp_path).code == 0
    for order in (("both.json", "march.json"), ("march.json", "both.json")):
        merged = run("merge", *order, "--rules", rules, "-o", "merged.json", folder=tmp_path)
        assert merged.code == 0, merged.err
        found = json.loads((tmp_path / "merged.json").read_text(encoding="utf-8"))["tally"]
        assert found == audited(tmp_path, "january.csv", "february.csv", "march.csv")["tally"]


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


@pytest.mark.parametrize(("options", "asked"), [((), True), (("--own-ids",), False)])
def test_who_said_that_each_log_has_its_own_ids_is_not_asked_for_the_opposite(
    tmp_path: Path, options: tuple[str, ...], *, asked: bool
) -> None:
    message_log(tmp_path, "one.csv", count=20)
    other = message_log(tmp_path, "two.csv", count=20)
    other.write_text(other.read_text(encoding="utf-8").replace("@x.example", "@y.example"), encoding="utf-8")
    rules = small_rules(tmp_path)
    done = run("analyze", "one.csv", "two.csv", "--rules", rules, *options, "-f", "md", folder=tmp_path)
    assert done.code == 0, done.err
    for told in (done.out, done.err):
        assert "were kept apart" in told
        assert ("give --same-ids" in told) is asked
