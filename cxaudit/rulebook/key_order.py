"""Puts the keys of a definition into the order of the language, each with its comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.rulebook.written_lines import Line, block_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import MappingNode
    from cxaudit.rulebook.kinds import Table


def in_key_order(block: Sequence[Line], item: MappingNode, first_row: int, table: Table) -> tuple[Line, ...]:
    """The lines of a definition with its keys in the order of `table`, and no empty lines between them.

    `first_row` is the row of the file at which `block` begins. A definition in braces is left as it is.
    """
    rows = [key.location.line - 1 - first_row for key, _ in item.entries]
    columns = {key.location.column for key, _ in item.entries}
    if len(columns) > 1 or len(set(rows)) < len(rows) or not rows or columns != {item.location.column}:
        return tuple(block)
    depth = item.location.column - 1
    starts = [rows[0], *(_lead(block, row, depth) for row in rows[1:])]
    blocks = [block_from(block, start, end) for start, end in zip(starts, [*starts[1:], len(block)], strict=True)]
    order = [key.name for key in table.keys]
    ranks = [order.index(key.text) if key.text in order else len(order) for key, _ in item.entries]
    ordered = [blocks[number] for number in sorted(range(len(blocks)), key=lambda number: (ranks[number], number))]
    lead, marker = block[: rows[0]], block[rows[0]].text[:depth]
    unmarked = [_marked(entry, " " * depth, depth) for entry in ordered]
    first = unmarked[0]
    above = tuple(line.moved(marker.index("-") - depth) for line in _comments(first))
    named = _marked(first[len(above) :], marker, depth)
    return (*lead, *above, *named, *(line for entry in unmarked[1:] for line in entry))


def _lead(block: Sequence[Line], row: int, depth: int) -> int:
    """The first of the comments directly above the key at `row`, standing as deep as it does."""
    while row > 1 and block[row - 1].is_comment and block[row - 1].depth == depth:
        row -= 1
    return row


def _comments(block: Sequence[Line]) -> Sequence[Line]:
    """The comments at the beginning of a block."""
    count = next((number for number, line in enumerate(block) if not line.is_comment), len(block))
    return block[:count]


def _marked(block: Sequence[Line], marker: str, depth: int) -> tuple[Line, ...]:
    """The block with `marker` in the place of what stands before its first line."""
    first, *rest = block
    return (Line(marker + first.text[depth:], first.is_fixed), *rest)
