"""Means that do not come from tables: trees that a profile does not touch, and the scores of symptoms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.compiling import compiled

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.compiled.scratch import Region
    from cxaudit.inference.exact.flat import Shape, Slopes, Voice, Wanted


@compiled
def apart(shape: Shape, wanted: Wanted, voice: Voice, region: Region, means: Floats, profile: int) -> float:
    """Read the means of trees that the profile does not touch; returns minus ln of the sums of those it does touch."""
    log = 0.0
    above, local = shape.above, region.local
    for node in range(len(above)):
        if above[node] >= 0:
            continue
        if local[node] >= 0:
            log -= voice.tops[node]
            continue
        start = wanted.whisper_row_start[node]
        for place in range(start, wanted.whisper_row_start[node + 1]):
            means[profile, wanted.whisper_rows[place]] = voice.values[wanted.whisper_means[node] + place - start]
    return log


@compiled
def score_symptoms(
    shape: Shape, slopes: Slopes, asserted: Flags, denied: Flags, hidden: Flags, profile: int, departing: Integers,
    symptoms: int, means: Floats, on: Floats, shown: Floats, row: int,
) -> None:  # fmt: skip
    """Put in the scores of leaks of symptoms, and of all that belongs to departing ones."""
    leak_row, first_parent, parents = slopes.leak_row, shape.symptom_start, shape.symptom
    if len(leak_row) == 0:
        return
    for symptom in range(len(leak_row)):
        if denied[profile, symptom]:
            means[profile, leak_row[symptom]] = -slopes.denied_leak[symptom]
        else:
            quiet = not (asserted[profile, symptom] or hidden[profile, symptom])
            means[profile, leak_row[symptom]] = -slopes.silent_leak[symptom] if quiet else 0.0
    for at in range(symptoms):
        symptom = departing[at]
        first, last = first_parent[symptom], first_parent[symptom + 1]
        if asserted[profile, symptom]:
            score_shown(shape.shown[symptom], parents, first, last, slopes, symptom, means, profile, on, shown, row)
            continue
        for place in range(first, last):
            slope = 0.0
            if denied[profile, symptom]:
                slope = slopes.denied[place]
            elif not hidden[profile, symptom]:
                slope = slopes.silent[place]
            means[profile, slopes.row[place]] = -slope * on[row, parents[place]]


@compiled
def score_shown(
    begin: int, parents: Integers, first: int, last: int, slopes: Slopes, symptom: int, means: Floats, profile: int,
    on: Floats, shown: Floats, row: int,
) -> None:  # fmt: skip
    """The scores of an asserted symptom."""
    states = 1 << (last - first)
    if last - first == 0:
        shown[row, begin] = 1.0
    elif last - first == 1:
        shown[row, begin + 1] = on[row, parents[first]]
        shown[row, begin] = 1.0 - shown[row, begin + 1]
    start = slopes.shown_start[symptom]
    for place in range(first - 1, last):
        total = 0.0
        for state in range(states):
            total += slopes.shown[start + state] * shown[row, begin + state]
        means[profile, slopes.leak_row[symptom] if place < first else slopes.row[place]] = total
        start += states
