"""`cxaudit rules diff`, as maintainers run it at their desk and on a pull request."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from comparison_samples import RULES, Outcome, changed, known_rows, log_text, run, write

GOLDEN = Path(__file__).parent / "golden"
OVER_15_PERCENT = "more than the 15% of its 20 old hits that --max-gained allows"
GRATEFUL = """\
  - id: grateful
    title: Thanks
    severity: minor
    detect: {phrase: [thanks]}
    caused_by: {no-alarm: rarely}
"""
# Gains the four "delayed", loses the five "very rude", renames a symptom, adds one, and gives a remedy to another.
NEW = changed(
    ("[late, never arrived]", "[late, delayed]"),
    ("detect: {phrase: [rude]}", "detect: {phrase: [rude], unless: [{phrase: [very rude]}]}"),
    ("  - id: reopened\n    title: It was reopened", "  - id: re-opened\n    title: It was reopened"),
    ("  - id: came-back\n", f"{GRATEFUL}  - id: came-back\n"),
    ("owner: HR director", "owner: Head of people"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an old rulebook, a new one, and a log."""
    folder = tmp_path_factory.mktemp("desk")
    write(folder / "old.yaml", RULES)
    write(folder / "new.yaml", NEW)
    write(folder / "log.csv", log_text(known_rows()))
    return folder


@pytest.fixture(scope="module")
def full(desk: Path) -> dict[str, Any]:
    """The whole comparison, as JSON."""
    done = diff(desk, "--format", "json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def diff(desk: Path, *options: str, old: str = "old.yaml", new: str = "new.yaml") -> Outcome:
    return run("rules", "diff", old, new, "--log", "log.csv", "-q", *options, folder=desk)


def test_json_holds_every_symptom_with_its_gains_and_losses(full: dict[str, Any]) -> None:
    assert full["version"] == 1
    found = {
        (entry["id"], entry["was"], entry["fate"], entry["old"], entry["new"], entry["gained"], entry["lost"])
        for entry in full["symptoms"]
    }
    assert found == {
        ("late-delivery", "", "changed", 20, 24, 4, 0),
        ("rude-staff", "", "changed", 10, 5, 0, 5),
        ("re-opened", "reopened", "renamed", 8, 8, 0, 0),
        ("grateful", "", "added", 0, 6, 6, 0),
        ("came-back", "", "kept", 0, 0, 0, 0),
        ("workaround", "", "kept", 0, 0, 0, 0),
    }


def test_incidents_with_a_symptom_before_and_after_are_counted_as_by_hand(full: dict[str, Any]) -> None:
    rows = [row.split(",") for row in known_rows()]
    before = {row[0] for row in rows if "late" in row[6] or "rude" in row[6] or row[4] == "1"}
    after = {
        row[0]
        for row in rows
        if any(word in row[6].casefold() for word in ("late", "delayed", "thanks"))
        or ("rude" in row[6] and "very rude" not in row[6])
        or row[4] == "1"
    }
    assert full["log"]["incidents"] == len(rows)
    newly, no_longer = len(after - before), len(before - after)
    assert full["matched"] == {"old": len(before), "new": len(after), "newly": newly, "no_longer": no_longer}
    assert (newly, no_longer) == (8, 4)


def test_definitions_tell_which_parts_changed_and_what_that_did(full: dict[str, Any]) -> None:
    found = {
        (entry["what"], entry["id"]): (entry["fate"], entry["keys"], entry["effect"]) for entry in full["definitions"]
    }
    assert found[("symptom", "late-delivery")] == ("changed", ["detect"], "other incidents")
    assert found[("symptom", "grateful")] == ("added", [], "other incidents")
    assert found[("symptom", "re-opened")][0] == "renamed"
    assert found[("remedy", "hire-well")][:2] == ("changed", ["owner"])
    assert len(found) == 5


def test_quotes_hide_personal_data_and_say_which_rule_found_them(full: dict[str, Any]) -> None:
    late = next(entry for entry in full["symptoms"] if entry["id"] == "late-delivery")
    assert {entry["incident"] for entry in late["gained_examples"]} == {"T2", "T6", "T10", "T14"}
    quote = late["gained_examples"][0]
    assert quote["quote"][quote["start"] : quote["end"]] == "delayed"
    assert quote["rule"]["path"] == "new.yaml"
    rude = next(entry for entry in full["symptoms"] if entry["id"] == "rude-staff")
    assert all(entry["rule"]["path"] == "old.yaml" for entry in rude["lost_examples"])
    assert "Bell" not in json.dumps(full)


def test_causes_and_the_plan_are_those_of_two_audits(desk: Path, full: dict[str, Any]) -> None:
    audits = []
    for name in ("old.yaml", "new.yaml"):
        done = run("analyze", "log.csv", "--rules", name, "-f", "json", "-q", folder=desk)
        audits.append(json.loads(done.out))
    for side, audit in zip(("old", "new"), audits, strict=True):
        roots = {root["cause"]: root for root in audit["diagnosis"]["roots"]}
        for move in full["conclusions"]["causes"]:
            assert move[side]["rank"] == roots[move["cause"]]["rank"]
            assert move[side]["prevented"] == roots[move["cause"]]["prevented"]
            assert move[side]["interval"] == roots[move["cause"]]["prevented_interval"]
    assert full["conclusions"]["leading"] == [audit["diagnosis"]["roots"][0]["cause"] for audit in audits]
    assert [share["value"] for share in full["conclusions"]["totals"]] == [audit["plan"]["total"] for audit in audits]


def test_markdown_is_what_was_agreed(desk: Path) -> None:
    done = diff(desk, "--no-diagnosis", "--format", "markdown", "--max-gained", "5")
    assert done.code == 1
    assert done.out == (GOLDEN / "diff.md").read_text(encoding="utf-8")


def test_text_begins_with_the_verdict(desk: Path) -> None:
    lines = diff(desk, "--no-diagnosis").out.splitlines()
    assert lines[0] == "Rulebook diff: old.yaml → new.yaml"
    assert lines[1] == (
        "3 symptoms are shown by other incidents (10 hits gained, 5 lost); 1 symptom added; 1 symptom renamed."
        " Causes and plan were not compared."
    )


def test_a_rulebook_does_not_differ_from_itself(desk: Path) -> None:
    done = diff(desk, "--max-gained", "0", "--max-lost", "0", new="old.yaml")
    assert done.code == 0
    assert done.out.splitlines()[1] == "No difference: both rulebooks say the same."


def test_other_words_for_the_same_are_no_difference_on_the_log(desk: Path) -> None:
    write(desk / "reworded.yaml", changed(("[late, never arrived]", "[late, lost in space]"), ("It came late", "Late")))
    done = diff(desk, new="reworded.yaml")
    assert done.code == 0
    assert done.out.splitlines()[1].startswith("No difference on this log: 1 definition differs")
    assert "1 with no effect on this log" in done.out


def test_a_change_of_the_causes_is_not_called_harmless(desk: Path) -> None:
    write(desk / "prior.yaml", changed(("area: communication, prior: common", "area: communication, prior: rare")))
    found = json.loads(diff(desk, "-f", "json", new="prior.yaml").out)
    assert [entry["effect"] for entry in found["definitions"]] == [
        "the same incidents, perhaps other causes or another plan"
    ]
    assert not found["conclusions"]["identical"]


@pytest.mark.parametrize(
    ("options", "sentences"),
    [
        (["--max-gained", "6", "--max-lost", "5"], []),
        (["--max-gained", "5"], ["symptom 'grateful' gained 6 incidents, more than the 5 that --max-gained allows"]),
        (["--max-gained", "20%", "--max-lost", "50%"], []),
        (
            ["--max-gained", "15%", "--max-lost", "0"],
            [
                f"symptom 'late-delivery' gained 4 incidents, {OVER_15_PERCENT}",
                "symptom 'rude-staff' lost 5 incidents, more than the 0 that --max-lost allows",
            ],
        ),
    ],
)
def test_a_budget_that_is_exceeded_fails_with_a_sentence_each(
    desk: Path, options: list[str], sentences: list[str]
) -> None:
    done = diff(desk, "--no-diagnosis", *options)
    assert done.code == (1 if sentences else 0)
    assert done.err.splitlines() == [f"cxaudit: {sentence}" for sentence in sentences]
    assert [line for line in done.out.splitlines() if line.startswith("over budget")] == [
        f"over budget: {sentence}" for sentence in sentences
    ]


@pytest.mark.parametrize("written", ["-1", "0.05", "5 percent", "%", ""])
def test_a_budget_that_cannot_be_read_is_refused(desk: Path, written: str) -> None:
    done = diff(desk, f"--max-lost={written}")
    assert (done.code, done.out) == (2, "")
    assert "say a whole number of incidents, such as 50, or a percentage, such as 5%" in done.err


def test_an_old_rulebook_may_be_a_git_revision(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path / "rules.yaml", RULES)
    git(tmp_path, "add", "rules.yaml")
    git(tmp_path, "commit", "-q", "-m", "rules")
    git(tmp_path, "tag", "v1")
    write(tmp_path / "rules.yaml", NEW)
    write(tmp_path / "log.csv", log_text(known_rows()))
    done = diff(tmp_path, "--no-diagnosis", "-f", "json", old="v1", new="rules.yaml")
    found = json.loads(done.out)
    assert found["names"] == ["v1:rules.yaml", "rules.yaml"]
    assert {entry["id"]: entry["lost"] for entry in found["symptoms"]}["rude-staff"] == 5
    lost = next(entry for entry in found["symptoms"] if entry["id"] == "rude-staff")["lost_examples"]
    assert lost[0]["rule"]["path"] == "v1:rules.yaml"

    write(tmp_path / "v1", RULES)
    named = json.loads(diff(tmp_path, "--no-diagnosis", "-f", "json", old="v1", new="rules.yaml").out)["names"]
    assert named == ["v1", "rules.yaml"]

    done = diff(tmp_path, old="v9", new="rules.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "cxaudit: OLD 'v9' is no path, so it is taken for a git revision: git knows no revision 'v9' here; fetch it,"
        " or name another\n"
    )

    write(tmp_path / "younger.yaml", RULES)
    done = diff(tmp_path, old="HEAD", new="younger.yaml")
    assert (done.code, done.err) == (
        2, "cxaudit: OLD: younger.yaml did not exist at revision 'HEAD'; name a later one\n",
    )  # fmt: skip


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True)


def test_a_rulebook_with_a_fault_is_told_with_its_place_and_nothing_is_compared(desk: Path) -> None:
    write(desk / "broken.yaml", changed(("no-alarm: often", "no-alrm: often")))
    done = diff(desk, new="broken.yaml")
    assert (done.code, done.out) == (2, "")
    assert "error[undefined-cause]" in done.err
    assert "broken.yaml:7:17" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("old.yaml", "missing.yaml", "--log", "log.csv"), 2, "NEW: there is no rulebook at missing.yaml"),
        (("old.yaml", "new.yaml", "--log", "missing.csv"), 3, "missing.csv"),
        (("old.yaml", "new.yaml", "--log", "empty.csv"), 3, "empty.csv"),
        (("old.yaml", "new.yaml"), 2, "--log"),
        (("old.yaml", "new.yaml", "--log", "log.csv", "-f", "html"), 2, "there is no format 'html'"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(desk: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    write(desk / "empty.csv", "id,opened_at,text\n")
    done = run("rules", "diff", *arguments, "-q", folder=desk)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_the_order_of_the_rows_changes_nothing_but_where_they_stand(desk: Path, full: dict[str, Any]) -> None:
    write(desk / "other.csv", log_text(known_rows()[::-1]))
    done = run("rules", "diff", "old.yaml", "new.yaml", "--log", "other.csv", "-q", "-f", "json", folder=desk)
    found = json.loads(done.out)
    assert _without_places(found) == _without_places(full)


def _without_places(comparison: dict[str, Any]) -> dict[str, Any]:
    rest: dict[str, Any] = json.loads(json.dumps(comparison))
    del rest["log"]["sources"]
    for symptom in rest["symptoms"]:
        for example in (*symptom["gained_examples"], *symptom["lost_examples"]):
            del example["row"], example["source"]
    return rest


def test_the_same_run_gives_the_same_bytes(desk: Path) -> None:
    outcomes = {diff(desk, "-f", "json", "--no-diagnosis").out for _ in range(2)}
    assert len(outcomes) == 1
