"""Every damage that delimited text can have, for CSV, TSV and semicolons, plain and packed."""

from __future__ import annotations

import gzip
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from damaged_cells import CELLS
from damaged_rows import ROWS
from table_kinds import KINDS, Damage, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from damaged_files import Damaged, Entry, Maker

_LARGE = frozenset({"a field of ten megabytes"})


def table_damages() -> Iterator[tuple[str, Maker]]:
    """Every damage of every kind of table."""
    for kind in KINDS:
        for name, damage in {**ROWS, **CELLS}.items():
            if name in _LARGE and kind is not KINDS[0]:
                continue
            yield f"{kind.name}: {name}", partial(_packed if kind.packed else _plain, damage, kind)


def _plain(damage: Damage, kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    return damage(kind, chance, log)


def _packed(damage: Damage, kind: Kind, chance: Random, log: Sequence[Entry]) -> Damaged:
    made = damage(kind, chance, log)
    return replace(made, data=gzip.compress(made.data, 1, mtime=0))
