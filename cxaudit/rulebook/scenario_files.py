"""Reads scenario files (``*.test.yaml``): further examples and stories, which are tests of a rulebook, not part of it.

No audit reads them, and they are not in the content hash of the rulebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxaudit.configuration import expect_keys, expect_mapping, expect_sequence, parse_text, read_bytes
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode, Severity, Violation
from cxaudit.model.scenario import ScenarioSet
from cxaudit.rulebook.building import build_examples
from cxaudit.rulebook.fields import Fields
from cxaudit.rulebook.kinds import Reference
from cxaudit.rulebook.loader import in_order
from cxaudit.rulebook.overriding import Defined
from cxaudit.rulebook.references import resolve
from cxaudit.rulebook.scenario_building import build_scenario
from cxaudit.rulebook.scenario_schema import EXPECTATIONS, EXPECTATIONS_OF_INCIDENT, INCIDENT, SCENARIO, SCENARIO_FILE
from cxaudit.rulebook.schema import EXAMPLES
from cxaudit.rulebook.sources import STANDARD_INPUT, SourceFile, find_scenario_files, identity
from cxaudit.rulebook.validation import Findings, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cxaudit.model import Example, Rulebook
    from cxaudit.model.scenario import Scenario
    from cxaudit.rulebook.loader import Examination


@dataclass(frozen=True, slots=True)
class ReadScenarios:
    """What is sound in the scenario files, every violation in them, and the text of each file by its name."""

    found: ScenarioSet = field(default_factory=ScenarioSet)
    violations: tuple[Violation, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def read_scenario_files(paths: Sequence[Path], examination: Examination) -> ReadScenarios:
    """The scenario files at `paths`, or below those that are folders, held against the rulebook that was examined.

    A scenario or a list of examples with a violation is left out of what is found; the rest stands.
    """
    findings, texts = Findings(), dict[str, str]()
    files = _files(paths, findings.report)
    written: list[_Written] = []
    for file in files:
        root = _root(file, texts, findings.report)
        if root is not None:
            written.extend(_validated(root, file.name, findings))
    _refuse_equal_names(written, findings.report)
    defined = Defined({(entry.what, entry.id): entry for entry in examination.definitions.values()}, (), {})
    resolve(findings.mentions, defined, examination.lost, findings.report)
    violations = in_order(findings.report.violations)
    faulty = {entry.location for entry in violations if entry.severity is Severity.ERROR}
    sound = [entry for entry in written if not faulty or faulty.isdisjoint(_all_places(entry))]
    return ReadScenarios(_built(sound), violations, texts, tuple(file.name for file in files))


def with_examples(rulebook: Rulebook, examples: Mapping[str, tuple[Example, ...]]) -> Rulebook:
    """The rulebook with these further examples of its symptoms, by id; what it says, and its hash, stay the same."""
    symptoms = {
        name: replace(symptom, examples=symptom.examples + examples.get(name, ()))
        for name, symptom in rulebook.symptoms.items()
    }
    return replace(rulebook, symptoms=symptoms)


@dataclass(frozen=True, slots=True)
class _Written:
    """A scenario (`symptom` is None), or the examples of a symptom, as they stand in a file."""

    node: Node
    symptom: ScalarNode | None = None


def _files(paths: Sequence[Path], report: Report) -> list[SourceFile]:
    """The files at all paths, each once."""
    found: dict[Path, SourceFile] = {}
    for path in paths:
        for file in () if path == STANDARD_INPUT else find_scenario_files(path, report):
            found.setdefault(identity(file.path), file)
    return list(found.values())


def _root(file: SourceFile, texts: dict[str, str], report: Report) -> Node | None:
    source = read_bytes(file.path, file.name, report)
    if source is None:
        return None
    texts[file.name] = source.decode("utf-8", errors="replace")
    return parse_text(source, file.name, report)


def _validated(root: Node, name: str, findings: Findings) -> list[_Written]:
    """What a file holds, once all of it is held against the schema."""
    report = findings.report
    mapping = expect_mapping(root, "a scenario file", report)
    if mapping is None:
        return []
    before = len(report.violations)
    expect_keys(mapping, "a scenario file", (key.name for key in SCENARIO_FILE.keys), report)
    written = [*_examples(mapping.get("examples"), findings), *_scenarios(mapping.get("scenarios"), findings)]
    if len(report.violations) == before and not any(_holds_a_test(entry) for entry in written):
        message = "there is no test in this file: neither an example nor a scenario"
        report.error("no-tests", Location(name, 1, 1), message, help="write one, or remove the file")
    return written


def _examples(node: Node | None, findings: Findings) -> Iterator[_Written]:
    mapping = None if node is None else expect_mapping(node, "'examples'", findings.report)
    for key, examples in mapping.entries if mapping else ():
        findings.report.owner = f"symptom {key.text}"
        validate(key, Reference("symptom"), "a key of 'examples'", findings)
        validate(examples, EXAMPLES, f"the examples of '{key.text}'", findings)
        findings.report.owner = ""
        yield _Written(examples, key)


def _scenarios(node: Node | None, findings: Findings) -> Iterator[_Written]:
    sequence = None if node is None else expect_sequence(node, "'scenarios'", findings.report)
    for scenario in sequence.items if sequence else ():
        findings.report.owner = f"scenario {_name(scenario)}".strip()
        validate(scenario, SCENARIO, "a scenario", findings)
        if isinstance(scenario, MappingNode):
            _require_expectations(scenario, findings.report)
        findings.report.owner = ""
        yield _Written(scenario)


def _require_expectations(scenario: MappingNode, report: Report) -> None:
    """Report a scenario that expects nothing, and an incident in which there is nothing."""
    listed = scenario.get("incidents")
    items = listed.items if isinstance(listed, SequenceNode) else ()
    incidents = [item for item in items if isinstance(item, MappingNode)]
    if not any(scenario.get(key) for key in EXPECTATIONS) and not any(
        incident.get(key) for incident in incidents for key in EXPECTATIONS_OF_INCIDENT
    ):
        message = f"a scenario must expect something: it must have one of the keys {', '.join(EXPECTATIONS)}"
        report.error("missing-key", scenario.location, message)
    said = {key.name for key in INCIDENT.keys} - {"text"}
    for incident in incidents:
        if all(key.text in said for key, _ in incident.entries):
            report.error("missing-key", incident.location, "an incident must have a 'text', or a column of a log")


def _refuse_equal_names(written: Sequence[_Written], report: Report) -> None:
    """Report a name that two scenarios have: no report could tell them apart."""
    first: dict[str, Location] = {}
    for entry in written:
        named = entry.node.get("name") if isinstance(entry.node, MappingNode) and entry.symptom is None else None
        if isinstance(named, ScalarNode):
            name = named.text.strip()
            place = first.setdefault(name, named.location)
            if place != named.location:
                message, advice = f"a scenario '{name}' is already defined", f"it was first defined at {place}"
                report.error("duplicate-id", named.location, message, help=advice, related=(place,), subject=name)


def _built(written: Sequence[_Written]) -> ScenarioSet:
    examples: dict[str, tuple[Example, ...]] = {}
    scenarios: list[Scenario] = []
    for entry in written:
        assert isinstance(entry.node, MappingNode)
        if entry.symptom is None:
            scenarios.append(build_scenario(entry.node))
        else:
            name = entry.symptom.text
            examples[name] = examples.get(name, ()) + build_examples(Fields(entry.node))
    return ScenarioSet(examples, tuple(scenarios))


def _holds_a_test(written: _Written) -> bool:
    """Whether it is a scenario, or lists at least one example."""
    values = written.node.entries if isinstance(written.node, MappingNode) else ()
    return written.symptom is None or any(isinstance(value, SequenceNode) and value.items for _, value in values)


def _all_places(written: _Written) -> Iterator[Location]:
    yield from _places(written.symptom)
    yield from _places(written.node)


def _name(scenario: Node) -> str:
    name = scenario.get("name") if isinstance(scenario, MappingNode) else None
    return name.text.strip() if isinstance(name, ScalarNode) else ""


def _places(node: Node | None) -> Iterator[Location]:
    """Where the node and all in it stand."""
    if node is None:
        return
    yield node.location
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            yield key.location
            yield from _places(value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _places(item)
