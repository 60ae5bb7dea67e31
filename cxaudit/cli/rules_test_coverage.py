"""How much of a rulebook its tests cover: the least that is asked for, and what is shown of it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.scenarios.covering import Coverage, Item, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_OWNERS_SHOWN = 12  # symptoms and causes under which the text lists what is not covered
_ITEMS_SHOWN = 4  # of each of them
_ITEMS_SHOWN_ALONE = 100  # where there is only one
_ROWS_SHOWN = 100  # of the table in Markdown; a job summary may have 1 MiB
_WIDEST = 60  # characters of an alternative that are shown


def least_coverage(asked: Sequence[str] | None) -> Mapping[Kind, int]:
    """The least percentage of each kind. Raises UsageError for what is neither ``N`` nor ``KIND=N``, 0 to 100."""
    least: dict[Kind, int] = {}
    for word in asked or ():
        name, equals, number = word.rpartition("=")
        kinds = [kind for kind in Kind if name in {kind, _plural(kind)}] if equals else list(Kind)
        if not kinds or not number.isascii() or not number.isdecimal() or int(number) > 100:
            names = ", ".join(_plural(kind) for kind in Kind)
            raise UsageError(f"--min-coverage: '{word}' is neither a percentage nor KIND=PERCENTAGE of {names}")
        least.update(dict.fromkeys(kinds, int(number)))
    return least


def missed(coverage: Coverage, least: Mapping[Kind, int]) -> tuple[str, ...]:
    """A sentence for each kind of which too little is covered."""
    return tuple(
        f"coverage of {_plural(kind)} is {coverage.percent(kind)} %, below the {number} % asked for"
        for kind, number in least.items()
        if coverage.percent(kind) < number
    )


def coverage_as_text(coverage: Coverage) -> str:
    """The figures, and the first of what is not covered, by what it is part of."""
    lines = ["Coverage"]
    for kind in _present(coverage):
        covered, total = coverage.figures(kind)
        lines.append(f"  {_plural(kind):<12} {covered:>7,} of {total:>7,}  {coverage.percent(kind):>3} %")
    uncovered = coverage.uncovered()
    if uncovered:
        lines += ["", "Not covered by any test", *_listed(uncovered)]
    return "\n".join(lines) + "\n"


def coverage_as_markdown(coverage: Coverage) -> str:
    """The figures, and what is not covered, as tables."""
    lines = ["### Coverage", "", "| | covered | of | |", "|---|---:|---:|---:|"]
    for kind in _present(coverage):
        covered, total = coverage.figures(kind)
        lines.append(f"| {_plural(kind)} | {covered:,} | {total:,} | {coverage.percent(kind)} % |")
    uncovered = coverage.uncovered()
    if uncovered:
        lines += ["", "| not covered | part of | place |", "|---|---|---|"]
        rows = uncovered[:_ROWS_SHOWN]
        lines += [f"| {item.kind} {_code(_cut(item.what))} | {item.owner} | {item.location} |" for item in rows]
    if len(uncovered) > _ROWS_SHOWN:
        lines += ["", f"{len(uncovered) - _ROWS_SHOWN:,} more not shown."]
    return "\n".join(lines) + "\n"


def coverage_as_json(coverage: Coverage, least: Mapping[Kind, int]) -> dict[str, object]:
    """`figures` by kind (`covered`, `total`, `percent` rounded down, `minimum`), and all that is `uncovered`.

    Each of these has `kind`, `owner` (as ``symptom refund-delay``), `what` (the alternative as written, the kind of
    the condition, or the cause an edge comes from), `path`, `line` and `column`.
    """
    figures = {
        _plural(kind): {
            "covered": coverage.figures(kind)[0],
            "total": coverage.figures(kind)[1],
            "percent": coverage.percent(kind),
            "minimum": least.get(kind),
        }
        for kind in _present(coverage)
    }
    return {"figures": figures, "uncovered": [_item(item) for item in coverage.uncovered()]}


def _present(coverage: Coverage) -> list[Kind]:
    """The kinds of which there are any."""
    return [kind for kind in Kind if coverage.figures(kind)[1]]


def _listed(uncovered: Sequence[Item]) -> Iterator[str]:
    groups = [(owner, list(items)) for owner, items in groupby(uncovered, key=lambda item: item.owner)]
    groups.sort(key=lambda group: -len(group[1]))  # stable: those with as many stay in order of name
    most = _ITEMS_SHOWN_ALONE if len(groups) == 1 else _ITEMS_SHOWN
    for owner, items in groups[:_OWNERS_SHOWN]:
        yield f"  {owner}: {_counted(items)}"
        for item in items[:most]:
            yield f"    {item.location}  {item.kind}  {_cut(item.what)}"
        if len(items) > most:
            yield f"    … and {len(items) - most:,} more"
    if len(groups) > _OWNERS_SHOWN:
        rest = sum(len(items) for _, items in groups[_OWNERS_SHOWN:])
        yield f"  … and {rest:,} more in {len(groups) - _OWNERS_SHOWN:,} other definitions"
    yield "  `--format json` lists all of them, `--only NAME` those of one symptom"


def _counted(items: Iterable[Item]) -> str:
    kinds = [item.kind for item in items]
    numbers = ((kind, kinds.count(kind)) for kind in Kind)
    return ", ".join(f"{number:,} {kind if number == 1 else _plural(kind)}" for kind, number in numbers if number)


def _item(item: Item) -> dict[str, object]:
    place = item.location
    return {
        "kind": item.kind.value,
        "owner": item.owner,
        "what": item.what,
        "path": place.path,
        "line": place.line,
        "column": place.column,
    }


def _plural(kind: Kind) -> str:
    return f"{kind.value}s"


def _cut(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _WIDEST else f"{shown[: _WIDEST - 1]}…"


def _code(text: str) -> str:
    """The text as code in a table."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text.replace('|', chr(92) + '|')}{fence}"
