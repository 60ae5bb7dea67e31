"""Renders an audit to the files asked for and to standard output."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cxaudit.cli.output import write_files, write_stdout
from cxaudit.errors import InputError, UsageError
from cxaudit.render import RENDERERS, read_audit_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Audit

_SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Reports:
    """What to render: files by their suffix, and what goes to standard output."""

    paths: tuple[Path, ...]
    printed: str
    templates: Path | None

    @classmethod
    def of(cls, paths: Sequence[Path], printed: str, templates: Path | None) -> Reports:
        """Raises UsageError for a format that does not exist, or a templates folder that is not there."""
        known = ", ".join(sorted(RENDERERS))
        for path in paths:
            if path.suffix.removeprefix(".") not in RENDERERS:
                raise UsageError(f"{path}: its name must end in one of the known formats ({known})")
        if printed != _SUMMARY and printed not in RENDERERS:
            raise UsageError(f"format '{printed}' is not known; choose {_SUMMARY}, {known}")
        if templates is not None and not templates.is_dir():
            raise UsageError(f"{templates}: is not a folder of templates")
        return cls(tuple(paths), printed, templates)

    def write(self, audit: Audit) -> None:
        """Write the files, then print; nothing is half-written."""
        write_files({path: self._rendered(audit, path.suffix.removeprefix(".")) for path in self.paths})
        if self.printed == _SUMMARY:
            _print_summary(audit)
        else:
            write_stdout(self._rendered(audit, self.printed))
        for path in self.paths:
            typer.echo(f"cxaudit: wrote {path}", err=True)

    def _rendered(self, audit: Audit, name: str) -> bytes:
        content = RENDERERS[name](audit, self.templates)
        return content.encode() if isinstance(content, str) else content


def read_audit(path: Path) -> Audit:
    """The audit in a file; raises InputError if there is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give an audit.json written by analyze") from error
    return read_audit_json(data, str(path))


def _print_summary(audit: Audit) -> None:
    from cxaudit.cli.summary import make_console, print_summary

    print_summary(audit, make_console())
