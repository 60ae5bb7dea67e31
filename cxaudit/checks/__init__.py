"""What can be wrong with a rulebook as a whole: one file is one check, and the list below is all of them."""

from datetime import date

from cxaudit.checks.cause_without_remedy import cause_without_remedy
from cxaudit.checks.check import Check, DatedCheck
from cxaudit.checks.hub_cause import hub_cause
from cxaudit.checks.personal_data_in_example import personal_data_in_example
from cxaudit.checks.remedy_without_effect import remedy_without_effect
from cxaudit.checks.stable_without_examples import stable_without_examples
from cxaudit.checks.standard_without_measure import standard_without_measure
from cxaudit.checks.symptom_without_cause import symptom_without_cause
from cxaudit.checks.too_few_examples import too_few_examples
from cxaudit.checks.training_only import training_only
from cxaudit.checks.unreachable_area import unreachable_area
from cxaudit.checks.unreachable_cause import unreachable_cause
from cxaudit.checks.unused_remedy import unused_remedy
from cxaudit.checks.unused_standard import unused_standard
from cxaudit.model import Rulebook, Violation

CHECKS: tuple[Check, ...] = (
    cause_without_remedy,
    hub_cause,
    personal_data_in_example,
    remedy_without_effect,
    stable_without_examples,
    standard_without_measure,
    symptom_without_cause,
    too_few_examples,
    training_only,
    unreachable_area,
    unreachable_cause,
    unused_remedy,
    unused_standard,
)


# Checks that also need to know what day it is.
DATED_CHECKS: tuple[DatedCheck, ...] = ()


def run_checks(rulebook: Rulebook, today: date) -> tuple[Violation, ...]:
    """The violations of every check on the day `today`, in no particular order."""
    timeless = (violation for check in CHECKS for violation in check(rulebook))
    dated = (violation for check in DATED_CHECKS for violation in check(rulebook, today))
    return (*timeless, *dated)
