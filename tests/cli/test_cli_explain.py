"""`cxaudit explain`, `--confirmations` and what they say, through the real command line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from command_line import run, small_log, small_rules
from markdown_it import MarkdownIt
from same_process import run_here

if TYPE_CHECKING:
    from pathlib import Path

CONFIRMATIONS = """
confirmations:
  - {cause: no-alarm, verdict: confirmed, by: operations manager, date: 2025-03-01, check: Is there an alarm?}
  - {cause: nobody-hired-for-manners, verdict: refuted, by: HR director, date: 2025-03-02, note: hired for manners}
"""
HOSTILE = 'end"]; click n0 <b>#35; `x` --> subgraph %%{init}%% |a|'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log, its rulebook (one title of it hostile) and its audit."""
    found = tmp_path_factory.mktemp("explain")
    rules = small_rules(found)
    text = rules.read_text(encoding="utf-8").replace("title: Nobody is warned", f"title: '{HOSTILE}'")
    rules.write_text(
        text.replace("set-alarm]}", "set-alarm], confirm: [{check: Is there one?, supports: none, refutes: one}]}")
    )
    small_log(found)
    done = run_here("analyze", "log.csv", "--rules", "small.yaml", "-q", "-o", "audit.json", folder=found)
    assert done.code == 0, done.err
    (found / "confirmations.yaml").write_text(CONFIRMATIONS, encoding="utf-8")
    return found


def test_the_program_itself_explains(folder: Path) -> None:
    done = run("explain", "audit.json", "no-alarm", "--rules", "small.yaml", folder=folder)
    assert (done.code, done.err, done.out) == (0, "", explain(folder, "no-alarm"))


def explain(folder: Path, *arguments: str) -> str:
    done = run_here("explain", "audit.json", *arguments, "--rules", "small.yaml", folder=folder)
    assert (done.code, done.err) == (0, "")
    return done.out


def test_a_cause_is_explained_on_lines_that_fit_a_terminal(folder: Path) -> None:
    shown = explain(folder, "no-alarm")
    assert HOSTILE in " ".join(shown.split())
    for heading in ("The five whys", "How it reaches the customer", "What speaks for it", "How sure this is"):
        assert heading in shown
    assert re.search(r"keeps its rank in \d+% of 200 disturbed rulebooks", " ".join(shown.split()))
    assert "cause: no-alarm" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_without_a_name_the_causes_to_choose_from_are_listed(folder: Path) -> None:
    done = run("explain", "audit.json", folder=folder)
    assert done.code == 0
    assert re.search(r"^  nobody-hired-for-manners +\d+\.\d%  Nobody is hired for manners$", done.out, re.MULTILINE)


def test_a_title_is_as_good_as_an_id_and_a_slip_gets_a_hint(folder: Path) -> None:
    by_title = explain(folder, "nobody is hired for manners")
    assert by_title == explain(folder, "nobody-hired-for-manners")
    done = run_here("explain", "audit.json", "no-alram", "--rules", "small.yaml", folder=folder)
    assert (done.code, done.err) == (2, "cxaudit: 'no-alram' is no cause of audit.json: did you mean 'no-alarm'?\n")


def test_markdown_shows_a_hostile_title_as_it_stands_and_holds_two_sound_diagrams(folder: Path) -> None:
    text = explain(folder, "no-alarm", "--format", "markdown")
    assert MarkdownIt("commonmark").render(text).count("<b>") == 0
    diagrams = re.findall(r"```mermaid\n(.*?)\n```", text, re.DOTALL)
    assert [diagram.splitlines()[0] for diagram in diagrams] == ["flowchart TD", "flowchart LR"]
    for diagram in diagrams:
        assert_sound(diagram)


@pytest.mark.parametrize("form", ["mermaid", "fishbone"])
def test_diagrams_can_be_had_alone(folder: Path, form: str) -> None:
    assert_sound(explain(folder, "no-alarm", "-f", form).rstrip("\n"))


def test_the_fishbone_has_a_bone_for_each_of_the_four_families(folder: Path) -> None:
    shown = explain(folder, "no-alarm", "-f", "fishbone")
    for family in ("Culture", "Leadership", "Process", "Technology"):
        assert f'["{family}"]:::bone' in shown
    assert "==> head" in shown


NODE = r'[a-z]\w*(?:(?:\["[^"\[\]{}`<>;|]*(?:#\d+;[^"\[\]{}`<>;|]*)*"\])|\(\(" "\)\))?(?::::[a-z]+)?'
LINE = re.compile(
    rf'  (?:{NODE}|{NODE} -->(?:\|"[^"|]*"\|)? {NODE}|class \w+ \w+|classDef \w+ [\w:#,\-]+|{NODE}(?: ==> {NODE})+)'
)


def assert_sound(diagram: str) -> None:
    """Every line is a node, an arrow or a class; no label holds what could end it but as an entity."""
    first, *lines = diagram.splitlines()
    assert first in ("flowchart TD", "flowchart LR")
    for line in lines:
        assert LINE.fullmatch(line), line


def test_json_holds_the_explanation_for_programs(folder: Path) -> None:
    found = json.loads(explain(folder, "no-alarm", "--format", "json"))
    assert (found["version"], found["explains"]) == (1, "cause")
    explanation = found["explanation"]
    assert explanation["hypothesis"]["cause"] == "no-alarm"
    assert explanation["whys"] == ["no-alarm"]
    assert {entry["state"] for entry in explanation["speaking_for"]} == {"shown"}
    assert explanation["hypothesis"]["importance"]["risk_reduction_worth"] > 1


def test_another_rulebook_than_that_of_the_audit_is_refused(folder: Path) -> None:
    done = run_here("explain", "audit.json", "no-alarm", folder=folder)
    assert done.code == 2
    assert re.fullmatch(
        r"cxaudit: audit\.json: was made with rulebook 'small' 1\.0\.0 \(hash \w{12}\), and the default rulebook is "
        r"another \(hash \w{12}\); give the one it was made with by --rules, or analyze the log again\n",
        done.err,
    )


def test_an_audit_without_a_model_is_told_to_be_made_again(folder: Path, tmp_path: Path) -> None:
    old = json.loads((folder / "audit.json").read_bytes())
    for name in ("parameters", "mentions", "only_failures", "disturbed"):
        del old["diagnosis"][name]
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    done = run_here("explain", tmp_path / "old.json", "no-alarm", "--rules", "small.yaml", folder=folder)
    assert done.code == 3
    assert "keeps no model to explain from (it is of an older cxaudit); analyze the log again" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("no-alarm", "--incident", "3"), "give either the id of a cause or --incident ID, not both"),
        (("no-alarm", "--log", "log.csv"), "--log is only read for --incident"),
        (("no-alarm", "-f", "pdf"), "'pdf' is none of text, markdown, json, mermaid, fishbone"),
        (
            ("--incident", "none"),
            "incident 'none' is not among the quotes it keeps; read it from its log again with --log",
        ),
        (("--incident", "none", "--log", "log.csv"), "incident 'none' is in none of log.csv"),
    ],
)
def test_what_cannot_be_explained_is_said_in_one_sentence(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run_here("explain", "audit.json", *arguments, "--rules", "small.yaml", folder=folder)
    assert done.code in (2, 3)
    assert done.err.count("\n") == 1
    assert told in done.err


def test_an_incident_read_again_agrees_with_what_the_audit_kept(folder: Path) -> None:
    kept = json.loads((folder / "audit.json").read_bytes())["tally"]["evidence"]
    incident = next(entry["incident"] for entry in kept if entry["symptom"] == "rude-staff")
    ours = json.loads(explain(folder, "--incident", incident, "-f", "json"))["explanation"]
    again = json.loads(explain(folder, "--incident", incident, "-f", "json", "--log", "log.csv"))["explanation"]
    assert (ours["reread"], again["reread"]) == (False, True)
    for name in ("shown", "denied", "unknown", "causes", "paths"):
        assert ours[name] == again[name]
    assert "rude-staff" in ours["shown"]


def test_any_incident_of_the_log_can_be_explained_and_its_customer_stays_hidden(folder: Path) -> None:
    kept = json.loads((folder / "audit.json").read_bytes())["tally"]["evidence"]
    quoted = {entry["incident"] for entry in kept}
    incident = next(str(number) for number in range(0, 40, 4) if str(number) not in quoted)
    shown = explain(folder, "--incident", incident, "--log", "log.csv")
    assert f"Why incident {incident}?" in shown
    assert "»rude«" in shown
    assert "Bell" not in shown


def test_confirmations_show_in_the_report_the_plan_and_the_explanation(folder: Path) -> None:
    arguments = ("log.csv", "--rules", "small.yaml", "-q", "--confirmations", "confirmations.yaml", "-f", "md")
    done = run_here("analyze", *arguments, folder=folder)
    assert done.code == 0, done.err
    assert "was refuted on site by HR director on 2025-03-02 and is left out." in done.out
    assert "Confirmed on site by operations manager on 2025-03-01; checked: Is there an alarm?" in done.out
    assert "Causes refuted on site are switched off" in done.out
    assert "Hire for manners" not in done.out
    shown = " ".join(explain(folder, "nobody-hired-for-manners", "--confirmations", "confirmations.yaml").split())
    assert "Refuted, grade D." in shown
    assert "analyze the log again with --confirmations" in shown


def test_a_faulty_confirmation_is_told_with_its_place(folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(CONFIRMATIONS.replace("no-alarm", "no-alram"), encoding="utf-8")
    for command in (("explain", "audit.json", "no-alarm"), ("analyze", "log.csv", "-q")):
        done = run_here(*command, "--rules", "small.yaml", "--confirmations", wrong, folder=folder)
        assert (done.code, done.out) == (2, "")
        assert "wrong.yaml:3:13: error[undefined-cause]" in done.err
        assert "did you mean 'no-alarm'?" in done.err


def test_the_report_lists_importance_under_its_standard_names(folder: Path) -> None:
    done = run_here("render", "audit.json", "-f", "md", folder=folder)
    for name in ("Fussell–Vesely", "Birnbaum", "RRW", "RAW", "Criticality", "Keeps its rank"):
        assert name in done.out
    assert re.search(r"It keeps its rank in \d+% of 200 disturbed rulebooks", done.out)
