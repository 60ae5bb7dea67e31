"""The comment by which editors find the schema of a rulebook file."""

from __future__ import annotations

import os
from pathlib import Path

SCHEMA = "rulebook.schema.json"  # what `rules schema` is usually written to
_HIGHEST = 4  # folders above the file that are looked through


def modeline_of(path: Path) -> str:
    """The line that leads from the file at `path` to the schema nearest above it, or nothing where there is none.

    It is looked for in each folder and in its folder ``schema``. The way to it is relative, so that it holds in every
    checkout.
    """
    folder = path.resolve().parent
    for above in (folder, *folder.parents)[: _HIGHEST + 1]:
        for place in (above / SCHEMA, above / "schema" / SCHEMA):
            if place.is_file():
                way = Path(os.path.relpath(place, folder)).as_posix()
                return f"# yaml-language-server: $schema={way}\n"
    return ""
