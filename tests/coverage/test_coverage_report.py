"""What `rules coverage` says of small logs whose contents are known."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from coverage_logs import RULES, SAID, log_of, repeated, run, small_log, small_rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from cxaudit.coverage import read_texts
from cxaudit.errors import InputError, RulebookError, UsageError
from cxaudit.incidents import open_sources
from cxaudit.rulebook import load_rulebook

WORDS = ("chair", "lamp", "desk", "sofa", "shelf", "mirror", "carpet", "table")


def report(*arguments: object) -> dict[str, Any]:
    code, out, _ = run("coverage", "--format", "json", *arguments)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_every_figure_of_a_small_log_is_right(tmp_path: Path) -> None:
    found = report(small_rules(tmp_path), "--log", small_log(tmp_path))
    assert found["version"] == 1
    assert (found["rows"]["read"], found["rows"]["used"], found["rows"]["rejected"]) == (20, 20, 0)
    assert (found["unmatched"]["hits"], found["unmatched"]["n"]) == (5, 20)
    assert (found["unmatched_with_text"]["hits"], found["unmatched_with_text"]["n"]) == (5, 20)
    hits = {entry["id"]: entry["hits"] for entry in found["hits"]}
    assert hits == {"late-delivery": 13, "broken-item": 7, "late-came": 0, "reopened": 0, "tardy-courier": 0}


def test_the_interval_is_wilsons(tmp_path: Path) -> None:
    interval = report(small_rules(tmp_path), "--log", small_log(tmp_path))["unmatched"]["interval"]
    expected = binomtest(5, 20).proportion_ci(method="wilson")
    assert interval["low"] == pytest.approx(expected.low)
    assert interval["high"] == pytest.approx(expected.high)


def test_symptoms_without_a_hit_are_split_by_whether_the_log_could_show_them(tmp_path: Path) -> None:
    found = report(small_rules(tmp_path), "--log", small_log(tmp_path))
    assert [entry["id"] for entry in found["no_hits"]] == ["late-came"]
    reasons = {entry["id"]: entry["reason"] for entry in found["blind"]}
    assert reasons == {
        "reopened": "the log has nothing in column 'reopens'",
        "tardy-courier": "the log never has 'tardy'",
    }


def test_an_empty_column_is_as_good_as_none(tmp_path: Path) -> None:
    log = log_of(tmp_path, ["It came late"] * 3, reopens=["", "", ""])
    blind = report(small_rules(tmp_path), "--log", log)["blind"]
    assert "the log has nothing in column 'reopens'" in [entry["reason"] for entry in blind]
    seen = log_of(tmp_path, ["It came late"] * 3, name="seen.csv", reopens=["0", "0", ""])
    assert "reopened" in [entry["id"] for entry in report(small_rules(tmp_path), "--log", seen)["no_hits"]]


@pytest.mark.parametrize(
    ("detect", "reason"),
    [
        ("{phrase: [tardy/dilatory parcel, ponderous*]}", "'tardy/dilatory', 'ponderous*'"),
        ("{any: [{phrase: [tardy]}, {field: {reopens: 1}}]}", "never has 'tardy' and has nothing in column 'reopens'"),
        ("{all: [{phrase: [late]}, {phrase: [tardy]}]}", "never has 'tardy'"),
        ("{near: {words: [[late], [tardy, slow]], within: 4}}", "never has 'tardy', 'slow'"),
        (r"{expression: '\btardy\b'}", "never has 'tardy'"),
        ("{any: [{phrase: [tardy]}, {phrase: [late came]}]}", ""),
        ("{phrase: [late tardy, late came]}", ""),
        ("{phrase: ['* came * invoice']}", ""),
    ],
)
def test_what_blinds_a_rule_is_named(tmp_path: Path, detect: str, reason: str) -> None:
    rules = small_rules(tmp_path, RULES.replace("{phrase: [tardy courier]}", detect))
    found = report(rules, "--log", small_log(tmp_path))
    reasons = {entry["id"]: entry["reason"] for entry in found["blind"]}
    if reason:
        assert reason in reasons["tardy-courier"]
    else:
        assert "tardy-courier" in [entry["id"] for entry in found["no_hits"]]


def test_words_are_compared_as_rules_compare_them(tmp_path: Path) -> None:
    rules = small_rules(tmp_path, RULES.replace("phrase: [tardy courier]", "phrase: [café], accents: as-written"))
    plain = report(rules, "--log", log_of(tmp_path, ["The CAFE is closed"]))
    assert "tardy-courier" in [entry["id"] for entry in plain["blind"]]
    accented = report(rules, "--log", log_of(tmp_path, ["The CAFÉ is closed"]))
    assert {entry["id"]: entry["hits"] for entry in accented["hits"]}["tardy-courier"] == 1


def test_symptoms_that_show_together_are_named_with_their_numbers(tmp_path: Path) -> None:
    said = {"It came late and was broken": 9, "It came late": 3, "It was broken": 1, "Thanks": 30}
    (pair,) = report(small_rules(tmp_path), "--log", log_of(tmp_path, repeated(said)))["pairs"]
    assert (pair["first"], pair["second"]) == ("broken-item", "late-delivery")
    assert (pair["together"], pair["first_hits"], pair["second_hits"]) == (9, 10, 12)
    assert pair["jaccard"] == pytest.approx(9 / 13)
    assert pair["containment"] == pytest.approx(9 / 10)


@pytest.mark.parametrize(
    "said",
    [
        {"It came late and was broken": 4, "Thanks": 30},  # too few together
        {"It came late and was broken": 20, "It came late": 20},  # all are late, so chance has it
        {"It came late and was broken": 6, "It came late": 20, "It was broken": 20, "Thanks": 60},
    ],
)
def test_symptoms_that_may_meet_by_chance_are_no_pair(tmp_path: Path, said: dict[str, int]) -> None:
    assert report(small_rules(tmp_path), "--log", log_of(tmp_path, repeated(said)))["pairs"] == []


def test_what_no_rule_matched_is_shown_in_phrases(tmp_path: Path) -> None:
    names = ["red", "blue", "green", "small", "large", "old", "new", "spare", "second", "last"]
    texts = [f"Please send the missing invoice for my {name} chair" for name in names]
    texts += [f"It came late, the {name} chair" for name in names]
    found = report(small_rules(tmp_path), "--log", log_of(tmp_path, texts))
    assert (found["texts"], found["unread"]) == (20, 10)
    best = found["phrases"][0]
    assert "invoice" in best["text"]
    assert (best["incidents"], best["texts"], best["matched_texts"]) == (10, 10, 0)


def test_the_same_words_again_are_one_text_but_all_incidents_count(tmp_path: Path) -> None:
    found = report(small_rules(tmp_path), "--log", log_of(tmp_path, ["Case 1: It came late!", "case 22 it CAME late"]))
    assert found["texts"] == 1
    assert {entry["id"]: entry["hits"] for entry in found["hits"]}["late-delivery"] == 2


def test_text_and_markdown_say_the_same_figures(tmp_path: Path) -> None:
    rules, log = small_rules(tmp_path), small_log(tmp_path)
    _, text, _ = run("coverage", rules, "--log", log)
    _, markdown, _ = run("coverage", rules, "--log", log, "--format", "markdown")
    for shown in (text, markdown):
        assert "20 rows read: 20 used, 0 rejected" in shown
        assert "5 of 20, 25% (95% interval 11–47%)" in shown
    assert "Symptoms that show (2 of 5)" in text
    assert "| `late-delivery` |        13 |" in markdown


def test_symptoms_blind_for_one_reason_are_named_together(tmp_path: Path) -> None:
    log = tmp_path / "fields.csv"
    log.write_text("id,opened_at,reopens\n1,2025-01-01,1\n")
    rules = small_rules(tmp_path)
    _, text, _ = run("coverage", rules, "--log", log)
    names = ("broken-item", "late-came", "late-delivery", "tardy-courier")
    assert f"the log has nothing in column 'text':\n    {', '.join(names)}\n" in text
    _, markdown, _ = run("coverage", rules, "--log", log, "-f", "markdown")
    assert f"| the log has nothing in column 'text' | {', '.join(f'`{name}`' for name in names)} |" in markdown


def test_of_many_texts_a_sample_is_kept_that_does_not_depend_on_their_order(tmp_path: Path) -> None:
    rulebook = load_rulebook([small_rules(tmp_path)])
    texts = [f"{word} came late to {place}" for word in WORDS for place in WORDS]
    kept = []
    for name, ordered in (("one.csv", texts), ("other.csv", texts[::-1])):
        found = read_texts(open_sources([str(log_of(tmp_path, ordered, name))]), rulebook, most=10)
        assert found.sampled
        assert len(found.documents) == found.incidents.sum() == 10
        assert found.matched.all()
        kept.append(found.documents)
    assert kept[0] == kept[1]
    assert not read_texts(open_sources([str(tmp_path / "one.csv")]), rulebook).sampled


def run_program(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cxaudit", "rules", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["coverage", "suggest", "check"])
def test_a_bad_log_is_one_sentence_and_exit_code_3(tmp_path: Path, command: str) -> None:
    rules = small_rules(tmp_path)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "header.csv").write_text("id,opened_at,text\n")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for name in ("empty.csv", "header.csv", "bad.xlsx", "missing.csv"):
        done = run_program(tmp_path, command, rules, "--log", name, "-o", "out.txt")
        assert done.returncode == 3, name
        assert done.stderr.splitlines()[-1].startswith("cxaudit: ")
        assert name in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "out.txt").exists()


def test_a_log_is_read_from_standard_input(tmp_path: Path) -> None:
    rules, log = small_rules(tmp_path), small_log(tmp_path)
    command = [sys.executable, "-m", "cxaudit", "rules", "coverage", str(rules), "--log", "-"]
    done = subprocess.run(command, input=log.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0
    assert b"5 of 20, 25%" in done.stdout
    assert b"the log never has 'tardy'" in done.stdout


def test_rejected_rows_are_told_with_their_reason(tmp_path: Path) -> None:
    log = tmp_path / "ragged.csv"
    log.write_text("id,opened_at,text\n1,2025-01-01,It came late\n2,2025-01-02,It came late,oops,oops\n")
    _, out, _ = run("coverage", small_rules(tmp_path), "--log", log)
    assert "2 rows read: 1 used, 1 rejected (ragged row" in out


@pytest.mark.parametrize(("limit", "code"), [("0.25", 0), ("0.24", 1), ("1", 0), ("0", 1), ("nan", 1)])
def test_a_share_above_the_limit_fails_the_run(tmp_path: Path, limit: str, code: int) -> None:
    arguments = ("coverage", small_rules(tmp_path), "--log", small_log(tmp_path), "--max-unmatched", limit)
    found, out, err = run(*arguments)
    assert found == code
    assert "Incidents with no symptom" in out
    assert ("25.0% of the incidents show no symptom" in err) == (code == 1)


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    texts = repeated({**SAID, "Please send the invoice again": 6, "Send the invoice, please do": 7})
    rules = small_rules(tmp_path)
    forwards = report(rules, "--log", log_of(tmp_path, texts))
    assert forwards == report(rules, "--log", log_of(tmp_path, texts[::-1]))


@given(counts=st.tuples(*[st.integers(0, 6)] * 4).filter(any))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_add_up_whatever_was_said(tmp_path: Path, counts: tuple[int, int, int, int]) -> None:
    late, both, broken, neither = counts
    said = dict(zip(SAID, counts, strict=True))
    found = report(small_rules(tmp_path), "--log", log_of(tmp_path, repeated(said)))
    hits = {entry["id"]: entry["hits"] for entry in found["hits"]}
    assert found["rows"]["read"] == found["rows"]["used"] + found["rows"]["rejected"] == sum(counts)
    assert found["unmatched"]["hits"] == neither
    assert (hits["late-delivery"], hits["broken-item"]) == (late + both, broken + both)
    dead = {entry["id"] for entry in (*found["no_hits"], *found["blind"])}
    assert dead == {name for name, number in hits.items() if not number}


def test_a_log_with_no_text_is_covered_by_what_its_columns_show(tmp_path: Path) -> None:
    log = tmp_path / "fields.csv"
    log.write_text("id,opened_at,reopens\n1,2025-01-01,1\n2,2025-01-02,0\n")
    rules = small_rules(tmp_path)
    found = report(rules, "--log", log)
    assert (found["unmatched"]["hits"], found["unmatched"]["n"]) == (1, 2)
    assert found["unmatched_with_text"] is None
    assert "cannot be told" in run("coverage", rules, "--log", log)[1]


def test_a_log_without_rows_is_no_pass(tmp_path: Path) -> None:
    log = tmp_path / "empty.csv"
    log.write_text("id,opened_at,text\n")
    with pytest.raises(InputError, match=r"empty\.csv: holds no rows"):
        run("coverage", small_rules(tmp_path), "--log", log)


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.csv"):
        run("coverage", small_rules(tmp_path), "--log", tmp_path / "nothing.csv")


def test_a_broken_rulebook_covers_nothing(tmp_path: Path) -> None:
    rules = small_rules(tmp_path, RULES.replace("severity: major", "severity: grave"))
    with pytest.raises(RulebookError):
        run("coverage", rules, "--log", small_log(tmp_path))


def test_a_format_that_is_none_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'markdown'"):
        run("coverage", small_rules(tmp_path), "--log", tmp_path / "nothing.csv", "--format", "markdwn")


def test_the_report_goes_to_a_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "coverage.json"
    rules, log = small_rules(tmp_path), small_log(tmp_path)
    code, out, err = run("coverage", rules, "--log", log, "-f", "json", "-o", target, "-q")
    assert (code, out, err) == (0, "", f"cxaudit: wrote {target}\n")
    assert json.loads(target.read_text()) == report(rules, "--log", log)
