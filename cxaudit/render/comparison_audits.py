"""The audits of two periods, as blocks: the verdict, rates, measures, causes, the plan, and what was compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.comparison_moves import cause_block, cause_sentence, leading_sentence, plan_block, plan_sentence
from cxaudit.render.comparison_view import NOTHING, Block, Fold, View, log_lines, rulebook_line
from cxaudit.render.markdown_text import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Interval
    from cxaudit.render.comparison_periods import AuditComparison, MeasureChange, RateChange

_LARGEST_NUMBER = 20  # lines of a table that is folded away; JSON has all


def view(comparison: AuditComparison) -> View:
    """What to show, the most important first."""
    blocks = [Block("What was compared", tuple(_compared(comparison)))]
    if comparison.differ:
        found = comparison.conclusions
        alarms = (
            *(f"New alarm: {alarm.message}" for alarm in found.alarms_new),
            *(f"Alarm gone: {alarm.message}" for alarm in found.alarms_gone),
        )
        blocks = [
            _rates(comparison), Block("Alarms", alarms), cause_block(found), plan_block(found),
            _measures(comparison.measures), *blocks,
        ]  # fmt: skip
    return View(
        f"Audits compared: {_period(comparison, 0)} → {_period(comparison, 1)}",
        " ".join(_verdict(comparison)),
        tuple(("mind", sentence) for sentence in comparison.cautions),
        tuple(block for block in blocks if block),
    )


def _period(comparison: AuditComparison, side: int) -> str:
    first, last = comparison.periods[side]
    return f"{first} to {last}" if first else comparison.names[side]


def _verdict(comparison: AuditComparison) -> Iterator[str]:
    if not comparison.differ:
        yield "No difference: both audits hold the same figures."
        return
    clear = [rate for rate in comparison.rates if rate.clear]
    rose = sum(rate.rose for rate in clear)
    compared = figures.plural(sum(not rate.note for rate in comparison.rates), "symptom")
    if clear:
        yield f"Of {compared} seen, {rose} clearly rose and {len(clear) - rose} clearly fell."
    else:
        yield f"Of {compared} seen, none clearly rose or fell."
    found = comparison.conclusions
    yield from (leading_sentence(found), cause_sentence(found), plan_sentence(found))


def _rates(comparison: AuditComparison) -> Block:
    clear = [rate for rate in comparison.rates if rate.clear]
    other = [rate for rate in comparison.rates if not rate.clear and not rate.note]
    apart = [rate for rate in comparison.rates if rate.note]
    folds = []
    if other:
        most = f"; the {_LARGEST_NUMBER} nearest to it" if len(other) > _LARGEST_NUMBER else ""
        summary = f"{figures.plural(len(other), 'symptom')} not clearly changed{most}"
        folds.append(Fold(summary, grid=_rate_grid(other[:_LARGEST_NUMBER])))
    if apart:
        lines = tuple(f"{rate.symptom}: {rate.note} ({rate.old:,} → {rate.new:,} incidents)" for rate in apart)
        folds.append(Fold(f"{figures.plural(len(apart), 'symptom')} that cannot be compared", lines=lines))
    return Block("Symptoms", tuple(_rate_lines(comparison)), _rate_grid(clear) if clear else None, tuple(folds))


def _rate_lines(comparison: AuditComparison) -> Iterator[str]:
    shares = [
        figures.share(failing / log.incidents) if log.incidents else NOTHING
        for failing, log in zip(comparison.failing, comparison.logs, strict=True)
    ]
    yield f"Incidents with any symptom: {shares[0]} → {shares[1]}"
    judged = [rate for rate in comparison.rates if not rate.note]
    blind = sum(rate.dispersion is None for rate in judged)
    if judged:
        yield (
            "Rates are of the incidents that could have shown the symptom; a ratio's 95% interval allows for weeks that"
            " differ more than chance makes them, and clear means beyond chance with all symptoms taken together (at"
            " most 5% false)."
        )
    if blind:
        those = "all of them" if blind == len(judged) else figures.plural(blind, "symptom")
        yield f"For {those} there are too few dated weeks to see how much weeks differ; their intervals are too narrow."


def _rate_grid(rates: Sequence[RateChange]) -> Grid:
    rows = tuple(
        (
            rate.symptom,
            *(NOTHING if value is None else figures.share(value) for value in rate.rates),
            f"{rate.old:,} → {rate.new:,}",
            _ratio(rate),
        )
        for rate in rates
    )
    return Grid(
        ("symptom", "old rate", "new rate", "incidents", "ratio"), ("left", "right", "right", "right", "left"), rows
    )


def _ratio(rate: RateChange) -> str:
    if rate.ratio is None:
        return "new" if rate.new else NOTHING
    return f"{figures.quantity(rate.ratio, 'ratio')} ({figures.span(rate.interval, 'ratio')})"


def _measures(measures: Sequence[MeasureChange]) -> Block:
    clear = [entry for entry in measures if entry.clear]
    other = [entry for entry in measures if not entry.clear]
    folds = (Fold(f"{figures.plural(len(other), 'measure')} not clearly changed", grid=_measure_grid(other)),)
    note = ("A measure changed clearly when its intervals, which do not allow for weeks that differ, do not overlap.",)
    return Block("Measures", note if measures else (), _measure_grid(clear) if clear else None, folds if other else ())


def _measure_grid(measures: Sequence[MeasureChange]) -> Grid:
    rows = tuple(
        (
            entry.id,
            _value(entry.old, entry.old_interval, entry.unit),
            _value(entry.new, entry.new_interval, entry.unit),
        )
        for entry in measures
    )
    return Grid(("measure", "old", "new"), ("left", "left", "left"), rows)


def _value(value: float | None, interval: Interval | None, unit: str) -> str:
    if value is None:
        return NOTHING
    shown = figures.quantity(value, unit)
    return shown if interval is None else f"{shown} ({figures.span(interval, unit)})"


def _compared(comparison: AuditComparison) -> Iterator[str]:
    for side, word in enumerate(("Old", "New")):
        first, last = comparison.periods[side]
        period = f"{first} to {last}" if first else "no dates"
        yield f"{word}: {comparison.names[side]}, {period}, {comparison.logs[side].incidents:,} incidents"
        yield from log_lines(comparison.logs[side], f"{word} log")
    if comparison.same_rulebook:
        yield rulebook_line("Rulebook of both", "", comparison.rulebooks[0])
    else:
        yield rulebook_line("Old rulebook", "", comparison.rulebooks[0])
        yield rulebook_line("New rulebook", "", comparison.rulebooks[1])
