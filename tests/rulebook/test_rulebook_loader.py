from pathlib import Path

import pytest

from cxaudit.errors import RulebookError, UsageError
from cxaudit.model import Location, Rulebook, Severity, Violation
from cxaudit.rulebook import examine_rulebook, load_rulebook, read_rulebook

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


def test_eight_faults_in_eight_files_are_all_told_at_their_places(tmp_path: Path) -> None:
    bomb = "\n".join(
        ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        + [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 30)]
    )
    write(
        tmp_path,
        alias_bomb=bomb,
        dangling=with_symptom("caused_by: {no-ownr: often}"),
        duplicate_id=with_symptom("id: slow-reply"),
        duplicate_key=with_symptom("id: b").replace("    title: A\n", "    title: A\n    title: B\n"),
        regular_expression=with_symptom("detect: {expression: '(late|'}").replace("id: a", "id: c"),
        sound=SOUND.split("\n", 1)[1],
        syntax="symptoms:\n  - id: d\n    title: [A\n    severity: minor\n",
        unknown_key=with_symptom("sevrity: minor").replace("id: a", "id: e"),
        wrong_type=with_symptom("title: [A, B]").replace("id: a", "id: f"),
    )
    rulebook, violations = read_rulebook([tmp_path])
    assert rulebook is None
    files = [Path(entry.location.path).stem for entry in violations]
    found = [(file, *place) for file, place in zip(files, told(violations), strict=True)]
    assert found == [
        ("alias_bomb", "alias-expansion", 5, 10),
        ("dangling", "undefined-cause", 6, 17),
        ("duplicate_key", "duplicate-key", 4, 5),
        ("regular_expression", "invalid-expression", 5, 27),
        ("sound", "duplicate-id", 2, 9),
        ("syntax", "syntax", 4, 13),
        ("unknown_key", "unknown-key", 6, 5),
        ("wrong_type", "wrong-type", 3, 12),
    ]


def test_violations_come_in_order_of_place(tmp_path: Path) -> None:
    write(tmp_path, b=with_symptom("x: 1") + "y: 2\n", a=with_symptom("z: 1\n    w: 2").replace("id: a", "id: b"))
    _, violations = read_rulebook([tmp_path])
    places = [entry.location for entry in violations]
    assert len(places) == 4
    assert places == sorted(places)


def test_an_id_that_is_defined_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, a=with_symptom("id: a"), b=with_symptom("id: a"))
    _, (violation,) = read_rulebook([tmp_path])
    assert violation.location == Location((tmp_path / "b.yaml").as_posix(), 2, 9)
    assert violation.related == (Location((tmp_path / "a.yaml").as_posix(), 2, 9),)


def test_one_id_may_name_a_cause_and_a_symptom(tmp_path: Path) -> None:
    text = SOUND.replace("id: slow-reply", "id: no-owner").replace("[slow-reply]", "[no-owner]")
    load_rulebook([write(tmp_path, only=text.replace("of: slow-reply", "of: no-owner"))])


def test_a_reference_into_a_file_that_cannot_be_read_is_not_called_undefined(tmp_path: Path) -> None:
    head, tail = SOUND.split("causes:\n", 1)
    write(tmp_path, symptoms=head, rest="causes:\n" + tail + "broken: [\n")
    _, violations = read_rulebook([tmp_path])
    assert [entry.check for entry in violations] == ["syntax"]


def test_scenario_files_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, small=SOUND)
    (tmp_path / "small.test.yaml").write_text("[")
    (tmp_path / ".hidden.yaml").write_text("[")
    (tmp_path / "notes.md").write_text("[")
    assert load_rulebook([tmp_path]).files == ((tmp_path / "small.yaml").as_posix(),)


def test_export_shapes_beside_a_rulebook_are_left_to_their_own_reader(tmp_path: Path) -> None:
    write(tmp_path, small=SOUND, help_desk="shape: help-desk\ncolumns: {id: [ticket]}\n")
    assert load_rulebook([tmp_path]).files == ((tmp_path / "small.yaml").as_posix(),)


def test_both_spellings_of_the_suffix_and_inner_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    head, tail = SOUND.split("causes:\n", 1)
    (tmp_path / "inner" / "a.yml").write_text(head)
    (tmp_path / "b.yaml").write_text("causes:\n" + tail)
    assert len(load_rulebook([tmp_path]).files) == 2


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, small=SOUND)
    assert len(load_rulebook([tmp_path, tmp_path / "small.yaml"]).files) == 1


def test_a_folder_without_a_rulebook_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    rulebook, violations = read_rulebook([tmp_path])
    assert rulebook is None
    assert [entry.check for entry in violations] == ["no-files"]


def test_a_rulebook_without_symptoms_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    rulebook, violations = read_rulebook([write(tmp_path, a="symptoms: []\n")])
    assert rulebook is None
    assert [entry.check for entry in violations] == ["no-rules"]


def test_a_path_that_does_not_exist_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no rulebook at"):
        read_rulebook([tmp_path / "gone"])


def test_a_file_that_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path) -> None:
    write(tmp_path, small=SOUND, wrong=with_symptom("x: 1"))
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    _, violations = read_rulebook([tmp_path])
    assert [entry.check for entry in violations] == ["unreadable", "unknown-key"]


def test_loading_raises_with_every_violation(tmp_path: Path) -> None:
    write(tmp_path, a=with_symptom("x: 1\n    y: 2"))
    with pytest.raises(RulebookError, match="2 violations") as caught:
        load_rulebook([tmp_path])
    assert len(caught.value.violations) == 2


def test_a_warning_alone_does_not_keep_a_rulebook_from_loading(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    rulebook, violations = read_rulebook([tmp_path])
    assert isinstance(rulebook, Rulebook)
    assert [entry.severity for entry in violations] == [Severity.WARNING]


def test_what_was_looked_at_is_counted_even_with_errors(tmp_path: Path) -> None:
    examination = examine_rulebook([write(tmp_path, a=SOUND, b=with_symptom("x: 1"))])
    assert dict(examination.defined) == {"symptom": 2, "cause": 2, "remedy": 1, "standard": 1, "lens": 1}
    assert [Path(name).name for name in examination.files] == ["a.yaml", "b.yaml"]
    assert examination.texts[examination.files[0]] == SOUND


def test_the_order_of_files_and_definitions_does_not_show_in_the_result(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    head, tail = SOUND.split("causes:\n", 1)
    one = load_rulebook([write(first, only=SOUND)])
    other = load_rulebook([write(second, z=head, a="causes:\n" + tail)])
    assert list(one.causes) == list(other.causes) == sorted(one.causes)
    assert one.content_hash == other.content_hash
