"""`cxaudit rules lock`: which rules a rulebook holds, each by a hash of what it says."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import rules_options as opt

LockFile = Annotated[
    Path | None,
    typer.Option("--lock", help="The lock file; rulebook.lock in the rulebook's folder if not given."),
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; report what differs from the lock.")]
SameVersion = Annotated[bool, typer.Option("--same-version", help="Lock changed rules though the version is the same.")]


def lock(
    paths: opt.RulebookPaths = None,
    lock_file: LockFile = None,
    check: Check = False,
    same_version: SameVersion = False,
    output_format: opt.ViolationsFormat = "text",
) -> None:
    """Write the lock of a rulebook, or with --check compare the rulebook with it; exit 1 if they differ."""
    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.cli.rules_outcome import exit_code
    from cxaudit.cli.rules_report import refuse_unknown_format, write_violations
    from cxaudit.cli.rules_terms import examined, locked, place_of_lock, refuse_default
    from cxaudit.errors import RulebookError
    from cxaudit.rulebook.lock import differences, is_raised, lock_of, render_lock, version_not_raised

    refuse_unknown_format(output_format)
    if not check and lock_file is None:
        refuse_default(paths, "lock")
    place = lock_file or place_of_lock(paths)
    examination = examined(paths)
    if examination.rulebook is None:
        raise RulebookError(examination.violations)
    before = locked(place) if check or place.exists() else None
    if check and before is not None:
        violations = differences(before, place.as_posix(), examination)
        write_violations(violations, 0, examination, output_format, None)
        raise typer.Exit(exit_code(violations))
    now = lock_of(examination)
    is_allowed = (
        before is None or is_raised(before.version, now.version) or (same_version and now.version == before.version)
    )
    if before and now.definitions != before.definitions and not is_allowed:
        violations = (version_not_raised(before, now.version, place.as_posix()),)
        write_violations(violations, 0, examination, output_format, None)
        raise typer.Exit(exit_code(violations))
    refuse_unwritable([place], paths or ())
    write_files({place: render_lock(now).encode()})
    typer.echo(f"cxaudit: locked {len(now.definitions)} definitions in {place}", err=True)
