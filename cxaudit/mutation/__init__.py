"""Mutation testing of rulebooks: breaks a rulebook in small ways and tells which of them no test notices."""

from cxaudit.mutation.enumeration import mutants_of
from cxaudit.mutation.mutant import Mutant, Operator
from cxaudit.mutation.running import Judges, mutate_rulebook
from cxaudit.mutation.scenario_mutants import ScenarioRunner
