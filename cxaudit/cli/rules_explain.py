"""`cxaudit rules explain`: the page of a check, or all that is known of a symptom, cause, remedy or standard."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

Name = Annotated[str | None, typer.Argument(metavar="[CHECK|ID]", help="A check, or the id of a definition.")]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", help="Rulebook file or folder instead of the default one; several add up.", readable=False),
]
AuditFile = Annotated[
    Path | None,
    typer.Option("--audit", metavar="AUDIT.json", help="An audit: tell also what the definition did in it."),
]


def explain(name: Name = None, rules: Rules = None, audit: AuditFile = None) -> None:
    """Explain a check, or a definition of the rulebook; without a name, list all checks."""
    from cxaudit.checks.pages import is_suppressible, page_of, rules_of, slugs
    from cxaudit.cli.rules_definitions import definitions_called
    from cxaudit.render.check_page_text import render_page, render_pages
    from cxaudit.render.definition_text import render_definition

    if audit is not None:
        _explain_on(name, rules, audit)
        return
    if name is None:
        typer.echo(render_pages(rules_of(frozenset(slugs()))), nl=False)
        return
    page = page_of(name)
    if page is not None:
        parts = (page.slug, page.rule, page.reason, page.bad, page.good, page.log)
        typer.echo(render_page(*parts, may_stand=is_suppressible(page.slug)), nl=False)
        return
    found, rulebook = definitions_called(name, rules)
    typer.echo("\n".join(render_definition(definition, rulebook) for definition in found), nl=False)


def _explain_on(name: str | None, rules: list[Path] | None, path: Path) -> None:
    from cxaudit.checks.pages import page_of
    from cxaudit.cli.reports import read_audit
    from cxaudit.cli.rules_definitions import definitions_called
    from cxaudit.errors import UsageError
    from cxaudit.render.definition_audit import render_definition_on
    from cxaudit.render.definition_text import render_definition

    if name is None:
        raise UsageError("--audit: name the symptom, cause, remedy or standard of which the audit is to tell")
    if page_of(name) is not None:
        raise UsageError(f"--audit: '{name}' is a check, and an audit tells nothing of checks; leave --audit out")
    audit = read_audit(path)
    found, rulebook = definitions_called(name, rules)
    told = (
        render_definition(definition, rulebook) + render_definition_on(definition, rulebook, audit)
        for definition in found
    )
    typer.echo("\n".join(told), nl=False)
