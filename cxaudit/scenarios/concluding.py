"""What is concluded from the incidents of a scenario alone, by the same inference and planning as an audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.measures import measure
from cxaudit.model import Diagnosis, Hypothesis, Plan
from cxaudit.planning import make_plan

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The diagnosis of a scenario, symptoms found in its incidents as a whole, and the plan if one is expected."""

    diagnosis: Diagnosis
    plan: Plan | None
    signals: frozenset[str]

    def ranking(self, *, roots: bool) -> tuple[Hypothesis, ...]:
        """The causes of one kind that these incidents speak for, in rank order; the others only fill a list up."""
        ranked = self.diagnosis.roots if roots else self.diagnosis.proximate
        return tuple(entry for entry in ranked if entry.prevented > 0.0 or entry.signals)


def conclude(rulebook: Rulebook, tally: Tally, *, planned: bool) -> Conclusion:
    """What the tally of a scenario leads to; however few its incidents are, there is a ranking.

    The plan, which takes as long as all the rest, is only made if it is `planned` to look at it.
    """
    measures = measure(rulebook, tally)
    diagnosis = diagnose(rulebook, tally, measures.signals, DiagnosisOptions(paths=planned))
    plan = make_plan(rulebook, tally, diagnosis, measures.headline) if planned else None
    return Conclusion(diagnosis, plan, frozenset(signal.symptom for signal in measures.signals))
