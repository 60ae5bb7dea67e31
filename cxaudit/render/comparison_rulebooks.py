"""Two rulebooks on one log, as blocks: the verdict, the symptoms, the causes, the plan, and what was compared."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.comparison_moves import (
    cause_block,
    cause_sentence,
    leading_sentence,
    plan_block,
    plan_sentence,
)
from cxaudit.render.comparison_report import Effect, Fate
from cxaudit.render.comparison_view import Block, Fold, View, log_lines, rulebook_line, signed
from cxaudit.render.markdown_text import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.render.comparison_report import DefinitionChange, RulebookComparison, SymptomChange

LARGEST_NUMBER = 50  # symptoms in the table; JSON has all
_QUOTED = 10  # symptoms of which examples are shown
_WITHOUT_EFFECT = 12  # definitions named that changed in the same way without effect; JSON has all
_EXAMPLES = 3  # examples of each change
_PLURALS = MappingProxyType({"remedy": "remedies", "lens": "lenses"})


def view(comparison: RulebookComparison) -> View:
    """What to show, the most important first."""
    blocks = [_symptoms(comparison), *_conclusions(comparison), _definitions(comparison), _compared(comparison)]
    return View(
        f"Rulebook diff: {comparison.names[0]} → {comparison.names[1]}",
        _verdict(comparison),
        tuple(("over budget", sentence) for sentence in comparison.exceeded),
        tuple(block for block in blocks if block),
    )


def _verdict(comparison: RulebookComparison) -> str:
    number = len(comparison.definitions)
    changed = figures.plural(number, "definition")
    verb = "differs" if number == 1 else "differ"
    if not number:
        return "No difference: both rulebooks say the same."
    if not comparison.differ:
        rest = "a cause's rank or the plan" if comparison.conclusions else "(causes and plan were not compared)"
        what = f"an incident, {rest}" if comparison.conclusions else f"an incident {rest}"
        return f"No difference on this log: {changed} {verb}, and none changes {what}."
    return " ".join((_symptom_sentence(comparison), *_conclusion_sentences(comparison)))


def _symptom_sentence(comparison: RulebookComparison) -> str:
    moved = comparison.moved
    hit = [change for change in moved if change.gained or change.lost]
    fates = Counter(change.fate for change in moved)
    named = [
        f"{figures.plural(fates[fate], 'symptom')} {fate}"
        for fate in (Fate.ADDED, Fate.REMOVED, Fate.RENAMED)
        if fates[fate]
    ]
    what = "no incident gained or lost"
    if hit:
        gained, lost = sum(change.gained for change in hit), sum(change.lost for change in hit)
        subject = f"{figures.plural(len(hit), 'symptom')} {'is' if len(hit) == 1 else 'are'} shown by other incidents"
        what = f"{subject} ({figures.plural(gained, 'hit')} gained, {figures.count(lost)} lost)"
    sentence = "; ".join((what, *named))
    return f"{sentence[0].upper()}{sentence[1:]}."


def _conclusion_sentences(comparison: RulebookComparison) -> Iterator[str]:
    found = comparison.conclusions
    if found is None:
        yield "Causes and plan were not compared."
    else:
        yield from (leading_sentence(found), cause_sentence(found), plan_sentence(found))


def _symptoms(comparison: RulebookComparison) -> Block:
    moved = comparison.moved
    rows = tuple(
        (
            change.id,
            figures.count(change.old) if change.fate is not Fate.ADDED else "–",
            figures.count(change.new) if change.fate is not Fate.REMOVED else "–",
            signed(change.gained),
            signed(-change.lost),
            f"renamed from {change.was}" if change.was else change.fate.value,
        )
        for change in moved[:LARGEST_NUMBER]
    )
    grid = Grid(
        ("symptom", "old hits", "new hits", "gained", "lost", "definition"),
        ("left", "right", "right", "right", "right", "left"),
        rows,
    )
    more = len(moved) - LARGEST_NUMBER
    lines = [f"{figures.plural(more, 'more symptom')} not shown; the JSON has all."] if more > 0 else []
    return Block(
        "Symptoms",
        (*lines, _matched(comparison)) if moved else (),
        grid or None,
        tuple(fold for change in moved[:_QUOTED] for fold in _quotes(change)),
    )


def _quotes(change: SymptomChange) -> Iterator[Fold]:
    for what, number, examples in (
        ("gained", change.gained, change.gained_examples),
        ("lost", change.lost, change.lost_examples),
    ):
        shown = examples[:_EXAMPLES]
        if shown:
            of = "" if number == len(shown) else f", {len(shown)} of them shown"
            yield Fold(f"{change.id}: {figures.plural(number, 'incident')} {what}{of}", quotes=shown)


def _matched(comparison: RulebookComparison) -> str:
    matched, incidents = comparison.matched, comparison.log.incidents
    old, new = (figures.share((incidents - number) / incidents) for number in (matched.old, matched.new))
    change = f"{figures.count(matched.newly)} newly matched, {figures.count(matched.no_longer)} no longer"
    same = f"{old} as before" if matched.newly == matched.no_longer == 0 else f"{old} → {new} ({change})"
    return f"Incidents without any symptom: {same}"


def _conclusions(comparison: RulebookComparison) -> tuple[Block, ...]:
    found = comparison.conclusions
    if found is None or not comparison.definitions:
        return ()
    alarms = (
        *(f"New alarm: {alarm.message}" for alarm in found.alarms_new),
        *(f"Alarm gone: {alarm.message}" for alarm in found.alarms_gone),
    )
    return (Block("Alarms", alarms), cause_block(found), plan_block(found))


def _definitions(comparison: RulebookComparison) -> Block:
    changes = comparison.definitions
    if not changes:
        return Block("")
    number = Counter(change.effect for change in changes)
    counts = [f"{number[effect]} with {effect}" for effect in Effect if number[effect]]
    summary = f"{figures.plural(len(changes), 'definition')}: {'; '.join(counts)}"
    return Block("Definitions that differ", folds=(Fold(summary, lines=tuple(_definitions_alike(changes))),))


def _definitions_alike(changes: Sequence[DefinitionChange]) -> Iterator[str]:
    """A line for all that changed in the same way with the same effect, those with an effect first."""
    effects = list(Effect)
    alike: dict[tuple[int, str, str, tuple[str, ...]], list[str]] = {}
    for change in changes:
        key = (effects.index(change.effect), change.what, change.fate.value, change.keys)
        named = f"{change.id} (was {change.was})" if change.was else change.id
        alike.setdefault(key, []).append(named)
    for (effect, what, fate, keys), names in sorted(alike.items()):
        noun = what if len(names) == 1 else _PLURALS.get(what, f"{what}s")
        parts = f" ({', '.join(keys)})" if keys else ""
        most = len(names) if effects[effect] is not Effect.NONE else _WITHOUT_EFFECT
        rest = f" and {len(names) - most} more" if len(names) > most else ""
        yield f"{effects[effect]}: {fate} {noun} {', '.join(sorted(names)[:most])}{rest}{parts}"


def _compared(comparison: RulebookComparison) -> Block:
    lines = (
        *log_lines(comparison.log),
        rulebook_line("Old", comparison.names[0], comparison.rulebooks[0]),
        rulebook_line("New", comparison.names[1], comparison.rulebooks[1]),
    )
    return Block("What was compared", lines)
