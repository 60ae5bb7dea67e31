"""What `rules suggest` makes of logs in which something is planted that no rule knows."""

import csv
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from coverage_logs import RULES, log_of, run, small_log, small_rules

from cxaudit.errors import InputError
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook
from cxaudit.simulation import simulated_log

# A trouble told in many ways that have one phrase in common.
BEGINNINGS = ("Last week", "Since Monday", "After the move", "For days now", "On my phone", "At home", "Once more")
ENDINGS = (
    "and nobody knows why",
    "so I sit in the dark",
    "which costs me sleep",
    "while my child cries",
    "yet you bill me",
)
PLANTED = [f"{start} the smoke detector beeps all night {end}" for start, end in product(BEGINNINGS, ENDINGS)]


def suggested(*arguments: object) -> dict[str, Any]:
    code, out, _ = run("suggest", "--format", "json", *arguments)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def complaints(planted: list[str]) -> list[str]:
    """A log about late and broken things, with what is planted among it."""
    things = ("chair", "lamp", "desk", "sofa", "shelf", "mirror", "carpet", "table", "kettle", "bed")
    when = ("on Monday", "in May", "again", "this time", "as ever", "to my neighbour")
    late = [f"The {thing} came late {time}" for thing, time in product(things, when)]
    broken = [f"My {thing} was broken {time}" for thing, time in product(things, when)]
    return [*late, *broken, *planted]


def test_a_planted_topic_comes_first(tmp_path: Path) -> None:
    log = log_of(tmp_path, complaints(PLANTED))
    found = suggested(small_rules(tmp_path), "--log", log)
    best = found["suggestions"][0]
    assert set(best["phrase"].split()) <= {"smoke", "detector", "beeps", "all", "night"}
    assert len(best["phrase"].split()) > 1
    assert (best["share"]["hits"], best["share"]["n"]) == (35, 35)
    assert best["matched_texts"] == 0


def test_no_suggestion_has_mostly_the_incidents_of_another(tmp_path: Path) -> None:
    log = log_of(tmp_path, complaints(PLANTED))
    phrases = [entry["phrase"] for entry in suggested(small_rules(tmp_path), "--log", log)["suggestions"]]
    assert sum(bool({"smoke", "detector", "beeps"} & set(phrase.split())) for phrase in phrases) == 1


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    texts = complaints(PLANTED)
    rules = small_rules(tmp_path)
    forwards = log_of(tmp_path, texts)
    one = suggested(rules, "--log", forwards)
    lines = forwards.read_text().splitlines()
    forwards.write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n")
    assert suggested(rules, "--log", forwards) == one


def test_what_a_rule_matches_is_not_suggested(tmp_path: Path) -> None:
    phrases = [
        entry["phrase"] for entry in suggested(small_rules(tmp_path), "--log", small_log(tmp_path))["suggestions"]
    ]
    assert not any("late" in phrase or "broken" in phrase for phrase in phrases)


def test_copies_of_one_text_are_no_topic(tmp_path: Path) -> None:
    copies = [f"Ticket {number}: your smoke detector beeps" for number in range(40)]
    found = suggested(small_rules(tmp_path), "--log", log_of(tmp_path, complaints(copies)))
    assert found["unread"] == 1
    assert found["unmatched"] == 40
    assert found["suggestions"] == []


def test_once_its_blank_is_filled_the_yaml_passes_every_check_and_its_examples_hold(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    code, yaml, _ = run("suggest", rules, "--log", log_of(tmp_path, complaints(PLANTED)), "--format", "yaml")
    assert code == 0
    assert "# caused_by: {" in yaml
    filled = yaml.replace("# caused_by: {CAUSE: often}", "caused_by: {no-alarm: often}")
    folder = tmp_path / "whole"
    folder.mkdir()
    (folder / "rules.yaml").write_text(RULES)
    (folder / "suggested.yaml").write_text(filled)
    assert run("check", folder, "--select", "symptom-without-cause,wrong-type,missing-key")[0] == 0
    code, after, _ = run("check", folder, "--format", "concise")
    assert code == 0
    assert "suggested.yaml" not in after
    code, out, _ = run("test", folder)
    assert code == 0, out


def test_until_its_blank_is_filled_only_the_cause_is_missing(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    target = tmp_path / "suggested.yaml"
    run("suggest", rules, "--log", log_of(tmp_path, complaints(PLANTED)), "--format", "yaml", "-o", target)
    code, out, _ = run("check", tmp_path, "--format", "concise")
    told = [line for line in out.splitlines() if line.startswith(str(target))]
    assert code == 1
    assert told
    assert all("[symptom-without-cause]" in line for line in told)


def test_causes_are_proposed_by_the_symptoms_that_show_with_it(tmp_path: Path) -> None:
    late = [text for text in complaints([]) if "late" in text]
    texts = [*late, *(f"{text}, and it was broken" for text in PLANTED[:15]), *PLANTED]
    best = suggested(small_rules(tmp_path), "--log", log_of(tmp_path, texts))["suggestions"][0]
    (cause,) = best["causes"]
    assert (cause["id"], cause["symptoms"]) == ("no-packing-standard", ["broken-item"])
    assert best["matched_texts"] == 15


def test_personal_data_is_shown_nowhere(tmp_path: Path) -> None:
    texts = complaints([f"{text} says Zelda Quimby on +44 20 7946 0958" for text in PLANTED])
    log = log_of(tmp_path, texts, customer_name=["Zelda Quimby"] * len(texts))
    for form in ("text", "yaml", "json"):
        _, out, _ = run("suggest", small_rules(tmp_path), "--log", log, "--format", form, "--top", "50")
        assert "beeps" in out
        assert "quimby" not in out.casefold()
        assert "7946" not in out
    _, plain, _ = run("suggest", small_rules(tmp_path), "--log", log, "--no-redact", "--top", "50")
    assert "Quimby" in plain


def test_ids_are_free_and_can_be_used(tmp_path: Path) -> None:
    rules = small_rules(tmp_path, RULES.replace("late-came", "smoke-detector-beeps"))
    first = suggested(rules, "--log", log_of(tmp_path, complaints(PLANTED)))["suggestions"][0]
    taken = load_rulebook([rules]).symptoms
    assert first["id"] not in taken
    assert first["seen"][0]["name"].startswith("T-")


def test_incidents_without_an_id_are_named_by_their_row(tmp_path: Path) -> None:
    log = tmp_path / "nameless.csv"
    log.write_text("opened_at,text\n" + "".join(f"2025-01-01,{text}\n" for text in complaints(PLANTED)))
    seen = suggested(small_rules(tmp_path), "--log", log)["suggestions"][0]["seen"]
    assert all("nameless.csv#" in incident["name"] for incident in seen)


def test_top_limits_how_many_there_are(tmp_path: Path) -> None:
    log = log_of(tmp_path, complaints(PLANTED))
    assert len(suggested(small_rules(tmp_path), "--log", log, "--top", "1")["suggestions"]) == 1


def test_a_log_that_is_all_matched_suggests_nothing(tmp_path: Path) -> None:
    rules, log = small_rules(tmp_path), log_of(tmp_path, ["It came late"] * 9)
    code, out, _ = run("suggest", rules, "--log", log)
    assert code == 0
    assert "No phrase stands out" in out
    _, yaml, _ = run("suggest", rules, "--log", log, "--format", "yaml")
    assert all(line.startswith("#") for line in yaml.splitlines())


def test_a_log_with_no_text_is_told(tmp_path: Path) -> None:
    log = tmp_path / "fields.csv"
    log.write_text("id,opened_at,reopens\n1,2025-01-01,1\n2,2025-01-02,0\n")
    with pytest.raises(InputError, match="no row has a text to learn from"):
        run("suggest", small_rules(tmp_path), "--log", log)


def test_a_log_without_rows_is_told(tmp_path: Path) -> None:
    log = tmp_path / "empty.csv"
    log.write_text("id,opened_at,text\n")
    with pytest.raises(InputError, match="holds no rows"):
        run("suggest", small_rules(tmp_path), "--log", log)


def test_only_the_last_state_of_an_incident_counts(tmp_path: Path) -> None:
    log = tmp_path / "states.csv"
    rows = "".join(f"{number},2025-01-01,{text}\n" for number, text in enumerate(complaints(PLANTED)))
    log.write_text(f"id,opened_at,text\n{rows}{rows}")
    assert suggested(small_rules(tmp_path), "--log", log)["incidents"] == len(complaints(PLANTED))


def test_a_planted_topic_is_found_in_a_simulated_log(tmp_path: Path) -> None:
    found = simulated_log("telecom", load_rulebook([resource("rules/core")]), 1_500, 3)
    rows = list(csv.DictReader(found.log.decode("utf-8-sig").splitlines()))
    planted = [
        {**rows[number], "Ticket number": f"P{number}", "Description": said} for number, said in enumerate(PLANTED)
    ]
    log = tmp_path / "telecom.csv"
    with log.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*rows, *planted])
    best = suggested("--log", log, "--top", "3")["suggestions"]
    assert any({"smoke", "detector", "beeps"} & set(entry["phrase"].split()) for entry in best)
