"""Loads a rulebook from files and folders, and tells everything that is wrong with it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import RulebookError
from cxaudit.model import Location, MappingNode, Report, Rulebook, ScalarNode, Severity, Violation
from cxaudit.rulebook import building
from cxaudit.rulebook.collection import Collection, Definition, Given, collect
from cxaudit.rulebook.content_hash import content_hash
from cxaudit.rulebook.cycles import report_cycles
from cxaudit.rulebook.overriding import Defined, settle
from cxaudit.rulebook.references import check_groups, lens_mentions, resolve
from cxaudit.rulebook.schema import NOUNS
from cxaudit.rulebook.validation import Findings, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TABLES = {table.name: table for table in NOUNS.values()}


@dataclass(frozen=True, slots=True)
class Examination:
    """A rulebook as far as it could be loaded (None with any error), its violations, and the text of its files.

    `defined` says how many definitions of each noun (``symptom``) stand, those that have errors counted too;
    `definitions` are those with an id, by what violations call them (``symptom refund-delay``). `own` are the files of
    the rulebook itself, by name, without those of its bases. `sound` is what is left of a rulebook with errors when
    every definition with one is taken out; what it names may be missing. `lost` are ids that files which cannot be
    read seem to define.
    """

    rulebook: Rulebook | None
    violations: tuple[Violation, ...]
    texts: Mapping[str, str]
    files: tuple[str, ...]
    defined: Mapping[str, int]
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    own: Mapping[str, Path] = field(default_factory=dict)
    sound: Rulebook | None = None
    lost: frozenset[str] = frozenset()


def load_rulebook(paths: Sequence[Path]) -> Rulebook:
    """The rulebook at `paths`. Raises RulebookError with all violations, UsageError when a path does not exist."""
    examination = examine_rulebook(paths)
    if examination.rulebook is None:
        raise RulebookError(examination.violations)
    return examination.rulebook


def read_rulebook(paths: Sequence[Path]) -> tuple[Rulebook | None, tuple[Violation, ...]]:
    """The rulebook at `paths`, None if it has an error, and all violations in order of place.

    Raises UsageError when a path does not exist, never for what a file holds.
    """
    examination = examine_rulebook(paths)
    return examination.rulebook, examination.violations


def examine_rulebook(paths: Sequence[Path], given: Given | None = None) -> Examination:
    """As `read_rulebook`, with the text of every file that was read, for showing the lines concerned.

    `given` says what reports call the paths, and what standard input holds when ``-`` is one of them.
    """
    findings = Findings()
    report = findings.report
    collection = collect(paths, report, given or Given())
    defined = settle(collection, report)
    for definition in defined.all():
        _validate_definition(definition, findings)
    resolve(findings.mentions, defined, collection.lost, report)
    report_cycles(defined, report)
    _require_symptoms(defined, paths, report)
    violations = in_order(report.violations)
    rulebook = _build(collection, _sound(defined, violations), findings, paths)
    counted = Counter(definition.what for definition in defined.all())
    defined_by_noun = {name: counted[name] for name in _TABLES}
    by_owner = {f"{what} {name}": definition for (what, name), definition in defined.by_key.items()}
    return Examination(
        rulebook=None if _has_error(violations) else rulebook,
        violations=violations,
        texts=collection.texts,
        files=rulebook.files,
        defined=defined_by_noun,
        definitions=by_owner,
        own=collection.own,
        sound=rulebook,
        lost=frozenset(collection.lost),
    )


def in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """The violations by place; what aliases make appear twice appears once."""
    unique = {(entry.location, entry.check, entry.message): entry for entry in reversed(list(violations))}
    return tuple(entry for _, entry in sorted(unique.items(), key=lambda item: item[0]))


def _validate_definition(definition: Definition, findings: Findings) -> None:
    report = findings.report
    report.owner = f"{definition.what} {definition.id}".strip()
    validate(definition.node, _TABLES[definition.what], f"a {definition.what}", findings)
    if definition.what == "cause":
        _require_prior(definition, report)
    if definition.what == "lens":
        findings.mentions.extend(lens_mentions(definition))
        check_groups(definition, report)
    report.owner = ""


def _require_prior(definition: Definition, report: Report) -> None:
    causes = definition.node.get("caused_by")
    is_root = not (isinstance(causes, MappingNode) and causes.entries)
    if is_root and definition.node.get("prior") is None:
        message = "a root cause must have the key 'prior': how probable it is that it is at work in an incident"
        report.error("missing-key", definition.location, message)


def _require_symptoms(defined: Defined, paths: Sequence[Path], report: Report) -> None:
    """Report that there is nothing to look for, unless an error says already why that is."""
    found = any(definition.what == "symptom" for definition in defined.all())
    if not found and not _has_error(report.violations):
        place = Location(paths[0].as_posix(), 1, 1)
        report.error("no-rules", place, "no symptom is defined here: there is nothing to look for in a log")


def _has_error(violations: Iterable[Violation]) -> bool:
    return any(violation.severity is Severity.ERROR for violation in violations)


def _sound(defined: Defined, violations: Iterable[Violation]) -> list[Definition]:
    """The definitions without an error of their own, in order of id."""
    faulty = {violation.owner for violation in violations if violation.severity is Severity.ERROR}
    found = (entry for entry in defined.by_key.values() if f"{entry.what} {entry.id}" not in faulty)
    return sorted(found, key=lambda entry: entry.id)


def _build(collection: Collection, ordered: list[Definition], findings: Findings, paths: Sequence[Path]) -> Rulebook:
    of_noun: dict[str, list[Definition]] = {name: [] for name in _TABLES}
    for definition in ordered:
        of_noun[definition.what].append(definition)
    return Rulebook(
        name=_header(collection, "name") or paths[0].stem,
        version=_header(collection, "version") or "0",
        symptoms={entry.id: building.build_symptom(entry, findings.conditions) for entry in of_noun["symptom"]},
        causes={entry.id: building.build_cause(entry) for entry in of_noun["cause"]},
        remedies={entry.id: building.build_remedy(entry) for entry in of_noun["remedy"]},
        standards={entry.id: building.build_standard(entry) for entry in of_noun["standard"]},
        lenses={entry.id: building.build_lens(entry) for entry in of_noun["lens"]},
        content_hash=content_hash(ordered),
        files=tuple(sorted(collection.files)),
    )


def _header(collection: Collection, key: str) -> str:
    """What the headers of the rulebooks named say, joined when there are several."""
    found = (header.get(key) for header in collection.headers)
    texts = dict.fromkeys(node.text.strip() for node in found if isinstance(node, ScalarNode))
    return " + ".join(texts)
