"""A configuration file, or its text, to the node it holds."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from cxaudit.configuration.decoding import decode
from cxaudit.configuration.events import FASTEST_LOADER, Places, events
from cxaudit.configuration.limits import MAXIMUM_BYTES
from cxaudit.configuration.tree import build_tree
from cxaudit.model import Location, Node, Report

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.configuration.events import Loader

_DEVICES = ("/", "dev")  # how the names of standard input and of what a shell substitutes for a process begin


def parse_file(path: Path, name: str, report: Report) -> Node | None:
    """The node of the file at `path`, which reports call `name`; None once a fault that ends reading is in `report`."""
    source = read_bytes(path, name, report)
    return None if source is None else parse_text(source, name, report)


def parse_text(source: str | bytes, name: str, report: Report, *, loader: Loader = FASTEST_LOADER) -> Node | None:
    """The node that `source` holds; None only once a fault that ends reading is in `report`.

    Whatever `source` is, nothing is raised. Faults that leave the structure clear (a duplicate key, a tag, a merge
    key) are reported and reading goes on, so that the node may come with violations.
    """
    text = decode(source, name, report)
    if text is None:
        return None
    places = Places.of(text, name)
    return build_tree(events(text, places, report, loader), places, report)


def read_bytes(path: Path, name: str, report: Report) -> bytes | None:
    """The bytes of the file at `path`, or None with an `unreadable` violation; one byte past the limit at most.

    A pipe is read only by its name below ``/dev``: one that lies among files may have no writer, ever.
    """
    try:
        if _can_be_opened(path):
            with path.open("rb") as file:
                return file.read(MAXIMUM_BYTES + 1)
        reason = "it is a pipe or a device, not a file"
    except OSError as fault:
        reason = (fault.strerror or "unknown reason").lower()
    report.error("unreadable", Location(name, 1, 1), f"the file cannot be read: {reason}")
    return None


def _can_be_opened(path: Path) -> bool:
    """Whether opening it comes to an end: it is a file, or a folder, of which the system itself says why not."""
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode) or path.parts[:2] == _DEVICES
