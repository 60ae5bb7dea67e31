"""Which violations count: chosen ones, neither suppressed nor known, in what has changed."""

import json
import subprocess
from pathlib import Path

import pytest
from rules_command import RULES, rules, run

from cxaudit.errors import UsageError

NO_CAUSE = "    caused_by: {burnt-out-staff: often}\n", ""  # an error of the symptom and one of the cause


def checks(shown: str) -> list[str]:
    return [line.split("[", 1)[1].split("]", 1)[0] for line in shown.splitlines() if "]" in line and "[" in line]


def found(*arguments: str) -> tuple[int, list[str]]:
    code, shown, _ = run("check", "--format", "concise", *arguments)
    return code, checks(shown)


def test_only_what_is_selected_and_not_ignored_is_told(tmp_path: Path) -> None:
    path = rules(tmp_path, *NO_CAUSE)
    assert found("--select", "unreachable-cause,hub-cause", path) == (1, ["unreachable-cause"])
    code, told = found("--ignore", "unreachable-cause", "--ignore", "symptom-without-cause", path)
    assert (code, "unreachable-area" in told, "unreachable-cause" in told) == (0, True, False)


def test_a_check_that_does_not_exist_cannot_be_selected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no check 'hub-caus'; did you mean 'hub-cause'"):
        run("check", "--select", "hub-caus", rules(tmp_path))


def test_what_keeps_a_rulebook_from_being_loaded_cannot_be_left_out(tmp_path: Path) -> None:
    path = rules(tmp_path, "severity: major", "severity: grave")
    assert found("--ignore", "not-one-of", path) == (1, ["not-one-of"])
    assert found("--select", "hub-cause", "--fail-on", "never", path)[0] == 3


@pytest.mark.parametrize(("word", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_warnings_fail_when_asked_to(tmp_path: Path, word: str, code: int) -> None:
    assert run("check", "--fail-on", word, rules(tmp_path))[0] == code


def test_an_error_passes_only_when_nothing_fails(tmp_path: Path) -> None:
    path = rules(tmp_path, *NO_CAUSE)
    assert [run("check", "--fail-on", word, path)[0] for word in ("error", "note", "never")] == [1, 1, 0]
    with pytest.raises(UsageError, match="none of error, warning, note, never"):
        run("check", "--fail-on", "errors", path)


def suppressed(folder: Path, comment: str, place: str = "above") -> tuple[int, list[str]]:
    first = "  - id: rude-staff\n"
    commented = f"  {comment}\n{first}" if place == "above" else f"{first.rstrip()}  {comment}\n"
    path = folder / "rules.yaml"
    path.write_text(RULES.replace(*NO_CAUSE).replace(first, commented))
    return found("--ignore", "unreachable-cause,unreachable-area", "--today", "2026-03-01", str(path))


SAID = '# cxaudit: ignore[symptom-without-cause] reason="counted only"'


@pytest.mark.parametrize("place", ["above", "behind"])
def test_a_comment_suppresses_the_violation_it_stands_at(tmp_path: Path, place: str) -> None:
    assert suppressed(tmp_path, SAID, place) == (0, [])


def test_a_suppressed_violation_is_counted_as_such(tmp_path: Path) -> None:
    path = rules(tmp_path, *NO_CAUSE)
    text = Path(path).read_text().replace("  - id: rude-staff\n", f"  {SAID}\n  - id: rude-staff\n")
    Path(path).write_text(text)
    assert "1 error, 2 warnings, 1 suppressed" in run("check", path)[1]


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# cxaudit: ignore[symptom-without-cause]", ["suppression-without-reason", "symptom-without-cause"]),
        (
            '# cxaudit: ignore[symptom-without-cause] reason=" "',
            ["suppression-without-reason", "symptom-without-cause"],
        ),
        ("# cxaudit: ignore symptom-without-cause", ["suppression-not-understood", "symptom-without-cause"]),
        (SAID.replace("reason", "until=tomorrow reason"), ["suppression-not-understood", "symptom-without-cause"]),
        (SAID.replace("reason", "until=2026-02-28 reason"), ["suppression-expired", "symptom-without-cause"]),
        (SAID.replace("reason", "until=2026-03-01 reason"), []),
        (SAID.replace("symptom-without-cause", "symptom-without-cause, hub-cause"), ["suppression-unused"]),
        (SAID.replace("symptom-without-cause", "hub-cause"), ["suppression-unused", "symptom-without-cause"]),
        ("# cxaudits are good", ["symptom-without-cause"]),
    ],
)
def test_a_comment_that_suppresses_nothing_is_told(tmp_path: Path, comment: str, told: list[str]) -> None:
    assert suppressed(tmp_path, comment)[1] == told


def test_a_comment_inside_a_text_suppresses_nothing(tmp_path: Path) -> None:
    path = rules(tmp_path, "title: Staff were rude", "title: 'Staff # cxaudit: ignore[x]'")
    assert found("--ignore", "unreachable-area,hub-cause", path)[0] == 0


def test_a_comment_on_the_first_line_speaks_of_the_whole_definition(tmp_path: Path) -> None:
    comment = '  # cxaudit: ignore[personal-data-in-example] reason="a number of our own"\n'
    text = RULES.replace("She was rude", "call +44 20 7946 0958").replace("  - id: rude", f"{comment}  - id: rude")
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    assert found("--ignore", "unreachable-area", str(path))[0] == 0


# A key of a rulebook, what stands there instead, the check that then finds a fault, and the text it points at.
PLACES = [
    ("    severity: major\n", "    severity: major\n    review_by: 2020-01-31\n", "review-date-passed", "2020-01-31"),
    ("{burnt-out-staff: often}", "\n      burnt-out-staff: 0.999", "implausible-probability", "burnt-out-staff"),
    ("    severity: major\n", "    severity: major\n    leak: 0.5\n", "implausible-probability", "0.5"),
    ("    prior: rare\n", "    prior: 0.7\n", "implausible-probability", "0.7"),
    ("{phrase: [rude]}", '\n      phrase: [rude]\n      field: {satisfaction: "<= 2"}', "untested-threshold", "{sat"),
    ("    kind: people\n", "    kind: training\n", "training-only", "cap-workload]"),
    ("    kind: people\n", "    kind: technology\n", "technology-only", "cap-workload]"),
    (
        "    prior: rare\n",
        "    prior: rare\n    status: deprecated\n    deprecated_because: too vague\n",
        "deprecated-still-used",
        "burnt-out-staff: often",
    ),
    (
        "    kind: people\n",
        "    kind: people\n    status: deprecated\n    deprecated_because: too dear\n",
        "deprecated-still-used",
        "cap-workload]",
    ),
    ("reduces: burnt-out-staff", "reduces: other-cause", "remedy-without-effect", "cap-workload]"),
]
OTHER = """\
  - id: other-cause
    title: Something else
    family: culture
    area: managerial-practice
    prior: very-rare
"""


def faulty(old: str, new: str) -> str:
    assert old in RULES
    return RULES.replace("remedies:\n  -", f"{OTHER}remedies:\n  -").replace(old, new)


def place_of(check: str, path: Path) -> tuple[int, int]:
    """The line and column of the only violation of a check."""
    _, shown, _ = run("check", "--format", "concise", "--select", check, "--today", "2026-03-01", str(path))
    (line,) = [line for line in shown.splitlines() if f"[{check}]" in line]
    row, column = line.removeprefix(f"{path}:").split(":")[:2]
    return int(row), int(column)


@pytest.mark.parametrize(("old", "new", "check", "at"), PLACES)
def test_a_fault_is_told_where_it_is_written(tmp_path: Path, old: str, new: str, check: str, at: str) -> None:
    path, text = tmp_path / "rules.yaml", faulty(old, new)
    path.write_text(text)
    row, column = place_of(check, path)
    assert text.splitlines()[row - 1][column - 1 :].startswith(at)


@pytest.mark.parametrize(("old", "new", "check", "at"), PLACES)
def test_a_comment_suppresses_at_the_fault_and_at_its_definition(
    tmp_path: Path, old: str, new: str, check: str, at: str
) -> None:
    path, lines = tmp_path / "rules.yaml", faulty(old, new).splitlines()
    path.write_text("\n".join(lines))
    row = place_of(check, path)[0] - 1
    assert at in lines[row]
    comment = f'# cxaudit: ignore[{check}] reason="it is right here"'
    select = ("--select", f"{check},suppression-unused", "--today", "2026-03-01", str(path))
    first = next(number for number in range(row, -1, -1) if lines[number].startswith("  - id:"))
    for number in (row, first):
        path.write_text("\n".join([*lines[:number], f"{lines[number]}  {comment}", *lines[number + 1 :], ""]))
        assert found(*select) == (0, [])


def test_a_comment_in_the_base_speaks_of_what_an_override_sets(tmp_path: Path) -> None:
    comment = '# cxaudit: ignore[implausible-probability] reason="it is right here"'
    (tmp_path / "base.yaml").write_text(RULES.replace("- id: rude-staff", f"- id: rude-staff  {comment}"))
    path = tmp_path / "own.yaml"
    path.write_text("extends: base.yaml\noverrides:\n  - {symptom: rude-staff, set: {leak: 0.5}, reason: x}\n")
    assert found("--select", "implausible-probability,suppression-unused", str(path)) == (0, [])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bare-wrd", "there is no check 'bare-wrd' to suppress; did you mean 'bare-word'?"),
        ("*", "there is no check '*' to suppress; name each check; `cxaudit rules explain` lists them"),
        ("unknown-key", "no comment can suppress 'unknown-key'; mend what it tells"),
        ("suppression-unused", "no comment can suppress 'suppression-unused'; mend what it tells"),
    ],
)
@pytest.mark.parametrize("title", ["title: Staff were rude", "titel: Staff were rude"])
def test_a_comment_that_names_what_it_cannot_suppress_is_told_once(
    tmp_path: Path, name: str, told: str, title: str
) -> None:
    path = tmp_path / "rules.yaml"
    comment = f'  # cxaudit: ignore[{name}] reason="x"\n  - id: rude-staff'
    path.write_text(RULES.replace("  - id: rude-staff", comment).replace("title: Staff were rude", title))
    _, shown, _ = run("check", "--format", "json", str(path))
    ours = [entry for entry in json.loads(shown)["violations"] if entry["check"].startswith("suppression")]
    assert [entry["check"] for entry in ours] == ["suppression-not-understood"]
    assert f"{ours[0]['message']}; {ours[0]['help']}".startswith(told)


def test_violations_of_a_baseline_are_known_until_another_is_new(tmp_path: Path) -> None:
    path, known = rules(tmp_path, *NO_CAUSE), tmp_path / "known.json"
    assert run("check", "--write-baseline", str(known), path)[0] == 0
    code, shown, _ = run("check", "--baseline", str(known), path)
    assert (code, "0 errors, 0 warnings, 4 suppressed" in shown) == (0, True)
    moved = Path(path).read_text().replace("symptoms:", "# moved\n\nsymptoms:")
    Path(path).write_text(moved)
    assert run("check", "--baseline", str(known), path)[0] == 0
    Path(path).write_text(moved.replace("remedies: [cap-workload]", "preventable: true"))
    assert found("--baseline", str(known), path) == (0, ["unused-remedy"])


def test_what_the_baseline_knows_and_is_mended_is_told(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    run("check", "--write-baseline", str(known), rules(tmp_path, *NO_CAUSE))
    code, _, told = run("check", "--baseline", str(known), rules(tmp_path))
    assert (code, "of the baseline no longer found" in told) == (0, True)
    assert "baseline" not in run("check", "--baseline", str(known), rules(tmp_path, *NO_CAUSE))[2]


def test_a_baseline_says_in_words_what_is_known(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    run("check", "--write-baseline", str(known), rules(tmp_path, *NO_CAUSE))
    content = json.loads(known.read_text())
    assert content["version"] == 1
    assert "symptom-without-cause: symptom rude-staff" in content["violations"].values()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "violations": {}}', '{"version": 1}', "{"])
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    known = tmp_path / "known.json"
    known.write_text(text)
    with pytest.raises(UsageError, match="--write-baseline"):
        run("check", "--baseline", str(known), rules(tmp_path))


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        run("check", "--baseline", str(tmp_path / "gone.json"), rules(tmp_path))


def test_a_rulebook_that_cannot_be_loaded_makes_no_baseline(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert run("check", "--write-baseline", str(known), rules(tmp_path, "severity: major", "severity: grave"))[0] == 1
    assert not known.exists()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit holds a rulebook with one error and two warnings."""
    rules(tmp_path, "    remedies: [cap-workload]\n", "")
    for arguments in (
        ("init", "-q"),
        ("config", "user.email", "a@example.com"),
        ("config", "user.name", "A"),
        ("add", "."),
        ("commit", "-q", "-m", "first"),
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


def test_what_has_not_changed_since_a_revision_does_not_count(repository: Path) -> None:
    assert found(str(repository))[1]
    assert found("--changed-since", "HEAD", str(repository)) == (0, [])


def test_a_changed_definition_is_judged_against_the_whole_set(repository: Path) -> None:
    text = (repository / "rules.yaml").read_text()
    (repository / "rules.yaml").write_text(text.replace("title: Cap the workload", "title: Cap all workloads"))
    assert found("--changed-since", "HEAD", str(repository)) == (0, ["unused-remedy"])


def test_what_a_change_breaks_elsewhere_counts(repository: Path) -> None:
    text = (repository / "rules.yaml").read_text()
    (repository / "rules.yaml").write_text(text.replace(*NO_CAUSE))
    code, told = found("--changed-since", "HEAD", str(repository / "rules.yaml"))
    assert code == 1
    assert "unreachable-cause" in told


def test_a_rulebook_that_is_new_since_a_revision_counts_in_full(repository: Path) -> None:
    (repository / "new").mkdir()
    path = rules(repository / "new", *NO_CAUSE)
    assert found("--changed-since", "HEAD", path)[0] == 1


def test_a_revision_that_does_not_exist_is_a_mistake_of_the_caller(repository: Path) -> None:
    with pytest.raises(UsageError, match="no revision 'nowhere'"):
        run("check", "--changed-since", "nowhere", str(repository))
    with pytest.raises(UsageError, match="no revision '--output=x'"):
        run("check", "--changed-since", "--output=x", str(repository))


def test_what_is_in_no_repository_has_no_revisions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--changed-since: git failed"):
        run("check", "--changed-since", "HEAD", rules(tmp_path))


def test_an_error_in_one_definition_does_not_hide_the_faults_of_others(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    text = RULES.replace("severity: major", "severity: grave").replace("owner: HR director", "owner: everyone")
    path.write_text(text)
    assert found(str(path)) == (1, ["not-one-of", "unverifiable-remedy"])
    assert found("--ignore", "unverifiable-remedy", str(path)) == (1, ["not-one-of"])
    said = text.replace(
        "    owner: everyone", '    # cxaudit: ignore[unverifiable-remedy] reason="x"\n    owner: everyone'
    )
    path.write_text(
        said.replace("  - id: cap", '  # cxaudit: ignore[unverifiable-remedy,hub-cause] reason="x"\n  - id: cap')
    )
    assert found(str(path)) == (1, ["not-one-of"])


def test_a_file_that_cannot_be_read_does_not_hide_the_faults_of_others(tmp_path: Path) -> None:
    rules(tmp_path, "owner: HR director", "owner: everyone")
    (tmp_path / "broken.yaml").write_text("symptoms: [\n")
    assert found(str(tmp_path)) == (1, ["syntax", "unverifiable-remedy"])
