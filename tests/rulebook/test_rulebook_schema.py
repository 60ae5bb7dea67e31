from pathlib import Path

import pytest

from cxaudit.model import Gravity, Link, Location, Severity, Status, Verification, Violation
from cxaudit.rulebook import load_rulebook, read_rulebook

SOUND = (Path(__file__).parent / "sound.yaml").read_text()


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def told(violations: tuple[Violation, ...]) -> list[tuple[str, int, int]]:
    return [(entry.check, entry.location.line, entry.location.column) for entry in violations]


def with_symptom(change: str) -> str:
    """A symptom with a line added to its own, or put in the place of the one with the same key."""
    lines = {"id": "id: a", "title": "title: A", "severity": "severity: minor", "detect": "detect: {phrase: [word]}"}
    lines[change.split(":", 1)[0]] = change
    return "symptoms:\n  - " + "\n    ".join(lines.values()) + "\n"


def only(folder: Path, text: str) -> Violation:
    _, violations = read_rulebook([write(folder, only=text)])
    (violation,) = violations
    return violation


def test_every_key_of_a_sound_rulebook_reaches_its_noun(tmp_path: Path) -> None:
    path = write(tmp_path, small=SOUND) / "small.yaml"
    rulebook = load_rulebook([path])
    name = path.as_posix()
    assert (rulebook.name, rulebook.version, rulebook.files) == ("Small", "1.2", (name,))
    symptom = rulebook.symptoms["slow-reply"]
    assert (symptom.severity, symptom.status, symptom.leak) == (Gravity.MAJOR, Status.STABLE, 0.01)
    assert symptom.location == Location(name, 3, 5)
    assert symptom.detect.location.line == 11
    assert symptom.caused_by == (
        Link("too-few-people", 0.65, "often", Location(name, 13, 7)),
        Link("no-owner", 0.4, "0.4", Location(name, 14, 7), 0.5),
    )
    assert [(entry.text, entry.matches, entry.fields) for entry in symptom.examples] == [
        ("There was no reply", True, {}),
        ("No reply!", True, {"channel": "email"}),
        ("All good", False, {}),
    ]
    root, inner = rulebook.causes["too-few-people"], rulebook.causes["no-owner"]
    assert (root.is_root, root.prior, root.kind, root.preventable) == (True, 0.07, "weakness", True)
    assert root.confirm[0].refutes == "they do not"
    assert (inner.is_root, inner.prior_word, inner.kind, inner.preventable) == (False, "very-rare", "failure", False)
    assert inner.signals == ("slow-reply",)
    remedy = rulebook.remedies["plan-by-demand"]
    assert remedy.verify == Verification("rate", "slow-reply", -0.3, 90)
    assert (remedy.effort_days, remedy.cost) == ((5.0, 10.0, 20.0), (0.0, 1000.0, 5000.0))
    assert (remedy.effects[0].cause, remedy.effects[0].likely) == ("too-few-people", 0.4)
    assert rulebook.standards["prompt-reply"].limit == "1"
    assert [(group.id, group.parent, group.members) for group in rulebook.lenses["families"].groups] == [
        ("people", "", ()),
        ("culture", "people", ("no-owner",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("breaks: [prompt-reply]", "breaks: [prompt-repl]", "undefined-standard"),
        ("remedies: [plan-by-demand]", "remedies: [plan-by-deman]", "undefined-remedy"),
        ("signals: [slow-reply]", "signals: [slow]", "undefined-symptom"),
        ("of: slow-reply", "of: slow-repl", "undefined-symptom"),
        ("reduces: too-few-people", "reduces: few-people", "undefined-cause"),
        ("caused_by: {too-few-people: rarely}", "caused_by: {too-many-people: rarely}", "undefined-cause"),
        ("members: [no-owner]", "members: [slow-reply]", "undefined-cause"),
        ("parent: people", "parent: peopl", "undefined-group"),
    ],
)
def test_every_reference_is_followed(tmp_path: Path, old: str, new: str, check: str) -> None:
    assert old in SOUND
    assert only(tmp_path, SOUND.replace(old, new)).check == check


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("severity: grave", ("not-one-of", 4, 15)),
        ("severity: no", ("ambiguous-scalar", 4, 15)),
        ("id: on", ("ambiguous-scalar", 2, 9)),
        ("id: Slow Reply", ("wrong-type", 2, 9)),
        ("id: [a]", ("wrong-type", 2, 9)),
        ("title:", ("wrong-type", 3, 11)),
        ("leak: 1", ("out-of-range", 6, 11)),
        ("leak: -0.1", ("out-of-range", 6, 11)),
        ("leak: .nan", ("wrong-type", 6, 11)),
        ("leak: 1e999", ("wrong-type", 6, 11)),
        ("leak: low", ("wrong-type", 6, 11)),
        ("breaks: courtesy", ("wrong-type", 6, 13)),
        ("caused_by: [a]", ("wrong-type", 6, 16)),
        ("examples: {match: [[a]]}", ("wrong-type", 6, 24)),
        ("examples: {matches: [a]}", ("unknown-key", 6, 16)),
        ("status: stabel", ("not-one-of", 6, 13)),
    ],
)
def test_each_wrong_value_of_a_symptom_is_told_at_its_place(
    tmp_path: Path, change: str, fault: tuple[str, int, int]
) -> None:
    _, violations = read_rulebook([write(tmp_path, only=with_symptom(change))])
    assert told(violations) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("too-few-people: often", "too-few-people: oftn", "not-one-of"),
        ("too-few-people: often", "too-few-people: 1", "out-of-range"),
        ("too-few-people: often", "too-few-people: 0", "out-of-range"),
        ("too-few-people: often", "too-few-people: 50%", "wrong-type"),
        ("preventable: false", "preventable: no", "ambiguous-scalar"),
        ("preventable: false", "preventable: never", "wrong-type"),
        ("    prior: 0.07\n", "", "missing-key"),
        ("days: [5, 10, 20]", "days: [5, 20, 10]", "out-of-range"),
        ("days: [5, 10, 20]", "days: [5, 10]", "wrong-type"),
        ("by: [0.2, 0.4, 0.6]", "by: [0.2, 0.4, 1.6]", "out-of-range"),
        ("target: -30%", "target: 30%", "wrong-type"),
        ("within: 90 days", "within: 90", "wrong-type"),
        ("within: 90 days", "within: 0 days", "wrong-type"),
        ("effect:\n      - {reduces: too-few-people, by: [0.2, 0.4, 0.6]}", "effect: []", "wrong-type"),
        ("    owner: Workforce manager\n", "", "missing-key"),
        ('version: "1.2"', 'versoin: "1.2", version: "1"', "unknown-key"),
        ("standards:", "standars:", "unknown-key"),
        ("  - {id: prompt-reply,", "  - prompt-reply\n  - {id: prompt-reply,", "wrong-type"),
    ],
)
def test_each_wrong_value_elsewhere_is_told(tmp_path: Path, old: str, new: str, check: str) -> None:
    assert old in SOUND
    _, violations = read_rulebook([write(tmp_path, only=SOUND.replace(old, new))])
    assert check in {entry.check for entry in violations}


def test_a_missing_key_is_told_with_what_it_means(tmp_path: Path) -> None:
    violation = only(tmp_path, with_symptom("id: a").replace("    severity: minor\n", ""))
    assert violation.message == "a symptom must have the key 'severity': how grave it is for the customer"


def test_an_undefined_cause_is_told_with_what_was_meant_and_where_that_is(tmp_path: Path) -> None:
    text = SOUND.replace("      no-owner: {strength", "      no-ownr: {strength")
    violation = only(tmp_path, text)
    path = (tmp_path / "only.yaml").as_posix()
    assert violation == Violation(
        Location(path, 14, 7),
        "undefined-cause",
        Severity.ERROR,
        "cause 'no-ownr' is not defined",
        f"did you mean 'no-owner'? ({path}:29:9)",
        (Location(path, 29, 9),),
        "no-ownr",
        "symptom slow-reply",
        "no-owner",
    )


def test_causes_that_explain_each_other_are_told_as_a_path(tmp_path: Path) -> None:
    third = "  - {id: third, title: T, family: culture, area: teamworking, caused_by: {no-owner: often}}\n"
    text = SOUND.replace("    confirm:\n", "    caused_by: {third: often}\n    confirm:\n", 1)
    violation = only(tmp_path, text.replace("remedies:\n  - id", third + "remedies:\n  - id"))
    assert violation.check == "cause-cycle"
    assert "no-owner → too-few-people → third → no-owner" in violation.message
    assert len(violation.related) == 2


def test_a_cause_that_explains_itself_is_a_cycle(tmp_path: Path) -> None:
    violation = only(tmp_path, SOUND.replace("{too-few-people: rarely}", "{no-owner: rarely}"))
    assert (violation.check, "no-owner → no-owner" in violation.message) == ("cause-cycle", True)


def test_a_symptom_that_a_repeat_names_must_be_defined(tmp_path: Path) -> None:
    repeat = "detect: {repeat: {same: customer, within: 14 days, symptoms: [b]}}"
    violation = only(tmp_path, with_symptom(repeat))
    assert (violation.check, violation.location.column) == ("undefined-symptom", 67)


def test_a_fault_in_what_an_alias_stands_for_is_told_once(tmp_path: Path) -> None:
    text = with_symptom("caused_by: &why {nobody: often}") + with_symptom("caused_by: *why").replace("id: a", "id: b")
    _, violations = read_rulebook([write(tmp_path, only=text.replace("symptoms:\n", "", 2).join(["symptoms:\n", ""]))])
    assert told(violations) == [("undefined-cause", 6, 22)]


def test_remedies_that_wait_for_each_other_are_told_as_a_path(tmp_path: Path) -> None:
    first = SOUND[SOUND.index("remedies:\n  - id: ") + len("remedies:\n  - id: ") :].split("\n", 1)[0]
    violation = only(
        tmp_path, SOUND.replace(f"remedies:\n  - id: {first}\n", f"remedies:\n  - id: {first}\n    needs: [{first}]\n")
    )
    assert violation.check == "remedy-cycle"
    assert f"{first} → {first}" in violation.message
