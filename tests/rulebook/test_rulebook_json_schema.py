"""The JSON Schema takes what the check takes, and refuses what it refuses for the form alone."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rules_command import RULES, run

from cxaudit import matchers
from cxaudit.configuration import parse_text
from cxaudit.matchers.combination import SETTINGS
from cxaudit.model import MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.resources import resource
from cxaudit.rulebook import read_rulebook
from cxaudit.rulebook.condition_schema import CONDITION_DEFINITIONS
from cxaudit.rulebook.json_schema import json_schema
from cxaudit.rulebook.schema import FILE, NOUNS
from cxaudit.rulebook.sources import is_scenario_file

VALIDATOR = jsonschema.Draft7Validator(json_schema())
SOUND = (Path(__file__).parent / "sound.yaml").read_text()


def typed(node: Node) -> Any:
    """The value as an editor's reader of YAML 1.2 types it (core schema)."""
    match node:
        case MappingNode(entries=entries):
            return {key.text: typed(value) for key, value in entries}
        case SequenceNode(items=items):
            return [typed(item) for item in items]
        case ScalarNode(text=text, quoted=True):
            return text
        case ScalarNode(text=text) if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", text):
            return float(text) if re.search(r"[.eE]", text) else int(text)
        case ScalarNode(text=text):
            return {"": None, "~": None, "null": None, "true": True, "false": False}.get(text, text)


def content(text: str) -> Any:
    report = Report()
    node = parse_text(text, "f", report)
    assert node is not None
    assert report.violations == []
    return typed(node)


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "path",
    sorted(path for path in resource("rules/core").rglob("*.yaml") if not is_scenario_file(path)),
    ids=lambda path: path.name,
)
def test_the_default_rulebook_fits(path: Path) -> None:
    VALIDATOR.validate(content(path.read_text()))


def test_what_the_tests_call_sound_fits() -> None:
    VALIDATOR.validate(content(SOUND))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: major", "severity: grave"),
        ("severity: major", "sevrity: major"),
        ("    severity: major\n", ""),
        ("title: The reply took too long", "title: [The reply]"),
        ("title: The reply took too long", "title:"),
        ("id: slow-reply\n", "id: Slow Reply\n"),
        ("leak: 0.01", "leak: 1"),
        ("leak: 0.01", "leak: low"),
        ("breaks: [prompt-reply]", "breaks: prompt-reply"),
        ("too-few-people: often", "too-few-people: oftn"),
        ("too-few-people: often", "too-few-people: 1"),
        ("{strength: 0.4, spread: 0.5}", "{spread: 0.5}"),
        ("{strength: 0.4, spread: 0.5}", "{strength: 0.4, spred: 0.5}"),
        ("detect: {phrase: [no reply]}", "detect: {phrases: [no reply]}"),
        ("detect: {phrase: [no reply]}", "detect: {phrase: []}"),
        ("detect: {phrase: [no reply]}", "detect: {near: {words: [a, b]}}"),
        ("detect: {phrase: [no reply]}", "detect: {near: {words: [a], within: 2}}"),
        ("detect: {phrase: [no reply]}", "detect: {any: [{phrase: a}, {frase: b}]}"),
        ("detect: {phrase: [no reply]}", "detect: {phrase: a, series: {kind: relapse}}"),
        ("detect: {phrase: [no reply]}", "detect: {any: [{series: {kind: relapse}}]}"),
        ("detect: {phrase: [no reply]}", "detect: {repeat: {same: customer, within: soon}}"),
        ("detect: {phrase: [no reply]}", "detect: {}"),
        ("preventable: false", "preventable: never"),
        ("days: [5, 10, 20]", "days: [5, 10]"),
        ("by: [0.2, 0.4, 0.6]", "by: [0.2, 0.4, 1.6]"),
        ("target: -30%", "target: 30%"),
        ("within: 90 days", "within: 90"),
        ("kind: people", "kind: persons"),
        ("standards:", "standars:"),
        ("    status: stable", "    status: stable\n    review_by: soon"),
    ],
)
def test_what_the_check_refuses_for_its_form_the_schema_refuses(tmp_path: Path, old: str, new: str) -> None:
    assert old in SOUND
    broken = SOUND.replace(old, new, 1)
    path = tmp_path / "rules.yaml"
    path.write_text(broken)
    assert read_rulebook([path])[0] is None
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(content(broken))


def test_every_key_is_described() -> None:
    def lacking(schema: Any, path: str) -> list[str]:
        found = []
        for name, value in schema.get("properties", {}).items():
            if "description" not in value and name != "kind":
                found.append(f"{path}/{name}")
            found.extend(lacking(value, f"{path}/{name}"))
        return found

    schema = json_schema()
    assert lacking(schema, "") == []
    assert [name for table in schema["definitions"].values() for name in lacking(table, "")] == []


def test_the_schema_knows_all_nouns_and_every_key_of_a_condition() -> None:
    assert set(json_schema()["properties"]) == {key.name for key in FILE.keys}
    assert {table.name for table in NOUNS.values()} <= set(json_schema()["definitions"])
    inner = {*matchers.RULE_KINDS, *SETTINGS, "any", "all", "unless"}
    assert set(CONDITION_DEFINITIONS["condition"]["properties"]) == inner
    assert set(CONDITION_DEFINITIONS["detect"]["properties"]) == inner | set(matchers.WHOLE_LOG_KINDS)


def test_the_command_writes_the_schema(tmp_path: Path) -> None:
    code, shown, _ = run("schema")
    assert (code, json.loads(shown)) == (0, json_schema())
    run("schema", "--output", str(tmp_path / "schema.json"))
    assert json.loads((tmp_path / "schema.json").read_text()) == json_schema()
    VALIDATOR.validate(content(RULES))
