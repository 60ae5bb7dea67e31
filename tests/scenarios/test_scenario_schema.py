"""The JSON Schema of scenario files takes what the reader takes, and refuses what it refuses for the form alone."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from scenario_trial import MOSTLY_LATE, read, run

from cxaudit.resources import resource
from cxaudit.rulebook.json_schema import scenario_schema
from cxaudit.rulebook.scenario_schema import INCIDENT, SCENARIO, SCENARIO_FILE

VALIDATOR = jsonschema.Draft7Validator(scenario_schema())
SOUND = "examples: {late-delivery: {match: [late, {text: late, satisfaction: 2}], no_match: [on time]}}\n" + MOSTLY_LATE
BAD = {
    "an unknown key": "examples: {}\nexample: {}",
    "an id that is none": "examples: {Late Delivery: {match: [late]}}",
    "an example that is a list": "examples: {late-delivery: {match: [[late]]}}",
    "a scenario without a name": "scenarios: [{shows: [low-score], incidents: [{text: x}]}]",
    "a scenario without incidents": "scenarios: [{name: a, shows: [low-score]}]",
    "no incident": "scenarios: [{name: a, shows: [low-score], incidents: []}]",
    "half an incident": "scenarios: [{name: a, shows: [low-score], incidents: [{text: x, times: 1.5}]}]",
    "too many incidents": "scenarios: [{name: a, shows: [low-score], incidents: [{text: x, times: 100000}]}]",
    "two first remedies": "scenarios: [{name: a, first_remedy: [a, b], incidents: [{text: x}]}]",
}


def content(text: str) -> Any:
    return yaml.safe_load(text)


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(scenario_schema())


@pytest.mark.parametrize("path", sorted(resource("rules/core").rglob("*.test.yaml")), ids=lambda path: path.name)
def test_the_scenario_files_that_come_with_the_program_fit(path: Path) -> None:
    VALIDATOR.validate(content(path.read_text().replace("opened_at: 2", "opened_at: x2")))  # a day is no text to PyYAML


def test_what_the_reader_takes_fits(tmp_path: Path) -> None:
    assert read(tmp_path, SOUND)[1].violations == ()
    VALIDATOR.validate(content(SOUND))


@pytest.mark.parametrize("what", BAD)
def test_what_the_reader_refuses_does_not_fit(tmp_path: Path, what: str) -> None:
    assert read(tmp_path, BAD[what])[1].violations
    assert not VALIDATOR.is_valid(content(BAD[what]))


def test_every_key_is_described() -> None:
    schema = scenario_schema()
    tables = {"": SCENARIO_FILE, "scenario": SCENARIO, "incident": INCIDENT}
    for name, table in tables.items():
        properties = schema["definitions"][name]["properties"] if name else schema["properties"]
        assert list(properties) == [key.name for key in table.keys]
        assert all(entry["description"] for entry in properties.values())


def test_the_program_prints_it(tmp_path: Path) -> None:
    outcome = run("schema", "--scenarios", folder=tmp_path)
    assert (outcome.code, content(outcome.out)) == (0, scenario_schema())
