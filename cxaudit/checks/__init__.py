"""What can be wrong with a rulebook as a whole: one file is one check, and the lists below are all of them."""

from datetime import date

from cxaudit.checks.agent_to_blame import agent_to_blame
from cxaudit.checks.bare_word import bare_word
from cxaudit.checks.cause_without_remedy import cause_without_remedy
from cxaudit.checks.check import Check, DatedCheck
from cxaudit.checks.deprecated_still_used import deprecated_still_used
from cxaudit.checks.deprecated_without_replacement import deprecated_without_replacement
from cxaudit.checks.hub_cause import hub_cause
from cxaudit.checks.identical_patterns import identical_patterns
from cxaudit.checks.implausible_probability import implausible_probability
from cxaudit.checks.matches_nearly_everything import matches_nearly_everything
from cxaudit.checks.only_weak_remedies import only_weak_remedies
from cxaudit.checks.personal_data_in_example import personal_data_in_example
from cxaudit.checks.remedy_never_possible import remedy_never_possible
from cxaudit.checks.remedy_without_effect import remedy_without_effect
from cxaudit.checks.review_date_passed import review_date_passed
from cxaudit.checks.stable_without_examples import stable_without_examples
from cxaudit.checks.standard_without_measure import standard_without_measure
from cxaudit.checks.symptom_without_cause import symptom_without_cause
from cxaudit.checks.technology_only import technology_only
from cxaudit.checks.too_few_examples import too_few_examples
from cxaudit.checks.training_only import training_only
from cxaudit.checks.unreachable_alternative import unreachable_alternative
from cxaudit.checks.unreachable_area import unreachable_area
from cxaudit.checks.unreachable_cause import unreachable_cause
from cxaudit.checks.untested_threshold import untested_threshold
from cxaudit.checks.unused_remedy import unused_remedy
from cxaudit.checks.unused_standard import unused_standard
from cxaudit.checks.unverifiable_remedy import unverifiable_remedy
from cxaudit.model import Rulebook, Violation

CHECKS: tuple[Check, ...] = (
    agent_to_blame,
    bare_word,
    cause_without_remedy,
    deprecated_still_used,
    deprecated_without_replacement,
    hub_cause,
    identical_patterns,
    implausible_probability,
    matches_nearly_everything,
    only_weak_remedies,
    personal_data_in_example,
    remedy_never_possible,
    remedy_without_effect,
    stable_without_examples,
    standard_without_measure,
    symptom_without_cause,
    technology_only,
    too_few_examples,
    training_only,
    unreachable_alternative,
    unreachable_area,
    unreachable_cause,
    untested_threshold,
    unused_remedy,
    unused_standard,
    unverifiable_remedy,
)

# Checks that also need to know what day it is.
DATED_CHECKS: tuple[DatedCheck, ...] = (review_date_passed,)

# Checks that look at each definition by itself, so that they can be held against what is sound in a broken rulebook.
LOCAL_CHECKS: tuple[Check, ...] = (
    bare_word,
    implausible_probability,
    matches_nearly_everything,
    personal_data_in_example,
    stable_without_examples,
    standard_without_measure,
    too_few_examples,
    unreachable_alternative,
    untested_threshold,
    unverifiable_remedy,
)


def run_checks(rulebook: Rulebook, today: date) -> tuple[Violation, ...]:
    """The violations of every check on the day `today`, in no particular order."""
    timeless = (violation for check in CHECKS for violation in check(rulebook))
    dated = (violation for check in DATED_CHECKS for violation in check(rulebook, today))
    return (*timeless, *dated)


def run_local_checks(rulebook: Rulebook, today: date) -> tuple[Violation, ...]:
    """The violations that a definition has by itself, whatever the rest of the rulebook says."""
    timeless = (violation for check in LOCAL_CHECKS for violation in check(rulebook))
    dated = (violation for check in DATED_CHECKS for violation in check(rulebook, today))
    return (*timeless, *dated)
