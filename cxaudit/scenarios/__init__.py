"""Tests of a rulebook: its examples and scenarios, run as real logs are, and how much of it they cover."""

from cxaudit.scenarios.examples import run_examples
from cxaudit.scenarios.running import run_tests
