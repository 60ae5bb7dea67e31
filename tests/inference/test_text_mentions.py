"""People stop after a few mentions; what stands in fields does not stop with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import IN_FIELDS, cause, fire, rulebook, symptom, tally_of_flags

from cxaudit.inference import DiagnosisOptions, diagnose

if TYPE_CHECKING:
    from cxaudit.model import Diagnosis, Rulebook

MOST = 2


def book() -> Rulebook:
    """Two causes, each told of in six ways and seen in two fields."""
    told = [symptom(f"{root}{index}", {root: 0.6}) for root in "ab" for index in range(6)]
    seen = [symptom(f"field-{root}{index}", {root: 0.7}, detect=IN_FIELDS) for root in "ab" for index in range(2)]
    return rulebook([cause("a", 0.12), cause("b", 0.06)], [*told, *seen])


def diagnosed(*, stopping: bool) -> Diagnosis:
    truth = book()
    shown = fire(truth, 3_000, 21).shown()
    told = np.array([not name.startswith("field") for name in truth.symptoms])
    if stopping:
        chance = np.where(shown & told, np.random.default_rng(22).random(shown.shape), 2.0)
        shown &= (np.argsort(np.argsort(chance, axis=1), axis=1) < MOST) | ~told
    return diagnose(truth, tally_of_flags(list(truth.symptoms), shown), options=DiagnosisOptions(paths=False))


def test_stopping_is_recognised_although_fields_show_more() -> None:
    found = diagnosed(stopping=True)
    assert found.mentions == MOST
    assert "mention-count" not in {alarm.id for alarm in found.alarms}
    active = {root.cause: root.active for root in found.roots}
    whole = {root.cause: root.active for root in diagnosed(stopping=False).roots}
    assert abs(active["a"] - whole["a"]) < 0.05
    assert abs(active["b"] - whole["b"]) < 0.05


def test_nobody_is_taken_to_stop_where_nobody_does() -> None:
    assert diagnosed(stopping=False).mentions == 0
