"""What differs between two rulebooks on one log, and between the audits of two periods."""

from cxaudit.comparison.audits import compare_audits
from cxaudit.comparison.budgets import Budget, exceeded, parse_budget
from cxaudit.comparison.rulebooks import Comparing, Version, compare_rulebooks
