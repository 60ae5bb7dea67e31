"""Settles on which scale the grades of an input are, and says so where that is a guess."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cxaudit.incidents.asking import unknown_kinds
from cxaudit.incidents.values.scales import SCALES, Scale, ease_scale_of, labelled_number, scale_of
from cxaudit.incidents.whole_columns import counted_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.sampling import Sample

_USUAL, _OF_RECOMMENDING = "1-5", "0-10"
_ODD = 200  # of so many grades one may be a slip
_ENOUGH = 200  # grades that tell whether they are in an order
_MOSTLY_ONE = 0.8  # chance that two grades are alike, beyond which no order shows


def with_scales(
    planned: tuple[PlannedColumn, ...], reader: Reader, sample: Sample, skipped: int
) -> tuple[tuple[PlannedColumn, ...], Mapping[str, Scale], tuple[str, ...]]:
    """The plan with the scales of its grades: those its rules name, or what the values suggest; and what to say.

    The grades of the whole input count, unless the first ones are on the usual scale and in no order, so that the input
    is not sorted by them; `skipped` of its first rows are none.
    """
    graded: list[PlannedColumn] = []
    scales: dict[str, Scale] = {}
    notes: list[str] = []
    for plan in planned:
        settled, scale = plan, None
        if plan.rule.asked.scales:  # its scale is another for each kind of question
            notes += unknown_kinds(planned, sample) if plan.column == "satisfaction" else ()
        elif plan.column == "satisfaction":
            settled, scale = _of_satisfaction(plan, _scale(plan, reader, sample, skipped))
        elif plan.column == "effort":
            settled, scale = _of_effort(plan, sample)
        graded.append(settled)
        if scale is not None:
            scales[plan.column] = scale
            notes += (_assumed(settled, scale),) if settled.rule.scale != plan.rule.scale else ()
    return tuple(graded), scales, tuple(notes)


def _scale(plan: PlannedColumn, reader: Reader, sample: Sample, skipped: int) -> Scale:
    """The scale of satisfaction that its grades suggest."""
    values = plan.rule.values
    first = [text for name in plan.originals for text in sample.texts(name)]
    scale = scale_of([text for text in first if text.casefold() not in values])
    if plan.rule.scale or ((scale.low, scale.high) == SCALES[_USUAL] and _in_no_order(first)):
        return scale
    found = _usual(counted_texts(reader, sample, plan.originals, skipped))
    return scale_of([text for text in found if text.casefold() not in values])


def _of_satisfaction(plan: PlannedColumn, scale: Scale) -> tuple[PlannedColumn, Scale]:
    if plan.rule.scale:
        low, high = SCALES[plan.rule.scale]
        return plan, replace(scale, low=low, high=high)
    noted = _noted(plan, scale)
    if (scale.low, scale.high) == SCALES[_USUAL]:
        return noted, scale
    name = next(name for name, ends in SCALES.items() if ends == (scale.low, scale.high))
    # A mapping that is written names the scale, where it can be put right.
    return replace(noted, rule=replace(plan.rule, scale=name)), scale


def _of_effort(plan: PlannedColumn, sample: Sample) -> tuple[PlannedColumn, Scale | None]:
    """Numbers of effort are on its own scale already, unless the user names another; words have to be brought to it."""
    scale = ease_scale_of([text for name in plan.originals for text in sample.texts(name)])
    if plan.rule.scale:
        low, high = SCALES[plan.rule.scale]
        return plan, replace(scale or Scale(low, high), low=low, high=high)
    return plan if scale is None else _noted(plan, scale), scale


def _noted(plan: PlannedColumn, scale: Scale) -> PlannedColumn:
    return replace(plan, note="; ".join(filter(None, (plan.note, scale.note))))


def _in_no_order(texts: Sequence[str]) -> bool:
    """Whether enough grades follow one another nearly as often alike as by chance."""
    chance = sum((count / len(texts)) ** 2 for count in Counter(texts).values()) if texts else 1.0
    if len(texts) < _ENOUGH or chance > _MOSTLY_ONE:
        return False
    return sum(one == next_ for one, next_ in pairwise(texts)) / len(texts) < (1 + chance) / 2


def _usual(counted: Counter[str]) -> list[str]:
    """The grades without the few that stand above all others, which are slips of the hand and make no scale."""
    read = {text: value for text in counted if (value := labelled_number(text)) is not None}
    spare = sum(counted[text] for text in read) // _ODD
    slips = set()
    for text in sorted(read, key=lambda each: (-read[each], each)):
        spare -= counted[text]
        if spare < 0:
            break
        slips.add(text)
    return [text for text in counted if text not in slips]


def _assumed(plan: PlannedColumn, scale: Scale) -> str:
    """What was taken for the scale, and how to say otherwise."""
    names = " + ".join(plan.originals)
    other = next(name for name in ("1-10", "0-10") if name != plan.rule.scale)
    recommend = f"; or --column recommend='{names}' if it says how likely customers recommend you"
    return (
        f"{plan.column}: '{names}' is taken to be on a scale of {scale.low:g} to {scale.high:g}, brought to 1 to 5; for"
        f" another, give --map a file that says {plan.column}: {{column: {names}, scale: {other}}}"
        f"{recommend if plan.rule.scale == _OF_RECOMMENDING else ''}"
    )
