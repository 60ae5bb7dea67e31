"""`cxaudit rules mutate`: which faults of a rulebook none of its tests would notice."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxaudit.cli import rules_options as opt

if TYPE_CHECKING:
    from cxaudit.model import Rulebook
    from cxaudit.model.scenario import ScenarioSet
    from cxaudit.render.mutants_report import MutantsReport

_FORMATS = ("text", "json", "markdown")

Format = Annotated[str, typer.Option("-f", "--format", help="text, json or markdown.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="SYMPTOM", help="Only this symptom; may be given several times."),
]
MinKilled = Annotated[
    int | None,
    typer.Option(
        "--min-killed",
        min=0,
        max=100,
        metavar="PERCENT",
        help="Exit with 1 if a smaller share of the mutants is killed; rounded down.",
    ),
]
ShowAll = Annotated[bool, typer.Option("--all", help="Show every survivor and every redundant alternative.")]
WriteExamples = Annotated[
    Path | None,
    typer.Option(
        "--write-examples",
        metavar="FILE.test.yaml",
        help="Write the examples to add to this file, to be turned into sentences.",
    ),
]
WithScenarios = Annotated[
    bool,
    typer.Option(
        "--scenarios/--examples-only",
        help="Let scenarios judge too, and break what only they notice, such as causes: minutes in place of seconds.",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Do not show progress.")]


def mutate(  # noqa: PLR0913 - each is an option of the command
    paths: opt.RulebookPaths = None,
    output_format: Format = "text",
    output: opt.OutputFile = None,
    only: Only = None,
    min_killed: MinKilled = None,
    show_all: ShowAll = False,
    write_examples: WriteExamples = None,
    scenarios: WithScenarios = False,
    quiet: Quiet = False,
) -> None:
    """Break the rules in small ways and tell which faults no example and no scenario notices.

    A mutant has one thing wrong: an alternative, a condition, an exclusion or a word boundary less, a threshold off by
    one, any for all, another order, no negation, another cause. It is killed when a test notices. Each item of a list
    is one alternative, with all its word variants: close/closed/closes is one. What nobody could notice, because
    something else finds the same, is redundant and does not count. Every survivor comes with an example that kills it.
    """
    from cxaudit.cli.output import refuse_unwritable, write_files, write_stdout
    from cxaudit.cli.progress import watching
    from cxaudit.errors import UsageError

    if output_format not in _FORMATS:
        raise UsageError(f"--format: '{output_format}' is none of {', '.join(_FORMATS)}; choose one")
    if write_examples is not None and not write_examples.name.endswith((".test.yaml", ".test.yml")):
        raise UsageError(f"--write-examples: '{write_examples}' must end in .test.yaml, as scenario files do")
    refuse_unwritable([output, write_examples], paths or ())
    with watching(quiet=quiet) as watcher:
        watcher.step("reading the rulebook")
        report = _report(paths, only or [], watcher.step, examples_only=not scenarios)
    shown = _rendered(report, output_format, everything=show_all).encode("utf-8", "backslashreplace")
    if output is None:
        write_stdout(shown)
    else:
        write_files({output: shown})
    if write_examples is not None:
        _write_examples(report, write_examples)
    killed = report.total.percent
    raise typer.Exit(1 if min_killed is not None and killed is not None and killed < min_killed else 0)


def _report(
    paths: list[Path] | None, only: list[str], step: Callable[[str], None], *, examples_only: bool
) -> "MutantsReport":
    """Raises RulebookError, UsageError, or InputError when there is nothing to mutate or nothing to judge by."""
    from dataclasses import replace

    from cxaudit import __version__
    from cxaudit.cli.mutating import Scenarios
    from cxaudit.configuration import suggestion
    from cxaudit.detection import compile_detector
    from cxaudit.errors import InputError, UsageError
    from cxaudit.mutation import Judges, mutate_rulebook

    rulebook, tests = _rulebook(paths)
    for name in only:
        if name not in rulebook.symptoms:
            hint = suggestion(name, rulebook.symptoms) or "see `cxaudit rules explain`"
            raise UsageError(f"--only: there is no symptom '{name}'; {hint}")
    if not tests.scenarios and not any(symptom.examples for symptom in rulebook.symptoms.values()):
        raise InputError("no symptom has an example and there is no scenario: nothing could tell a mutant; add some")
    runner = Scenarios(rulebook, compile_detector(rulebook)) if tests.scenarios and not examples_only else None
    judges = Judges(() if examples_only else tests.scenarios, runner, examples_only)
    report = mutate_rulebook(rulebook, judges, frozenset(only), step)
    if report.total.percent is None:
        raise InputError("there is nothing to mutate: no symptom has a condition that could be broken in a small way")
    return replace(report, program=f"cxaudit {__version__}")


def _rulebook(paths: list[Path] | None) -> "tuple[Rulebook, ScenarioSet]":
    """The rulebook with all its examples, and its scenarios."""
    from cxaudit.cli.rules_terms import examined
    from cxaudit.errors import RulebookError
    from cxaudit.model import Severity
    from cxaudit.resources import resource
    from cxaudit.rulebook.scenario_files import read_scenario_files, with_examples

    examination = examined(paths)
    if examination.rulebook is None:
        raise RulebookError(examination.violations)
    read = read_scenario_files(list(paths or [resource("rules/core")]), examination)
    if any(violation.severity is Severity.ERROR for violation in read.violations):
        raise RulebookError(read.violations)
    return with_examples(examination.rulebook, read.found.examples), read.found


def _rendered(report: "MutantsReport", name: str, *, everything: bool) -> str:
    from cxaudit.render import mutants_json, mutants_markdown, mutants_text

    if name == "json":
        return mutants_json.render(report)
    if name == "markdown":
        return mutants_markdown.render(report)
    return mutants_text.render(report, everything=everything)


def _write_examples(report: "MutantsReport", path: Path) -> None:
    from cxaudit.cli.output import write_files
    from cxaudit.render.mutants_examples import examples_file
    from cxaudit.render.violations_report import counted

    content = examples_file(report)
    if content:
        write_files({path: content.encode("utf-8", "backslashreplace")})
    number = counted(sum(entry.example is not None for entry in report.survivors), "survivor")
    told = f"written to {path}, for {number}" if content else f"there are no examples to add; {path} is not written"
    typer.echo(f"cxaudit: {told}", err=True)
