"""Mends in the text of files what can be mended for certain, and leaves everything else as it stands."""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxaudit.model import Violation

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_MARK = "byte-order-mark"


@dataclass(frozen=True, slots=True)
class Fixes:
    """The new contents of the files that change, and how many faults that mends."""

    contents: dict[Path, bytes]
    count: int


def fixes_of(violations: Iterable[Violation], files: Mapping[str, Path]) -> Fixes:
    """What mends the violations that say how, in those of `files` (by name) that are UTF-8.

    A fault is left alone when its text does not stand where the violation says.
    """
    by_name: defaultdict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        if violation.location.path in files and (violation.replacement or violation.check == _MARK):
            by_name[violation.location.path].append(violation)
    contents: dict[Path, bytes] = {}
    count = 0
    for name, found in sorted(by_name.items()):
        fixed = _fixed(files[name].read_bytes(), found)
        if fixed is not None:
            contents[files[name]], mended = fixed
            count += mended
    return Fixes(contents, count)


def _fixed(source: bytes, violations: list[Violation]) -> tuple[bytes, int] | None:
    has_mark = source.startswith(codecs.BOM_UTF8)
    try:
        lines = _LINE.findall(source.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError:
        return None
    drops_mark = has_mark and any(violation.check == _MARK for violation in violations)
    mended = int(drops_mark)
    done: set[tuple[int, int]] = set()
    # From the end, so that what is mended moves nothing that is still to be mended.
    for violation in sorted(violations, key=lambda entry: entry.location, reverse=True):
        place = (violation.location.line, violation.location.column)
        if violation.replacement and place not in done and _replace(lines, violation):
            done.add(place)
            mended += 1
    mark = codecs.BOM_UTF8 if has_mark and not drops_mark else b""
    return (mark + "".join(lines).encode("utf-8"), mended) if mended else None


def _replace(lines: list[str], violation: Violation) -> bool:
    row, column = violation.location.line - 1, violation.location.column - 1
    if row >= len(lines):
        return False
    before, rest = lines[row][:column], lines[row][column:]
    quote = rest[:1] if rest[:1] in {"'", '"'} else ""
    if not rest.startswith(quote + violation.subject + quote):
        return False
    after = rest[len(quote) * 2 + len(violation.subject) :]
    lines[row] = before + quote + violation.replacement + quote + after
    return True
